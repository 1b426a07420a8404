// Labels of the scores that pass by: each holds whose score is above its threshold.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_labels #(
  parameter LABELS = 3,   // scores of a fragment, at least 1
  parameter BITS   = 20,  // of a score, signed, at least 1
  parameter [LABELS*(BITS+1)-1:0] THRESHOLDS = 0,  // signed, BITS + 1 each, label 0 lowest
  parameter IB     = LABELS > 1 ? $clog2(LABELS) : 1  // bits of a label's number (from LABELS)
) (
  input  wire              clk_i,    // clock
  input  wire              rst_ni,   // synchronous reset, active low
  input  wire [BITS-1:0]   score_i,  // score, signed
  input  wire              take_i,   // score_i is taken in this cycle
  input  wire              end_i,    // score_i is the last of its fragment ...
  output wire [LABELS-1:0] labels_o  // ... and these its labels, label 0 in bit 0
);

  reg [IB-1:0]     index_q;
  reg [LABELS-1:0] before_q;  // of the scores before, the last one highest

  // A difference, because its sign is one carry chain and no more. It fits: a threshold is a step
  // below the least score at the least, and the largest score at the most.
  wire [BITS:0]   threshold = THRESHOLDS[index_q*(BITS+1) +: BITS+1];
  wire [BITS:0]   behind    = threshold - {score_i[BITS-1], score_i};
  wire [LABELS:0] shifted   = {behind[BITS], before_q};
  wire            unused    = &{1'b0, behind, shifted};

  assign labels_o = shifted[LABELS:1];

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      index_q  <= {IB{1'b0}};
      before_q <= {LABELS{1'b0}};
    end else if (take_i) begin
      index_q  <= end_i ? {IB{1'b0}} : index_q + 1'b1;
      before_q <= labels_o;
    end
  end

endmodule

`default_nettype wire
