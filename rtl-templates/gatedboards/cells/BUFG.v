// Model of the cell BUFG: what comes behind it is on the clock network.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module BUFG (
  input  wire I,  // clock
  output wire O   // the same
);

  assign O = I;

endmodule

`default_nettype wire
