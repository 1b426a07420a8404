// Clock gate of a Gowin part: the enable of its global clock network, DQCE.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_clock_gate_gowin (
  input  wire clk_i,     // clock that is let through
  input  wire enable_i,  // from flip-flops of clk_i or of clk_o: the next pulse passes
  output wire clk_o      // the clock behind it
);

  DQCE gate (.CLKIN(clk_i), .CE(enable_i), .CLKOUT(clk_o));

endmodule

`default_nettype wire
