// Model of the cell DCCA: whole pulses of a clock while it is enabled, as behind bb_clock_gate.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module DCCA (
  input  wire CLKI,  // clock that is let through
  input  wire CE,  // the next pulse passes
  output wire CLKO  // the clock behind it
);

  // verilator lint_off LATCH
  reg open_q;
  (* always_latch *) always @(CLKI or CE) begin
    if (!CLKI) open_q = CE;
  end
  // verilator lint_on LATCH

  assign CLKO = CLKI && open_q;

endmodule

`default_nettype wire
