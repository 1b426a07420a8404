// Engine of one layer: window -> sequencer and signs -> lanes -> scaler -> requantiser -> pool ->
// output stream.
//
// Everything from the sequencer on advances together; it is frozen only in a cycle in which a
// value should leave and the one before it has not been taken. The window's write side goes on
// alone.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_layer #(
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
  parameter CHANNELS_PER_GROUP = 1,   // a group of weights is a rectangle of channels ...
  parameter TAPS_PER_GROUP     = 3,   // ... by taps
  parameter PIXELWISE          = 0,   // 1: groups follow along the taps, 0: along the channels
  parameter SKIP_BITS          = 0,   // of the groups to skip before a pass, 0 or more
  parameter ALPHA_BITS         = 8,   // of an alpha, unsigned
  parameter PASSES             = 4,   // of all output channels, at least 1
  parameter HAS_EMPTY          = 0,   // 1: some output channel has no basis
  parameter SIGN_WORDS         = 1,   // words of 16 signs, at least 1
  parameter BIAS_BITS          = 8,   // of a bias, signed, at most ACC_BITS
  parameter SIGN_FILE          = "",  // image of the signs for $readmemh
  parameter PASS_FILE          = "",  // image of the passes
  parameter BIAS_FILE          = "",  // image of the biases
  // widths
  parameter S_BITS             = 12,  // of the signed sum of a pass
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
  parameter LANES              = 1,   // output positions at once: a power of two
  parameter TILES              = 14,  // of LANES output positions in a fragment, at least 1
  parameter TILE_ROWS          = 3,   // rows that a tile reads, of LANES * STRIDE positions each
  parameter FRAGMENT_ROWS      = 16,  // rows of a fragment, padding and filling included
  parameter ROWS               = 4    // rows held: a power of two, from 2 and what a tile reads
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

  localparam CB = CHANNELS > 1 ? $clog2(CHANNELS) : 1;
  localparam KB = KERNEL > 1 ? $clog2(KERNEL) : 1;

  wire en;  // the engine advances
  wire parity_passes, parity_signs, parity_biases;

  assign parity_o = parity_passes || parity_signs || parity_biases;

  wire unused = &{1'b0, end_i};  // the window counts positions by itself

  // ---- window and sequencer -----------------------------------------------------------------
  wire [CB-1:0]           channel;
  wire [KB-1:0]           tap;
  wire                    tap_valid, tile_ready, tile_done;
  wire [LANES*X_BITS-1:0] x;
  wire                    pass_first, pass_end, output_first, output_last;
  wire [ALPHA_BITS-1:0]   alpha;
  wire                    sign;

  bb_window #(
    .CHANNELS(CHANNELS), .BITS(X_BITS), .POSITIONS(POSITIONS), .PADDING(PADDING), .KERNEL(KERNEL),
    .STRIDE(STRIDE), .DILATION(DILATION), .LANES(LANES), .TILES(TILES), .TILE_ROWS(TILE_ROWS),
    .FRAGMENT_ROWS(FRAGMENT_ROWS), .ROWS(ROWS)
  ) window (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .data_i(data_i), .last_i(last_i), .valid_i(valid_i), .ready_o(ready_o),
    .en_i(en), .read_i(tap_valid), .channel_i(channel), .tap_i(tap), .data_o(x),
    .tile_ready_o(tile_ready), .tile_done_i(tile_done)
  );

  bb_sequencer #(
    .CHANNELS(CHANNELS), .KERNEL(KERNEL), .CHANNELS_PER_GROUP(CHANNELS_PER_GROUP),
    .TAPS_PER_GROUP(TAPS_PER_GROUP), .PIXELWISE(PIXELWISE), .SKIP_BITS(SKIP_BITS),
    .ALPHA_BITS(ALPHA_BITS), .PASSES(PASSES), .PASS_FILE(PASS_FILE), .HAS_EMPTY(HAS_EMPTY),
    .LANES(LANES), .PARITY(PARITY)
  ) sequencer (
    .clk_i(clk_i), .rst_ni(rst_ni), .en_i(en),
    .tile_ready_i(tile_ready), .tile_done_o(tile_done),
    .tap_valid_o(tap_valid), .channel_o(channel), .tap_o(tap),
    .pass_first_o(pass_first), .pass_end_o(pass_end), .alpha_o(alpha),
    .output_first_o(output_first), .output_last_o(output_last), .parity_o(parity_passes)
  );

  bb_signs #(.WORDS(SIGN_WORDS), .FILE(SIGN_FILE), .PARITY(PARITY)) signs (
    .clk_i(clk_i), .rst_ni(rst_ni), .en_i(en),
    .next_i(tap_valid), .restart_i(tile_done), .sign_o(sign), .parity_o(parity_signs)
  );

  // ---- lanes: one cycle behind, with the window's data --------------------------------------
  reg                  add_q, negative_q, pass_first_q, output_first_q, output_last_q;
  reg                  pass_end_q;
  reg [ALPHA_BITS-1:0] alpha_q;

  always @(posedge clk_i) begin
    if (!rst_ni) pass_end_q <= 1'b0;
    else if (en) pass_end_q <= pass_end;
  end

  always @(posedge clk_i) begin
    if (en) begin
      add_q          <= tap_valid;
      negative_q     <= sign;
      pass_first_q   <= pass_first;
      alpha_q        <= alpha;
      output_first_q <= output_first;
      output_last_q  <= output_last;
    end
  end

  wire [LANES*S_BITS-1:0] s;

  genvar l;
  generate
    for (l = 0; l < LANES; l = l + 1) begin : gen_lane
      bb_lane #(.BITS(X_BITS), .X_SIGNED(X_SIGNED), .S_BITS(S_BITS)) lane (
        .clk_i(clk_i), .en_i(en), .first_i(pass_first_q), .add_i(add_q), .negative_i(negative_q),
        .x_i(x[l*X_BITS +: X_BITS]), .s_o(s[l*S_BITS +: S_BITS])
      );
    end
  endgenerate

  // ---- scaler and requantiser ---------------------------------------------------------------
  wire                acc_valid;
  wire [ACC_BITS-1:0] acc;
  wire [Y_BITS-1:0]   y;
  reg                 y_valid_q;
  reg  [Y_BITS-1:0]   y_q;

  bb_scaler #(
    .LANES(LANES), .S_BITS(S_BITS), .ALPHA_BITS(ALPHA_BITS), .ACC_BITS(ACC_BITS),
    .BIAS_BITS(BIAS_BITS), .OUTPUTS(OUTPUTS), .BIAS_FILE(BIAS_FILE), .PARITY(PARITY)
  ) scaler (
    .clk_i(clk_i), .rst_ni(rst_ni), .en_i(en), .capture_i(pass_end_q),
    .s_i(s), .alpha_i(alpha_q), .output_first_i(output_first_q), .output_last_i(output_last_q),
    .valid_o(acc_valid), .acc_o(acc), .parity_o(parity_biases)
  );

  generate
    if (REQUANT != 0) begin : gen_requant
      bb_requant #(
        .ACC_BITS(ACC_BITS), .SHIFT(REQUANT_SHIFT), .BITS(Y_BITS), .SIGNED(Y_SIGNED)
      ) requant (
        .acc_i(acc), .y_o(y)
      );
    end else begin : gen_raw
      assign y = acc;
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) y_valid_q <= 1'b0;
    else if (en) y_valid_q <= acc_valid;
  end

  always @(posedge clk_i) if (en) y_q <= y;

  // ---- pool and output register -------------------------------------------------------------
  wire                out_valid, out_last, out_end;
  wire [OUT_BITS-1:0] out_data;

  bb_pool #(
    .CHANNELS(OUTPUTS), .BITS(Y_BITS), .SIGNED(Y_SIGNED), .SUM(POOL_SUM), .OUT_BITS(OUT_BITS),
    .LANES(LANES), .KERNEL(POOL_KERNEL), .STRIDE(POOL_STRIDE), .POSITIONS(POOL_POSITIONS),
    .TILES(TILES)
  ) pool (
    .clk_i(clk_i), .rst_ni(rst_ni), .en_i(en), .valid_i(y_valid_q), .data_i(y_q),
    .valid_o(out_valid), .data_o(out_data), .last_o(out_last), .end_o(out_end)
  );

  assign en = !(out_valid && valid_o && !ready_i);

  always @(posedge clk_i) begin
    if (!rst_ni) valid_o <= 1'b0;
    else valid_o <= out_valid || (valid_o && !ready_i);
  end

  always @(posedge clk_i) begin
    if (out_valid && en) begin
      data_o <= out_data;
      last_o <= out_last;
      end_o  <= out_end;
    end
  end

endmodule

`default_nettype wire
