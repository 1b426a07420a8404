// One lane that takes all taps of an input channel at once: the sum of a pass over its channels,
// one channel a cycle.
//
// x is unsigned, and a tap with a negative sign adds ~x = 2^BITS - 1 - x: the signed sum and a
// number that follows from the signs alone, which the stored bias takes off again. So no value of
// the tree has a sign.
//
// Taps of a channel in cycle 0: first_i comes in cycle LEVELS, and s_o has the channel in it one
// cycle later (one cycle earlier where a pass is one channel, ONE_STEP).
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_wide_lane #(
  parameter BITS     = 4,   // of x, unsigned, at least 1
  parameter KERNEL   = 3,   // taps, at least 1
  parameter S_BITS   = 10,  // of the sum of a pass, unsigned
  parameter ONE_STEP = 0,   // 1: a pass is one channel
  parameter LEVELS   = KERNEL > 1 ? $clog2(KERNEL) : 0  // of adders (from KERNEL)
) (
  input  wire                   clk_i,       // clock
  input  wire [KERNEL*BITS-1:0] x_i,         // activation of each tap, tap 0 lowest
  input  wire [KERNEL-1:0]      negative_i,  // taps with a negative sign
  input  wire [KERNEL-1:0]      tap_i,       // taps that count
  input  wire                   first_i,     // a pass begins: forget the sum so far
  output wire [S_BITS-1:0]      s_o          // sum of the pass so far
);

  localparam TREE_BITS = BITS + LEVELS;

  wire [KERNEL*BITS-1:0] terms;
  wire [TREE_BITS-1:0]   tree;
  wire [S_BITS-1:0]      sum;

  genvar k;
  generate
    for (k = 0; k < KERNEL; k = k + 1) begin : gen_tap
      assign terms[k*BITS +: BITS] =
        (x_i[k*BITS +: BITS] ^ {BITS{negative_i[k]}}) & {BITS{tap_i[k]}};
    end
  endgenerate

  bb_sum_tree #(.N(KERNEL), .BITS(BITS)) adders (.clk_i(clk_i), .x_i(terms), .sum_o(tree));

  generate
    if (S_BITS > TREE_BITS) begin : gen_wide
      assign sum = {{(S_BITS - TREE_BITS){1'b0}}, tree};
    end else begin : gen_narrow
      // What is cut off is 0: S_BITS hold the largest sum.
      assign sum = tree[S_BITS-1:0];
      wire unused_top = &{1'b0, tree};
    end
    if (ONE_STEP != 0) begin : gen_one_step
      wire unused = &{1'b0, first_i};
      assign s_o = sum;
    end else begin : gen_steps
      reg [S_BITS-1:0] s_q;
      always @(posedge clk_i) s_q <= (first_i ? {S_BITS{1'b0}} : s_q) + sum;
      assign s_o = s_q;
    end
  endgenerate

endmodule

`default_nettype wire
