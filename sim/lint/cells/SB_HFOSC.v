// Fast oscillator of the iCE40UP5K, as far as lint must know it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module SB_HFOSC #(
  parameter CLKHF_DIV = "0b00"
) (
  input  wire TRIM0,
  input  wire TRIM1,
  input  wire TRIM2,
  input  wire TRIM3,
  input  wire TRIM4,
  input  wire TRIM5,
  input  wire TRIM6,
  input  wire TRIM7,
  input  wire TRIM8,
  input  wire TRIM9,
  input  wire CLKHFPU,
  input  wire CLKHFEN,
  output wire CLKHF
);

  wire unused = &{1'b0, TRIM0, TRIM1, TRIM2, TRIM3, TRIM4, TRIM5, TRIM6, TRIM7, TRIM8, TRIM9, CLKHF_DIV[0]};
  assign CLKHF = CLKHFPU && CLKHFEN;

endmodule

`default_nettype wire
