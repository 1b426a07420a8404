// Model of the cell SB_LFOSC: an oscillator of 10 kHz. Times are in ps; +lfosc_half=N is another
// half period.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module SB_LFOSC #(
  parameter HALF = 50_000_000  // half of its period
) (
  input  wire CLKLFPU,  // powered
  input  wire CLKLFEN,  // let through
  output reg  CLKLF     // the clock
);

  integer half;

  initial begin
    CLKLF = 1'b0;
    if ($value$plusargs("lfosc_half=%d", half) == 0) half = HALF;
    forever begin
      // verilator lint_off WAITCONST
      wait (CLKLFPU === 1'b1 && CLKLFEN === 1'b1);
      // verilator lint_on WAITCONST
      // verilator lint_off ZERODLY
      #half CLKLF = 1'b1;
      #half CLKLF = 1'b0;
      // verilator lint_on ZERODLY
    end
  end

endmodule

`default_nettype wire
