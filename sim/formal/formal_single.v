// Lemma: a beat that bb_single offers stays, valid and payload, until it is taken; whatever the
// input, the weights, the pauses and the resets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_single #(
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

  wire       ready, last, fragment_end, valid;
  wire [1:0] data;

  // The producer marks the last value of a fragment.
  localparam SENT = CHANNELS * POSITIONS;
  reg [7:0] sent_q;
  always @(posedge clk_i) begin
    if (!rst_ni) sent_q <= 8'd0;
    else if (valid_i && ready) sent_q <= sent_q == SENT - 1 ? 8'd0 : sent_q + 8'd1;
  end

  bb_single #(
    .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .X_BITS(2), .OUTPUTS(OUTPUTS), .KERNEL(KERNEL),
    .CHANNELS_PER_GROUP(CHANNELS), .TAPS_PER_GROUP(KERNEL), .ALPHA_BITS(2), .BIAS_BITS(3),
    .HAS_EMPTY(1), .WEIGHT_WIDTH(2), .WEIGHT_DEPTH(WORDS), .ACC_BITS(7), .REQUANT_SHIFT(2),
    .Y_BITS(2), .POOL_KERNEL(POOL), .POOL_STRIDE(POOL), .OUT_BITS(2), .SLOTS(4)
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .last_i(1'b1), .end_i(sent_q == SENT - 1),
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
