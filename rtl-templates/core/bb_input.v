// First activation: x = clamp((code - ZERO) >> SHIFT) to BITS signed bits.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_input #(
  parameter CODE_BITS = 11,    // unsigned converter code
  parameter ZERO      = 1024,  // code of 0 mV, 0 .. 2^CODE_BITS - 1
  parameter SHIFT     = 2,     // 0 .. CODE_BITS
  parameter BITS      = 8      // of the signed result, 2 .. CODE_BITS + 1
) (
  input  wire [CODE_BITS-1:0] code_i,
  output wire [BITS-1:0]      x_o
);

  localparam [31:0] ZERO_C = ZERO;

  wire signed [CODE_BITS:0] code    = $signed({1'b0, code_i});
  wire signed [CODE_BITS:0] offset  = code - $signed({1'b0, ZERO_C[CODE_BITS-1:0]});
  wire signed [CODE_BITS:0] shifted = offset >>> SHIFT;
  // It fits when every bit from the sign bit of x upwards is the same.
  wire fits = &shifted[CODE_BITS:BITS-1] || ~|shifted[CODE_BITS:BITS-1];

  assign x_o = fits ? shifted[BITS-1:0] : {shifted[CODE_BITS], {(BITS - 1){~shifted[CODE_BITS]}}};

endmodule

`default_nettype wire
