// Engine of one layer with one lane: one output position at a time, one weight bit a cycle.
//
// The weight memory is one stream of bits. For each output channel: its bias, then for each pass
// alpha, groups to skip, whether it is the last of the output channel, and its signs; numbers with
// the lowest bit first. Bias and alpha are shifted into one register; a tap is one step of a
// multiply-accumulate: acc += +-x * alpha. An output channel without any basis has one pass with
// alpha 0 and no signs.
//
// Cycles of an output channel: BIAS_BITS + 1; for each pass the bits before its signs, its taps and
// 1 (no taps where alpha is 0: 1 instead of them); 1 for the value to be pooled and to leave. It
// waits in the last one until the value is taken. Between two positions 1 cycle is idle.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_single #(
  // input
  parameter CHANNELS           = 1,   // input channels, at least 1
  parameter POSITIONS          = 16,  // input positions of a fragment that are used
  parameter UNUSED             = 0,   // 1: more follow and are dropped, 0: none
  parameter X_BITS             = 8,   // bits of an input value
  parameter X_SIGNED           = 0,   // 1: they are signed, 0: unsigned
  parameter BURST              = 1,   // most input positions of a channel in a row, at least 1
  // convolution
  parameter OUTPUTS            = 4,   // output channels, at least 1
  parameter KERNEL             = 3,   // taps, at least 1
  parameter STRIDE             = 1,   // positions from one output to the next, at least 1
  parameter DILATION           = 1,   // positions from one tap to the next, at least 1
  parameter PADDING            = 0,   // zeros before the input
  parameter AFTER              = 0,   // zeros behind the input
  // weights
  parameter CHANNELS_PER_GROUP = 1,   // a group is a rectangle of channels ...
  parameter TAPS_PER_GROUP     = 3,   // ... by taps
  parameter PIXELWISE          = 0,   // 1: groups follow along the taps, 0: along the channels
  parameter SKIP_BITS          = 0,   // of the groups to skip before a pass, 0 or more
  parameter ALPHA_BITS         = 8,   // of an alpha, unsigned
  parameter BIAS_BITS          = 8,   // of a bias, signed, at most ACC_BITS
  parameter HAS_EMPTY          = 0,   // 1: some output channel has no basis
  parameter WEIGHT_WIDTH       = 2,   // bits of a word of the weight memory, at least 2
  parameter WEIGHT_DEPTH       = 64,  // words of the weight memory
  parameter WEIGHT_FILE        = "",  // their image for $readmemh
  parameter REST               = 0,   // words of weights behind them that are logic, at least 0
  parameter REST_FILE          = "",  // their image for $readmemh
  parameter PARITY             = 0,   // 1: the weight memory has a parity bit a word
  // width
  parameter ACC_BITS           = 20,  // of an accumulator, signed: holds every final value
  // output
  parameter REQUANT            = 1,   // 0: raw accumulators leave, Y_BITS = ACC_BITS
  parameter REQUANT_SHIFT      = 8,   // places, 0 or more; for REQUANT
  parameter Y_BITS             = 8,   // of a value before pooling
  parameter Y_SIGNED           = 0,   // 1: values keep their sign, 0: they have none; for REQUANT
  parameter POOL_SUM           = 0,   // 1: sums of windows leave, not maxima
  parameter POOL_KERNEL        = 1,   // positions of a window; 1: no pooling
  parameter POOL_STRIDE        = 1,   // positions from one window to the next
  parameter OUT_BITS           = 8,   // of an output value: Y_BITS, or those of the largest sum
  // folding
  parameter SLOTS              = 4    // input positions held: a power of two
) (
  input  wire                clk_i,    // clock
  input  wire                rst_ni,   // synchronous reset, active low
  input  wire [X_BITS-1:0]   data_i,   // input value
  input  wire                last_i,   // the last position of its channel in its block
  input  wire                end_i,    // the last value of its fragment
  input  wire                valid_i,  // data_i, last_i and end_i are offered
  output wire                ready_o,  // they are taken, if offered
  output wire [OUT_BITS-1:0] data_o,   // output value
  output wire                last_o,   // always: a tile is one position
  output wire                end_o,    // the last value of its fragment
  output wire                valid_o,  // data_o, last_o and end_o are offered
  input  wire                ready_i,  // they are taken, if offered
  output wire                parity_o  // the weight memory has failed its parity
);

  localparam CB     = CHANNELS > 1 ? $clog2(CHANNELS) : 1;
  localparam KB     = KERNEL > 1 ? $clog2(KERNEL) : 1;
  localparam OB     = OUTPUTS > 1 ? $clog2(OUTPUTS) : 1;
  localparam GROUPS = PIXELWISE != 0 ? KERNEL : CHANNELS / CHANNELS_PER_GROUP;
  localparam HEAD   = ALPHA_BITS + SKIP_BITS + 1;
  localparam WORD   = HEAD > BIAS_BITS ? HEAD : BIAS_BITS;

  localparam [31:0] LAST_GROUP_CHANNEL = CHANNELS_PER_GROUP - 1;
  localparam [31:0] LAST_GROUP_TAP     = TAPS_PER_GROUP - 1;
  localparam [31:0] LAST_OUTPUT        = OUTPUTS - 1;

  generate
    if (PIXELWISE != 0
        ? CHANNELS_PER_GROUP != CHANNELS || TAPS_PER_GROUP != 1
        : CHANNELS % CHANNELS_PER_GROUP != 0 || TAPS_PER_GROUP != KERNEL) begin : gen_check
      bb_illegal_group_is_no_part_of_the_kernel illegal ();
    end
    if (GROUPS == 1 && SKIP_BITS > 0) begin : gen_check_skip
      bb_illegal_SKIP_BITS_with_one_group illegal ();
    end
  endgenerate

  // ---- steps --------------------------------------------------------------------------------
  localparam [2:0] IDLE  = 3'd0;  // until the window is there
  localparam [2:0] BIAS  = 3'd1;  // the bias is shifted in
  localparam [2:0] LOAD  = 3'd2;  // ... and taken
  localparam [2:0] PASS  = 3'd3;  // what stands before the signs is shifted in
  localparam [2:0] TAPS  = 3'd4;  // a tap is read, the one before it added
  localparam [2:0] ADD   = 3'd5;  // the last tap is added
  localparam [2:0] LEAVE = 3'd6;  // the value is final

  reg  [2:0]      step_q;
  reg             add_q;   // the tap read in the cycle before is added in this one
  reg  [WORD-1:0] word_q;
  reg  [OB-1:0]   output_q;

  wire window_ready, final_position;
  wire shifted, taps_end, closes;

  wire [ALPHA_BITS-1:0] alpha       = word_q[WORD-HEAD +: ALPHA_BITS];
  wire                  last_pass   = word_q[WORD-1];
  wire                  empty       = HAS_EMPTY != 0 && alpha == {ALPHA_BITS{1'b0}};
  wire                  last_output = output_q == LAST_OUTPUT[OB-1:0];
  wire                  shifting    = step_q == BIAS || step_q == PASS;
  wire                  read        = step_q == TAPS && !empty;
  wire                  leave       = step_q == LEAVE && (!closes || ready_i);
  wire                  done        = leave && last_output;

  always @(posedge clk_i) begin
    if (!rst_ni) step_q <= IDLE;
    else
      case (step_q)
        IDLE:    if (window_ready) step_q <= BIAS;
        BIAS:    if (shifted) step_q <= LOAD;
        LOAD:    step_q <= PASS;
        PASS:    if (shifted) step_q <= TAPS;
        TAPS:    if (empty) step_q <= LEAVE;
                 else if (taps_end) step_q <= ADD;
        ADD:     step_q <= last_pass ? LEAVE : PASS;
        default: if (leave) step_q <= last_output ? IDLE : BIAS;
      endcase
  end

  always @(posedge clk_i) begin
    if (!rst_ni) add_q <= 1'b0;
    else add_q <= read;
  end

  always @(posedge clk_i) begin
    if (!rst_ni) output_q <= {OB{1'b0}};
    else if (done) output_q <= {OB{1'b0}};
    else if (leave) output_q <= output_q + 1'b1;
  end

  // ---- weights: a 1 put into the empty register comes out with the last bit to shift ---------
  wire weight;

  bb_weights #(
    .WIDTH(WEIGHT_WIDTH), .DEPTH(WEIGHT_DEPTH), .FILE(WEIGHT_FILE),
    .REST(REST), .REST_FILE(REST_FILE), .PARITY(PARITY)
  ) weights (
    .clk_i(clk_i), .rst_ni(rst_ni), .restart_i(done),
    .next_i((step_q == IDLE && window_ready) || shifting || add_q), .bit_o(weight),
    .parity_o(parity_o)
  );

  assign shifted = word_q[0];

  always @(posedge clk_i) begin
    if (shifting) word_q <= {weight, word_q[WORD-1:1]};
    else if (step_q == IDLE || step_q == LEAVE) begin
      word_q              <= {WORD{1'b0}};
      word_q[BIAS_BITS-1] <= 1'b1;
    end else if (step_q == LOAD || (step_q == ADD && !last_pass)) begin
      word_q         <= {WORD{1'b0}};
      word_q[HEAD-1] <= 1'b1;
    end
  end

  // ---- where the group begins, and the tap in it --------------------------------------------
  reg  [CB-1:0] group_channel_q;
  reg  [KB-1:0] group_tap_q;
  wire [CB-1:0] origin_channel;
  wire [KB-1:0] origin_tap;
  wire          tap_wrap = group_tap_q == LAST_GROUP_TAP[KB-1:0];

  assign taps_end = tap_wrap && group_channel_q == LAST_GROUP_CHANNEL[CB-1:0];

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      group_channel_q <= {CB{1'b0}};
      group_tap_q     <= {KB{1'b0}};
    end else if (read) begin
      group_tap_q <= tap_wrap ? {KB{1'b0}} : group_tap_q + 1'b1;
      if (tap_wrap) group_channel_q <= taps_end ? {CB{1'b0}} : group_channel_q + 1'b1;
    end
  end

  generate
    if (GROUPS == 1) begin : gen_whole
      assign origin_channel = {CB{1'b0}};
      assign origin_tap     = {KB{1'b0}};
    end else begin : gen_groups
      localparam GB = $clog2(GROUPS);
      reg  [GB-1:0] from_q;  // group of the pass before
      wire [GB-1:0] group;
      if (SKIP_BITS == 0) begin : gen_no_skip
        assign group = from_q;
      end else if (SKIP_BITS < GB) begin : gen_short_skip
        assign group = from_q + {{(GB - SKIP_BITS){1'b0}}, word_q[WORD-1-SKIP_BITS +: SKIP_BITS]};
      end else begin : gen_skip
        assign group = from_q + word_q[WORD-1-SKIP_BITS +: GB];
      end
      always @(posedge clk_i) begin
        if (step_q == LOAD) from_q <= {GB{1'b0}};
        else if (step_q == ADD) from_q <= group;
      end

      if (PIXELWISE != 0) begin : gen_pixelwise
        assign origin_channel = {CB{1'b0}};
        assign origin_tap     = group;
      end else if (CHANNELS_PER_GROUP == 1) begin : gen_kernelwise
        assign origin_channel = group;
        assign origin_tap     = {KB{1'b0}};
      end else begin : gen_subchannelwise
        localparam [31:0] WIDE = CHANNELS_PER_GROUP;
        assign origin_channel = {{(CB - GB){1'b0}}, group} * WIDE[CB-1:0];
        assign origin_tap     = {KB{1'b0}};
      end
    end
  endgenerate

  // ---- window -------------------------------------------------------------------------------
  wire [X_BITS-1:0] x;

  bb_ring #(
    .CHANNELS(CHANNELS), .BITS(X_BITS), .POSITIONS(POSITIONS), .UNUSED(UNUSED), .PADDING(PADDING),
    .AFTER(AFTER), .KERNEL(KERNEL), .STRIDE(STRIDE), .DILATION(DILATION), .SLOTS(SLOTS),
    .BURST(BURST)
  ) ring (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(last_i), .end_i(end_i),
    .valid_i(valid_i), .ready_o(ready_o),
    .read_i(read), .channel_i(origin_channel + group_channel_q), .tap_i(origin_tap + group_tap_q),
    .data_o(x), .window_ready_o(window_ready), .final_o(final_position), .done_i(done)
  );

  // ---- multiply-accumulate: the form that DSP cells take whole ------------------------------
  localparam P_BITS = X_BITS + 1 + ALPHA_BITS;

  wire                       x_top    = X_SIGNED != 0 && x[X_BITS-1];
  wire signed [X_BITS:0]     signed_x = weight ? -{x_top, x} : {x_top, x};
  wire signed [P_BITS:0]     product  = signed_x * $signed({1'b0, alpha});
  wire        [ACC_BITS-1:0] bias, addend;
  reg         [ACC_BITS-1:0] acc_q;

  generate
    if (BIAS_BITS < ACC_BITS) begin : gen_wide_bias
      assign bias = {{(ACC_BITS - BIAS_BITS){word_q[WORD-1]}}, word_q[WORD-1 -: BIAS_BITS]};
    end else begin : gen_bias
      assign bias = word_q[WORD-1 -: ACC_BITS];
    end
    if (P_BITS + 1 < ACC_BITS) begin : gen_wide_product
      assign addend = {{(ACC_BITS - P_BITS - 1){product[P_BITS]}}, product};
    end else begin : gen_product
      assign addend = product[ACC_BITS-1:0];
      wire unused = &{1'b0, product};
    end
  endgenerate

  always @(posedge clk_i) begin
    if (step_q == LOAD || add_q) acc_q <= step_q == LOAD ? bias : acc_q + addend;
  end

  // ---- requantise, pool and leave -----------------------------------------------------------
  wire [Y_BITS-1:0] y;

  generate
    if (REQUANT != 0) begin : gen_requant
      bb_requant #(
        .ACC_BITS(ACC_BITS), .SHIFT(REQUANT_SHIFT), .BITS(Y_BITS), .SIGNED(Y_SIGNED)
      ) requant (
        .acc_i(acc_q), .y_o(y)
      );
    end else begin : gen_raw
      assign y = acc_q;
    end
  endgenerate

  bb_single_pool #(
    .CHANNELS(OUTPUTS), .BITS(Y_BITS), .SIGNED(Y_SIGNED), .SUM(POOL_SUM), .OUT_BITS(OUT_BITS),
    .KERNEL(POOL_KERNEL), .STRIDE(POOL_STRIDE)
  ) pool (
    .clk_i(clk_i), .rst_ni(rst_ni), .channel_i(output_q), .read_i(step_q == BIAS),
    .data_i(y), .take_i(leave), .next_i(done), .restart_i(final_position), .closes_o(closes),
    .data_o(data_o)
  );

  assign valid_o = step_q == LEAVE && closes;
  assign last_o  = 1'b1;
  assign end_o   = final_position && last_output;

endmodule

`default_nettype wire
