// One lane: the signed sum of a pass, s = sum of +-x over the taps of a group, one tap a cycle.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_lane #(
  parameter BITS     = 8,  // of x, at least 1
  parameter X_SIGNED = 0,  // 1: x is signed, 0: unsigned
  parameter S_BITS   = 12  // of the sum, signed: holds its final value; may wrap on the way
) (
  input  wire              clk_i,       // clock
  input  wire              en_i,        // advance; else s_q stays
  input  wire              first_i,     // a pass begins: forget the sum so far
  input  wire              add_i,       // x_i counts
  input  wire              negative_i,  // subtract it
  input  wire [BITS-1:0]   x_i,         // activation
  output wire [S_BITS-1:0] s_o          // the sum with x_i
);

  reg  [S_BITS-1:0] s_q;

  wire              top    = X_SIGNED != 0 && x_i[BITS-1];
  wire [S_BITS-1:0] x      = {{(S_BITS - BITS){top}}, x_i};
  wire [S_BITS-1:0] so_far = first_i ? {S_BITS{1'b0}} : s_q;
  wire              minus  = add_i && negative_i;

  // -x = ~x + 1: the carry-in keeps it one adder.
  assign s_o = so_far + (add_i ? x ^ {S_BITS{negative_i}} : {S_BITS{1'b0}})
             + {{(S_BITS - 1){1'b0}}, minus};

  always @(posedge clk_i) if (en_i) s_q <= s_o;

endmodule

`default_nettype wire
