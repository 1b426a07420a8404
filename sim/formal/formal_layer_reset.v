// Lemma: one cycle of reset makes bb_layer forget: two copies in any two states, reset together and
// then given the same input and pauses, take the same beats and give the same beats.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_layer_reset #(
  parameter CHANNELS  = 1,
  parameter POSITIONS = 4,
  parameter KERNEL    = 2,
  parameter LANES     = 1,
  parameter TILES     = 3,
  parameter ROWS      = 4,
  parameter OUTPUTS   = 2,
  parameter PASSES    = 3
) (
  input wire       clk_i,
  input wire       rst_ni,
  input wire [1:0] data_i,
  input wire       valid_i,
  input wire       ready_i
);

  wire [1:0] ready, last, fragment_end, valid;
  wire [1:0] data_0, data_1;

  bb_layer #(
    .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .X_BITS(2), .X_SIGNED(0), .OUTPUTS(OUTPUTS),
    .KERNEL(KERNEL), .STRIDE(1), .PADDING(0), .CHANNELS_PER_GROUP(CHANNELS),
    .TAPS_PER_GROUP(KERNEL), .PIXELWISE(0), .SKIP_BITS(0), .ALPHA_BITS(2), .PASSES(PASSES),
    .HAS_EMPTY(0), .SIGN_WORDS(1), .BIAS_BITS(4), .S_BITS(4), .ACC_BITS(7), .REQUANT(1),
    .REQUANT_SHIFT(2), .Y_BITS(2), .POOL_KERNEL(1), .POOL_STRIDE(1),
    .POOL_POSITIONS(POSITIONS - KERNEL + 1), .OUT_BITS(2), .LANES(LANES), .TILES(TILES),
    .ROWS(ROWS)
  ) copy_0 (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(1'b1), .end_i(1'b0),
    .valid_i(valid_i), .ready_o(ready[0]), .data_o(data_0), .last_o(last[0]), .end_o(fragment_end[0]),
    .valid_o(valid[0]), .ready_i(ready_i)
  );

  bb_layer #(
    .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .X_BITS(2), .X_SIGNED(0), .OUTPUTS(OUTPUTS),
    .KERNEL(KERNEL), .STRIDE(1), .PADDING(0), .CHANNELS_PER_GROUP(CHANNELS),
    .TAPS_PER_GROUP(KERNEL), .PIXELWISE(0), .SKIP_BITS(0), .ALPHA_BITS(2), .PASSES(PASSES),
    .HAS_EMPTY(0), .SIGN_WORDS(1), .BIAS_BITS(4), .S_BITS(4), .ACC_BITS(7), .REQUANT(1),
    .REQUANT_SHIFT(2), .Y_BITS(2), .POOL_KERNEL(1), .POOL_STRIDE(1),
    .POOL_POSITIONS(POSITIONS - KERNEL + 1), .OUT_BITS(2), .LANES(LANES), .TILES(TILES),
    .ROWS(ROWS)
  ) copy_1 (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(1'b1), .end_i(1'b0),
    .valid_i(valid_i), .ready_o(ready[1]), .data_o(data_1), .last_o(last[1]), .end_o(fragment_end[1]),
    .valid_o(valid[1]), .ready_i(ready_i)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  always @* if (started_q && rst_ni) begin
    assert (ready[0] == ready[1]);
    assert (valid[0] == valid[1]);
    if (valid[0])
      assert ({fragment_end[0], last[0], data_0} == {fragment_end[1], last[1], data_1});
  end

endmodule

`default_nettype wire
