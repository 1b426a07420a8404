// One lane of bb_folded_pass_lanes: sums of one coefficient are added first, and multiplied with
// the last of them, or when the next could leave the range of their sum. The multiplier rests in
// the other cycles.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_pass_lane #(
  parameter ACC_BITS         = 20,  // of the accumulator, signed
  parameter SUM_BITS         = 10,  // of a sum, signed, at most ACC_BITS
  parameter COEFFICIENT_BITS = 8    // of a coefficient, unsigned
) (
  input  wire                        clk_i,          // clock
  input  wire                        rst_ni,         // synchronous reset, active low
  input  wire                        shift_i,        // chain_i is taken, unless add_i
  input  wire [ACC_BITS-1:0]         chain_i,        // accumulator of the lane before
  input  wire                        add_i,          // sum_i is there ...
  input  wire                        last_i,         // ... the last of its coefficient
  input  wire                        negative_i,     // ... and subtracted
  input  wire [SUM_BITS-1:0]         sum_i,          // sum looked up, signed
  input  wire [COEFFICIENT_BITS-1:0] coefficient_i,  // alpha or what stands for it
  output reg  [ACC_BITS-1:0]         acc_o           // accumulator
);

  // What is kept is below half the range, so that another sum fits.
  localparam PART_BITS = SUM_BITS + 1;

  reg  [PART_BITS-1:0] part_q;
  wire [PART_BITS-1:0] sum      = {sum_i[SUM_BITS-1], sum_i};
  wire [PART_BITS-1:0] part     = negative_i ? part_q - sum : part_q + sum;
  wire                 full     = part[PART_BITS-1] != part[PART_BITS-2];
  wire                 multiply = last_i || full;
  wire [PART_BITS-1:0] factor   = part & {PART_BITS{multiply}};

  wire [ACC_BITS+PART_BITS-1:0] whole  = {{ACC_BITS{factor[PART_BITS-1]}}, factor};
  wire                          unused = &{1'b0, whole};

  always @(posedge clk_i) begin
    if (!rst_ni) part_q <= {PART_BITS{1'b0}};
    else if (add_i) part_q <= part & ~{PART_BITS{multiply}};
  end

  // Modulo 2^ACC_BITS: accumulators on the way may wrap; the final one fits.
  always @(posedge clk_i) begin
    if (add_i ? multiply : shift_i)
      acc_o <= add_i ? acc_o + coefficient_i * whole[ACC_BITS-1:0] : chain_i;
  end

endmodule

`default_nettype wire
