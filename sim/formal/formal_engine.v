// The engine of a layer, small, with a producer that marks the last value of a fragment.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_engine #(
  parameter ENGINE    = 0,  // 0: bb_single, 1: bb_layer, 2: bb_wide
  parameter CHANNELS  = 1,
  parameter POSITIONS = 4,
  parameter KERNEL    = 2,
  parameter OUTPUTS   = 2,
  parameter POOL      = 1,  // kernel and stride
  parameter LANES     = 1,
  parameter TILES     = 3,
  parameter PASSES    = 3,
  parameter WORDS     = 8   // of a bb_single's memory: any content, so any number of passes
) (
  input  wire       clk_i,
  input  wire       rst_ni,
  input  wire [1:0] data_i,
  input  wire       valid_i,
  output wire       ready_o,
  output wire [3:0] beat_o,  // end, last, data
  output wire       valid_o,
  input  wire       ready_i
);

  localparam CONVOLVED     = POSITIONS - KERNEL + 1;
  localparam TILE_ROWS     = (LANES + KERNEL - 2) / LANES + 1;
  localparam DATA_ROWS     = (POSITIONS + LANES - 1) / LANES;
  localparam READ_ROWS     = TILES - 1 + TILE_ROWS;
  localparam FRAGMENT_ROWS = READ_ROWS > DATA_ROWS ? READ_ROWS : DATA_ROWS;
  localparam SENT          = CHANNELS * POSITIONS;

  reg [7:0] sent_q;
  always @(posedge clk_i) begin
    if (!rst_ni) sent_q <= 8'd0;
    else if (valid_i && ready_o) sent_q <= sent_q == SENT - 1 ? 8'd0 : sent_q + 8'd1;
  end

  generate
    if (ENGINE == 0) begin : gen_single
      bb_single #(
        .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .X_BITS(2), .OUTPUTS(OUTPUTS),
        .KERNEL(KERNEL), .CHANNELS_PER_GROUP(CHANNELS), .TAPS_PER_GROUP(KERNEL), .ALPHA_BITS(2),
        .BIAS_BITS(3), .HAS_EMPTY(1), .WEIGHT_WIDTH(2), .WEIGHT_DEPTH(WORDS), .ACC_BITS(7),
        .REQUANT_SHIFT(2), .Y_BITS(2), .POOL_KERNEL(POOL), .POOL_STRIDE(POOL), .OUT_BITS(2),
        .SLOTS(4)
      ) dut (
        .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(1'b1), .end_i(sent_q == SENT - 1),
        .valid_i(valid_i), .ready_o(ready_o), .data_o(beat_o[1:0]), .last_o(beat_o[2]),
        .end_o(beat_o[3]), .valid_o(valid_o), .ready_i(ready_i)
      );
    end else if (ENGINE == 1) begin : gen_layer
      bb_layer #(
        .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .X_BITS(2), .OUTPUTS(OUTPUTS),
        .KERNEL(KERNEL), .CHANNELS_PER_GROUP(CHANNELS), .TAPS_PER_GROUP(KERNEL), .ALPHA_BITS(2),
        .PASSES(PASSES), .SIGN_WORDS(1), .BIAS_BITS(4), .S_BITS(4), .ACC_BITS(7),
        .REQUANT_SHIFT(2), .Y_BITS(2), .POOL_KERNEL(POOL), .POOL_STRIDE(POOL),
        .POOL_POSITIONS(CONVOLVED), .OUT_BITS(2), .LANES(LANES), .TILES(TILES),
        .TILE_ROWS(TILE_ROWS), .FRAGMENT_ROWS(FRAGMENT_ROWS), .ROWS(4)
      ) dut (
        .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(1'b1), .end_i(sent_q == SENT - 1),
        .valid_i(valid_i), .ready_o(ready_o), .data_o(beat_o[1:0]), .last_o(beat_o[2]),
        .end_o(beat_o[3]), .valid_o(valid_o), .ready_i(ready_i)
      );
    end else begin : gen_wide
      bb_wide #(
        .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .X_BITS(2), .OUTPUTS(OUTPUTS),
        .KERNEL(KERNEL), .CHANNELS_PER_GROUP(CHANNELS), .TAPS_PER_GROUP(KERNEL), .ALPHA_BITS(2),
        .PASSES(PASSES), .SIGN_WORDS(PASSES), .BIAS_BITS(4), .S_BITS(4), .ACC_BITS(7),
        .REQUANT_SHIFT(2), .Y_BITS(2), .POOL_KERNEL(POOL), .POOL_STRIDE(POOL),
        .POOL_POSITIONS(CONVOLVED), .OUT_BITS(2), .LANES(LANES), .TILES(TILES),
        .TILE_ROWS(TILE_ROWS), .FRAGMENT_ROWS(FRAGMENT_ROWS), .ROWS(4), .MULTIPLIERS(LANES),
        .HELD(2)
      ) dut (
        .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(1'b1), .end_i(sent_q == SENT - 1),
        .valid_i(valid_i), .ready_o(ready_o), .data_o(beat_o[1:0]), .last_o(beat_o[2]),
        .end_o(beat_o[3]), .valid_o(valid_o), .ready_i(ready_i)
      );
    end
  endgenerate

endmodule

`default_nettype wire
