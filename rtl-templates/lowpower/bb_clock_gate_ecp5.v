// Clock gate of an ECP5: the enable of its global clock network, DCCA.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_clock_gate_ecp5 (
  input  wire clk_i,     // clock that is let through
  input  wire enable_i,  // from flip-flops of clk_i or of clk_o: the next pulse passes
  output wire clk_o      // the clock behind it
);

  DCCA gate (.CLKI(clk_i), .CE(enable_i), .CLKO(clk_o));

endmodule

`default_nettype wire
