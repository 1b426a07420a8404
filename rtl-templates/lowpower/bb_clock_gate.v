// Clock gate: a latch that is open while the clock is low, and an AND. Pulses of clk_o are whole
// pulses of clk_i: enable_i may change at any time of the high phase and settle in the low one, as
// what flip-flops of clk_i say does. A library's own clock gate may stand in its place.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_clock_gate (
  input  wire clk_i,     // clock that is let through
  input  wire enable_i,  // from flip-flops of clk_i or of clk_o: the next pulse passes
  output wire clk_o      // the clock behind it
);

  // verilator lint_off LATCH
  // Not a flip-flop of the falling edge: that would halve the time of what enables it twice.
  reg open_q;
  (* always_latch *) always @(clk_i or enable_i) begin
    if (!clk_i) open_q = enable_i;
  end
  // verilator lint_on LATCH

  assign clk_o = clk_i && open_q;

endmodule

`default_nettype wire
