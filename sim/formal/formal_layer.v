// Lemma: a beat that bb_layer offers stays, valid and payload, until it is taken; whatever the
// input, the weights, the pauses and the resets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_layer #(
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

  wire       ready, last, fragment_end, valid;
  wire [1:0] data;

  bb_layer #(
    .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .X_BITS(2), .X_SIGNED(0), .OUTPUTS(OUTPUTS),
    .KERNEL(KERNEL), .STRIDE(1), .PADDING(0), .CHANNELS_PER_GROUP(CHANNELS),
    .TAPS_PER_GROUP(KERNEL), .PIXELWISE(0), .SKIP_BITS(0), .ALPHA_BITS(2), .PASSES(PASSES),
    .HAS_EMPTY(0), .SIGN_WORDS(1), .BIAS_BITS(4), .S_BITS(4), .ACC_BITS(7), .REQUANT(1),
    .REQUANT_SHIFT(2), .Y_BITS(2), .POOL_KERNEL(1), .POOL_STRIDE(1),
    .POOL_POSITIONS(POSITIONS - KERNEL + 1), .OUT_BITS(2), .LANES(LANES), .TILES(TILES),
    .ROWS(ROWS)
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(1'b1), .end_i(1'b0),
    .valid_i(valid_i), .ready_o(ready), .data_o(data), .last_o(last), .end_o(fragment_end),
    .valid_o(valid), .ready_i(ready_i)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  reg       waiting_q;
  reg [3:0] beat_q;
  always @(posedge clk_i) begin
    waiting_q <= rst_ni && valid && !ready_i;
    beat_q    <= {fragment_end, last, data};
  end

  always @* if (started_q && rst_ni && waiting_q) assert (valid && {fragment_end, last, data} == beat_q);

endmodule

`default_nettype wire
