// Class of the scores that pass by: the index of the largest, the lowest on a tie.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_argmax #(
  parameter CLASSES = 17,  // scores of a fragment, at least 1
  parameter BITS    = 20,  // of a score, signed, at least 1
  parameter IB      = CLASSES > 1 ? $clog2(CLASSES) : 1  // bits of a class (from CLASSES)
) (
  input  wire            clk_i,    // clock
  input  wire            rst_ni,   // synchronous reset, active low
  input  wire [BITS-1:0] score_i,  // score, signed
  input  wire            take_i,   // score_i is taken in this cycle
  input  wire            end_i,    // score_i is the last of its fragment ...
  output wire [IB-1:0]   class_o   // ... and this its class
);

  reg [IB-1:0]   index_q, best_index_q;
  reg [BITS-1:0] best_q;

  // A difference, because its sign is one carry chain and no more.
  wire [BITS:0] behind = {best_q[BITS-1], best_q} - {score_i[BITS-1], score_i};
  wire          better = index_q == {IB{1'b0}} || behind[BITS];
  wire          unused = &{1'b0, behind};

  assign class_o = better ? index_q : best_index_q;

  always @(posedge clk_i) begin
    if (!rst_ni) index_q <= {IB{1'b0}};
    else if (take_i) index_q <= end_i ? {IB{1'b0}} : index_q + 1'b1;
  end

  always @(posedge clk_i) begin
    if (take_i && better) begin
      best_q       <= score_i;
      best_index_q <= index_q;
    end
  end

endmodule

`default_nettype wire
