// One lane of the folded engine: a multiply-accumulate whose accumulator is also a stage of the
// chain through all lanes. Written so that a DSP block with an accumulator takes it whole; the
// hierarchy is kept because Yosys finds the pattern only as long as the lanes are apart.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

(* keep_hierarchy *)
module bb_folded_lane #(
  parameter ACC_BITS         = 20,  // of the accumulator, signed
  parameter SUM_BITS         = 10,  // of a sum, signed
  parameter COEFFICIENT_BITS = 9    // of a coefficient, signed
) (
  input  wire                               clk_i,          // clock
  input  wire                               hold_i,         // the accumulator stays
  input  wire                               shift_i,        // take chain_i, not acc + product
  input  wire signed [ACC_BITS-1:0]         chain_i,        // accumulator of the lane before
  input  wire signed [SUM_BITS-1:0]         sum_i,          // sum looked up
  input  wire signed [COEFFICIENT_BITS-1:0] coefficient_i,  // alpha or what stands for it
  output reg  signed [ACC_BITS-1:0]         acc_o           // accumulator
);

  // Sums on the way may wrap; the final one fits (its range is proven for each layer).
  always @(posedge clk_i) begin
    if (!hold_i) acc_o <= shift_i ? chain_i : acc_o + coefficient_i * sum_i;
  end

endmodule

`default_nettype wire
