// One lane of bb_folded_pass_lanes: sums of one coefficient are added first, and multiplied with the
// last of them. The multiplier rests in the other cycles.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_pass_lane #(
  parameter ACC_BITS         = 20,  // of the accumulator, signed
  parameter SUM_BITS         = 10,  // of a sum, signed, at most ACC_BITS
  parameter COEFFICIENT_BITS = 8    // of a coefficient, unsigned
) (
  input  wire                        clk_i,          // clock
  input  wire                        hold_i,         // the accumulator stays
  input  wire                        shift_i,        // take chain_i, not acc + product
  input  wire [ACC_BITS-1:0]         chain_i,        // accumulator of the lane before
  input  wire                        add_i,          // sum_i is there ...
  input  wire                        first_i,        // ... the first of its coefficient
  input  wire                        last_i,         // ... the last of it: multiplied
  input  wire                        negative_i,     // ... and subtracted
  input  wire [SUM_BITS-1:0]         sum_i,          // sum looked up, signed
  input  wire [COEFFICIENT_BITS-1:0] coefficient_i,  // alpha or what stands for it
  output reg  [ACC_BITS-1:0]         acc_o           // accumulator
);

  reg  [ACC_BITS-1:0] part_q;
  wire [ACC_BITS-1:0] sum    = {{(ACC_BITS - SUM_BITS){sum_i[SUM_BITS-1]}}, sum_i};
  wire [ACC_BITS-1:0] so_far = first_i ? {ACC_BITS{1'b0}} : part_q;
  wire [ACC_BITS-1:0] part   = negative_i ? so_far - sum : so_far + sum;
  wire [ACC_BITS-1:0] whole  = part & {ACC_BITS{last_i}};

  // All is modulo 2^ACC_BITS: sums on the way may wrap; the final one fits.
  always @(posedge clk_i) begin
    if (add_i && !last_i) part_q <= part;
    if (!hold_i) acc_o <= shift_i ? chain_i : acc_o + coefficient_i * whole;
  end

endmodule

`default_nettype wire
