// Global clock buffer of Xilinx, as far as lint must know it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module BUFG (
  input  wire I,
  output wire O
);

  assign O = I;

endmodule

`default_nettype wire
