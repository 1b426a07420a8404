// Slow oscillator of the iCE40UP5K, as far as lint must know it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module SB_LFOSC (
  input  wire CLKLFPU,
  input  wire CLKLFEN,
  output wire CLKLF
);

  assign CLKLF = CLKLFPU && CLKLFEN;

endmodule

`default_nettype wire
