// Lemma: with the last score of a fragment, bb_labels tells of every label whether its score is
// above its threshold, whatever the scores, the pauses and the resets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_labels #(
  parameter LABELS     = 3,
  parameter BITS       = 3,
  parameter THRESHOLDS = 0,  // as in bb_labels: BITS + 1 bits each, label 0 lowest
  parameter W          = LABELS * (BITS + 1)
) (
  input wire                   clk_i,
  input wire                   rst_ni,
  input wire signed [BITS-1:0] score_i,
  input wire                   take_i
);

  reg [31:0]         count_q;  // scores of the fragment so far
  wire               last = count_q == LABELS - 1;
  wire [LABELS-1:0]  labels;
  wire [W-1:0]       thresholds = THRESHOLDS;

  bb_labels #(.LABELS(LABELS), .BITS(BITS), .THRESHOLDS(THRESHOLDS)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .score_i(score_i), .take_i(take_i), .end_i(last),
    .labels_o(labels)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  reg [LABELS*BITS-1:0] scores_q;

  always @(posedge clk_i) begin
    if (!rst_ni) count_q <= 32'd0;
    else if (take_i) count_q <= last ? 32'd0 : count_q + 32'd1;
    if (take_i) scores_q[count_q*BITS +: BITS] <= score_i;
  end

  reg signed [BITS-1:0] score;
  reg signed [BITS:0]   threshold;
  integer               i;

  always @* begin
    if (started_q && rst_ni) begin
      assert (count_q < LABELS);
      for (i = 0; i < LABELS; i = i + 1) begin
        score     = i == LABELS - 1 ? score_i : scores_q[i*BITS +: BITS];
        threshold = thresholds[i*(BITS+1) +: BITS+1];
        if (last) assert (labels[i] == (score > threshold));
      end
    end
  end

endmodule

`default_nettype wire
