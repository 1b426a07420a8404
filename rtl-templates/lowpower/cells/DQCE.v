// Model of the cell DQCE: whole pulses of a clock while it is enabled, as behind bb_clock_gate.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module DQCE (
  input  wire CLKIN,  // clock that is let through
  input  wire CE,  // the next pulse passes
  output wire CLKOUT  // the clock behind it
);

  // verilator lint_off LATCH
  reg open_q;
  (* always_latch *) always @(CLKIN or CE) begin
    if (!CLKIN) open_q = CE;
  end
  // verilator lint_on LATCH

  assign CLKOUT = CLKIN && open_q;

endmodule

`default_nettype wire
