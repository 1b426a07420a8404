// Lemma: with the last score of a fragment, bb_argmax gives the lowest index of the largest signed
// score, whatever the scores, the pauses and the resets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_argmax #(
  parameter CLASSES = 4,
  parameter BITS    = 3,
  parameter IB      = CLASSES > 1 ? $clog2(CLASSES) : 1
) (
  input wire                   clk_i,
  input wire                   rst_ni,
  input wire signed [BITS-1:0] score_i,
  input wire                   take_i
);

  reg [31:0]    count_q;  // scores of the fragment so far
  wire          last = count_q == CLASSES - 1;
  wire [IB-1:0] class_index;

  bb_argmax #(.CLASSES(CLASSES), .BITS(BITS)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .score_i(score_i), .take_i(take_i), .end_i(last),
    .class_o(class_index)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  reg [CLASSES*BITS-1:0] scores_q;

  always @(posedge clk_i) begin
    if (!rst_ni) count_q <= 32'd0;
    else if (take_i) count_q <= last ? 32'd0 : count_q + 32'd1;
    if (take_i) scores_q[count_q*BITS +: BITS] <= score_i;
  end

  reg signed [BITS-1:0] score, largest;
  reg [31:0]            lowest;
  integer               i;

  always @* begin
    lowest  = CLASSES - 1;
    largest = score_i;
    // From the highest index down: an equal score with a lower index wins.
    for (i = CLASSES - 2; i >= 0; i = i - 1) begin
      score = scores_q[i*BITS +: BITS];
      if (score >= largest) begin
        largest = score;
        lowest  = i;
      end
    end
    if (started_q && rst_ni) begin
      assert (count_q < CLASSES);
      if (last) assert ({{(32 - IB){1'b0}}, class_index} == lowest);
    end
  end

endmodule

`default_nettype wire
