// Engine of one layer for speed: lanes over neighbouring output positions, each takes all taps of
// an input channel in a cycle. Window -> sequencer and signs -> lanes -> scaler -> requantiser ->
// queue -> pool -> output stream.
//
// From the sequencer to the queue nothing ever stops: a step that is issued comes out a fixed
// number of cycles later. Only the sequencer waits, between two output channels, while HELD of
// them are on their way or in the queue. So no signal of the output stream reaches the datapath.
//
// The stored biases have taken off what the lanes add to the signed sums (see bb_wide_lane).
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_wide #(
  // input
  parameter CHANNELS           = 1,   // input channels, at least 1
  parameter POSITIONS          = 16,  // input positions of a fragment, at least 1
  parameter X_BITS             = 8,   // bits of an input value
  parameter X_SIGNED           = 0,   // 1: they are signed, 0: unsigned
  // convolution
  parameter OUTPUTS            = 4,   // output channels, at least 1
  parameter KERNEL             = 3,   // taps, at least 1
  parameter STRIDE             = 1,   // positions from one output to the next, at least 1
  parameter DILATION           = 1,   // positions from one tap to the next, at least 1
  parameter PADDING            = 0,   // zeros before the input
  // weights
  parameter CHANNELS_PER_GROUP = 1,   // of a group of weights: cycles of a pass
  parameter TAPS_PER_GROUP     = 3,   // of a group: signs of a cycle
  parameter PIXELWISE          = 0,   // 1: groups follow along the taps, 0: along the channels
  parameter SKIP_BITS          = 0,   // of the groups to skip before a pass, 0 or more
  parameter ALPHA_BITS         = 8,   // of an alpha, unsigned
  parameter PASSES             = 4,   // of all output channels, at least 1
  parameter HAS_EMPTY          = 0,   // 1: some output channel has no basis
  parameter SIGN_WORDS         = 4,   // words of TAPS_PER_GROUP signs, at least 1
  parameter BIAS_BITS          = 8,   // of a bias, signed, at most ACC_BITS
  parameter SIGN_FILE          = "",  // image of the signs for $readmemh
  parameter PASS_FILE          = "",  // image of the passes
  parameter BIAS_FILE          = "",  // image of the biases
  // widths
  parameter S_BITS             = 10,  // of the unsigned sum of a pass
  parameter ACC_BITS           = 20,  // of an accumulator, signed: holds every final value
  // output
  parameter REQUANT            = 1,   // 0: raw accumulators leave, Y_BITS = ACC_BITS
  parameter REQUANT_SHIFT      = 8,   // places, 0 or more; for REQUANT
  parameter Y_BITS             = 8,   // of a value before pooling
  parameter Y_SIGNED           = 0,   // 1: values keep their sign, 0: they have none; for REQUANT
  parameter POOL_SUM           = 0,   // 1: sums of windows leave, not maxima
  parameter POOL_KERNEL        = 1,   // positions of a window; 1: no pooling
  parameter POOL_STRIDE        = 1,   // positions from one window to the next
  parameter POOL_POSITIONS     = 14,  // convolution positions that the pool uses
  parameter OUT_BITS           = 8,   // of an output value: Y_BITS, or those of the largest sum
  // folding
  parameter PARITY             = 0,   // 1: weight memories have a parity bit a word
  parameter LANES              = 1,   // output positions at once, at least 1
  parameter TILES              = 14,  // of LANES output positions in a fragment, at least 1
  parameter TILE_ROWS          = 3,   // rows that a tile reads, of LANES * STRIDE positions each
  parameter FRAGMENT_ROWS      = 16,  // rows of a fragment, padding and filling included
  parameter ROWS               = 4,   // rows held: a power of two, from 2 and what a tile reads
  parameter WINDOW_STYLE       = "auto",  // of the window's memories, as in bb_ram
  parameter MULTIPLIERS        = 1,   // a divisor of LANES, at least LANES / CHANNELS_PER_GROUP
  parameter MAX_OF             = 1,   // neighbouring values that go to the pool as their largest
  parameter HELD               = 32   // output channels before the pool: a power of two, from 2
) (
  input  wire                clk_i,    // clock
  input  wire                rst_ni,   // synchronous reset, active low
  input  wire [X_BITS-1:0]   data_i,   // input value
  input  wire                last_i,   // the last position of its channel in its block
  input  wire                end_i,    // the last value of its fragment
  input  wire                valid_i,  // data_i, last_i and end_i are offered
  output wire                ready_o,  // they are taken, if offered
  output reg  [OUT_BITS-1:0] data_o,   // output value
  output reg                 last_o,   // the last position of its channel in its tile
  output reg                 end_o,    // the last value of its fragment
  output reg                 valid_o,  // data_o, last_o and end_o are offered
  input  wire                ready_i,  // they are taken, if offered
  output wire                parity_o  // a weight memory has failed its parity
);

  localparam SLOTS    = LANES / MULTIPLIERS;
  localparam SEGMENT  = (LANES - 1) * STRIDE + (KERNEL - 1) * DILATION + 1;
  localparam LEVELS   = KERNEL > 1 ? $clog2(KERNEL) : 0;
  localparam ONE_STEP = CHANNELS_PER_GROUP == 1 ? 1 : 0;
  localparam CB       = CHANNELS > 1 ? $clog2(CHANNELS) : 1;
  // The sequencer walks over the taps only where they are groups.
  localparam WALKED   = PIXELWISE != 0 ? KERNEL : 1;
  localparam KB       = WALKED > 1 ? $clog2(WALKED) : 1;
  localparam WB       = SIGN_WORDS > 1 ? $clog2(SIGN_WORDS) : 1;
  localparam HB       = $clog2(HELD + 1);
  localparam [31:0] LAST_WORD = SIGN_WORDS - 1;
  localparam [31:0] HELD_C    = HELD;

  generate
    if (SLOTS > CHANNELS_PER_GROUP) begin : gen_check_multipliers
      bb_illegal_MULTIPLIERS_too_few_for_a_pass illegal ();
    end
    if (POOL_KERNEL % MAX_OF != 0 || POOL_STRIDE % MAX_OF != 0
        || ((POOL_SUM != 0 || Y_SIGNED != 0) && MAX_OF != 1)) begin : gen_check_max
      bb_illegal_MAX_OF_is_no_part_of_the_pool illegal ();
    end
  endgenerate

  wire parity_passes, parity_signs, parity_biases;

  assign parity_o = parity_passes || parity_signs || parity_biases;

  wire unused = &{1'b0, end_i};  // the window counts positions by itself

  // ---- window, sequencer, signs -------------------------------------------------------------
  reg  [HB-1:0]             held_q;  // output channels that have been issued and not left
  wire                      en = held_q != HELD_C[HB-1:0];
  wire [CB-1:0]             channel;
  wire [KB-1:0]             tap;
  wire                      tap_valid, tile_ready, tile_done;
  wire                      step = tap_valid && en;
  wire [SEGMENT*X_BITS-1:0] x;
  wire                      unused_x = &{1'b0, x};  // positions that no tap reads
  wire                      pass_first, pass_end, output_first, output_last;
  wire [ALPHA_BITS-1:0]     alpha;

  bb_wide_window #(
    .CHANNELS(CHANNELS), .BITS(X_BITS), .X_SIGNED(X_SIGNED), .POSITIONS(POSITIONS),
    .PADDING(PADDING), .KERNEL(KERNEL), .STRIDE(STRIDE), .DILATION(DILATION), .LANES(LANES),
    .TILES(TILES), .TILE_ROWS(TILE_ROWS), .FRAGMENT_ROWS(FRAGMENT_ROWS), .ROWS(ROWS),
    .STYLE(WINDOW_STYLE)
  ) window (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .data_i(data_i), .last_i(last_i), .valid_i(valid_i), .ready_o(ready_o),
    .read_i(step), .channel_i(channel), .data_o(x),
    .tile_ready_o(tile_ready), .tile_done_i(tile_done && en)
  );

  bb_sequencer #(
    .CHANNELS(CHANNELS), .KERNEL(WALKED), .CHANNELS_PER_GROUP(CHANNELS_PER_GROUP),
    .TAPS_PER_GROUP(1), .PIXELWISE(PIXELWISE), .SKIP_BITS(SKIP_BITS), .ALPHA_BITS(ALPHA_BITS),
    .PASSES(PASSES), .PASS_FILE(PASS_FILE), .HAS_EMPTY(HAS_EMPTY), .LANES(SLOTS), .PARITY(PARITY)
  ) sequencer (
    .clk_i(clk_i), .rst_ni(rst_ni), .en_i(en),
    .tile_ready_i(tile_ready), .tile_done_o(tile_done),
    .tap_valid_o(tap_valid), .channel_o(channel), .tap_o(tap),
    .pass_first_o(pass_first), .pass_end_o(pass_end), .alpha_o(alpha),
    .output_first_o(output_first), .output_last_o(output_last), .parity_o(parity_passes)
  );

  // Signs are read round and round, a word a step, and reach the lanes with the window's data.
  reg  [WB-1:0]             word_q;
  wire [TAPS_PER_GROUP-1:0] word;
  reg  [TAPS_PER_GROUP-1:0] signs_q;

  bb_rom #(
    .WIDTH(TAPS_PER_GROUP), .DEPTH(SIGN_WORDS), .FILE(SIGN_FILE), .PARITY(PARITY)
  ) sign_memory (
    .clk_i(clk_i), .en_i(1'b1), .addr_i(word_q), .data_o(word), .error_o(parity_signs)
  );

  always @(posedge clk_i) begin
    if (!rst_ni) word_q <= {WB{1'b0}};
    else if (step) word_q <= word_q == LAST_WORD[WB-1:0] ? {WB{1'b0}} : word_q + 1'b1;
  end

  always @(posedge clk_i) signs_q <= word;

  wire [KERNEL-1:0] negative;
  wire [KERNEL-1:0] counts;

  generate
    if (PIXELWISE != 0) begin : gen_pixelwise
      reg [KB-1:0]     tap_q;
      reg [KERNEL-1:0] counts_q;
      always @(posedge clk_i) begin
        tap_q    <= tap;
        counts_q <= {{(KERNEL - 1){1'b0}}, 1'b1} << tap_q;
      end
      assign negative = {KERNEL{signs_q[0]}};
      assign counts   = counts_q;
    end else begin : gen_all_taps
      wire unused_tap = &{1'b0, tap};
      assign negative = signs_q;
      assign counts   = {KERNEL{1'b1}};
    end
  endgenerate

  // ---- lanes --------------------------------------------------------------------------------
  // What goes with a step: DEPTH cycles until its sum is ready to be taken.
  localparam TREE  = 2 + LEVELS;
  localparam DEPTH = TREE + (ONE_STEP != 0 ? 0 : 1);
  localparam FLAGS = ALPHA_BITS + 2;

  reg [DEPTH-1:0]       end_q;
  reg [TREE-1:0]        first_q;
  reg [DEPTH*FLAGS-1:0] flags_q;

  always @(posedge clk_i) begin
    if (!rst_ni) end_q <= {DEPTH{1'b0}};
    else end_q <= {end_q[DEPTH-2:0], pass_end && en};
  end

  always @(posedge clk_i) begin
    first_q <= {first_q[TREE-2:0], pass_first};
    flags_q <= {flags_q[(DEPTH-1)*FLAGS-1:0], output_first, output_last, alpha};
  end

  wire [LANES*S_BITS-1:0] s;

  genvar l, k;
  generate
    for (l = 0; l < LANES; l = l + 1) begin : gen_lane
      wire [KERNEL*X_BITS-1:0] taps;
      for (k = 0; k < KERNEL; k = k + 1) begin : gen_tap
        assign taps[k*X_BITS +: X_BITS] = x[(l*STRIDE + k*DILATION)*X_BITS +: X_BITS];
      end
      bb_wide_lane #(
        .BITS(X_BITS), .KERNEL(KERNEL), .S_BITS(S_BITS), .ONE_STEP(ONE_STEP)
      ) lane (
        .clk_i(clk_i), .x_i(taps), .negative_i(negative),
        .tap_i(counts), .first_i(first_q[TREE-1]), .s_o(s[l*S_BITS +: S_BITS])
      );
    end
  endgenerate

  // ---- scaler and requantiser ---------------------------------------------------------------
  wire                            acc_valid;
  wire [MULTIPLIERS*ACC_BITS-1:0] acc;
  wire [MULTIPLIERS*Y_BITS-1:0]   y;
  reg                             y_valid_q;
  reg  [MULTIPLIERS*Y_BITS-1:0]   y_q;

  bb_wide_scaler #(
    .LANES(LANES), .MULTIPLIERS(MULTIPLIERS), .S_BITS(S_BITS), .ALPHA_BITS(ALPHA_BITS),
    .ACC_BITS(ACC_BITS), .BIAS_BITS(BIAS_BITS), .OUTPUTS(OUTPUTS), .HAS_EMPTY(HAS_EMPTY),
    .BIAS_FILE(BIAS_FILE), .PARITY(PARITY)
  ) scaler (
    .clk_i(clk_i), .rst_ni(rst_ni), .capture_i(end_q[DEPTH-1]), .s_i(s),
    .alpha_i(flags_q[(DEPTH-1)*FLAGS +: ALPHA_BITS]),
    .output_first_i(flags_q[DEPTH*FLAGS-1]), .output_last_i(flags_q[DEPTH*FLAGS-2]),
    .valid_o(acc_valid), .acc_o(acc), .parity_o(parity_biases)
  );

  genvar m;
  generate
    for (m = 0; m < MULTIPLIERS; m = m + 1) begin : gen_value
      if (REQUANT != 0) begin : gen_requant
        bb_requant #(
          .ACC_BITS(ACC_BITS), .SHIFT(REQUANT_SHIFT), .BITS(Y_BITS), .SIGNED(Y_SIGNED)
        ) requant (
          .acc_i(acc[m*ACC_BITS +: ACC_BITS]), .y_o(y[m*Y_BITS +: Y_BITS])
        );
      end else begin : gen_raw
        assign y[m*Y_BITS +: Y_BITS] = acc[m*ACC_BITS +: ACC_BITS];
      end
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) y_valid_q <= 1'b0;
    else y_valid_q <= acc_valid;
  end

  always @(posedge clk_i) y_q <= y;

  // ---- queue, pool and output register ------------------------------------------------------
  wire                leave;  // the output register takes what comes
  wire                value_valid, output_done;
  wire [Y_BITS-1:0]   value;
  wire                out_valid, out_last, out_end;
  wire [OUT_BITS-1:0] out_data;

  bb_wide_queue #(
    .VALUES(MULTIPLIERS), .MAX_OF(MAX_OF), .BITS(Y_BITS), .SLOTS(SLOTS), .HELD(HELD)
  ) queue (
    .clk_i(clk_i), .rst_ni(rst_ni), .valid_i(y_valid_q), .data_i(y_q),
    .en_i(leave), .valid_o(value_valid), .data_o(value), .done_o(output_done)
  );

  always @(posedge clk_i) begin
    if (!rst_ni) held_q <= {HB{1'b0}};
    else
      held_q <= held_q + {{(HB - 1){1'b0}}, pass_end && output_last && en}
              - {{(HB - 1){1'b0}}, output_done};
  end

  bb_pool #(
    .CHANNELS(OUTPUTS), .BITS(Y_BITS), .SIGNED(Y_SIGNED), .SUM(POOL_SUM), .OUT_BITS(OUT_BITS),
    .LANES(LANES / MAX_OF), .KERNEL(POOL_KERNEL / MAX_OF), .STRIDE(POOL_STRIDE / MAX_OF),
    .POSITIONS(POOL_POSITIONS / MAX_OF), .TILES(TILES)
  ) pool (
    .clk_i(clk_i), .rst_ni(rst_ni), .en_i(leave), .valid_i(value_valid), .data_i(value),
    .valid_o(out_valid), .data_o(out_data), .last_o(out_last), .end_o(out_end)
  );

  assign leave = !(out_valid && valid_o && !ready_i);

  always @(posedge clk_i) begin
    if (!rst_ni) valid_o <= 1'b0;
    else valid_o <= out_valid || (valid_o && !ready_i);
  end

  always @(posedge clk_i) begin
    if (out_valid && leave) begin
      data_o <= out_data;
      last_o <= out_last;
      end_o  <= out_end;
    end
  end

endmodule

`default_nettype wire
