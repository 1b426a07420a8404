// Lemma: one cycle of reset makes bb_single forget: two copies in any two states, reset together and
// then given the same input and pauses, take the same beats and give the same beats.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_single_reset #(
  parameter CHANNELS  = 1,
  parameter POSITIONS = 4,
  parameter KERNEL    = 2,
  parameter OUTPUTS   = 2,
  parameter POOL      = 1,  // kernel and stride
  parameter WORDS     = 8   // of the weight memory: any content, so any number of passes
) (
  input wire       clk_i,
  input wire       rst_ni,
  input wire [1:0] data_i,
  input wire       valid_i,
  input wire       ready_i
);

  wire [1:0] ready, last, fragment_end, valid;
  wire [1:0] data_0, data_1;

  // The producer marks the last value of a fragment.
  localparam SENT = CHANNELS * POSITIONS;
  reg [7:0] sent_q;
  always @(posedge clk_i) begin
    if (!rst_ni) sent_q <= 8'd0;
    else if (valid_i && ready[0]) sent_q <= sent_q == SENT - 1 ? 8'd0 : sent_q + 8'd1;
  end

  bb_single #(
    .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .X_BITS(2), .OUTPUTS(OUTPUTS), .KERNEL(KERNEL),
    .CHANNELS_PER_GROUP(CHANNELS), .TAPS_PER_GROUP(KERNEL), .ALPHA_BITS(2), .BIAS_BITS(3),
    .HAS_EMPTY(1), .WEIGHT_WIDTH(2), .WEIGHT_DEPTH(WORDS), .ACC_BITS(7), .REQUANT_SHIFT(2),
    .Y_BITS(2), .POOL_KERNEL(POOL), .POOL_STRIDE(POOL), .OUT_BITS(2), .SLOTS(4)
  ) copy_0 (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(1'b1), .end_i(sent_q == SENT - 1),
    .valid_i(valid_i), .ready_o(ready[0]), .data_o(data_0), .last_o(last[0]), .end_o(fragment_end[0]),
    .valid_o(valid[0]), .ready_i(ready_i)
  );

  bb_single #(
    .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .X_BITS(2), .OUTPUTS(OUTPUTS), .KERNEL(KERNEL),
    .CHANNELS_PER_GROUP(CHANNELS), .TAPS_PER_GROUP(KERNEL), .ALPHA_BITS(2), .BIAS_BITS(3),
    .HAS_EMPTY(1), .WEIGHT_WIDTH(2), .WEIGHT_DEPTH(WORDS), .ACC_BITS(7), .REQUANT_SHIFT(2),
    .Y_BITS(2), .POOL_KERNEL(POOL), .POOL_STRIDE(POOL), .OUT_BITS(2), .SLOTS(4)
  ) copy_1 (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(1'b1), .end_i(sent_q == SENT - 1),
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
