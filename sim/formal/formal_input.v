// Lemma: bb_input gives clamp((code - ZERO) >> SHIFT) for every code.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_input #(
  parameter CODE_BITS = 11,
  parameter ZERO      = 1024,
  parameter SHIFT     = 2,
  parameter BITS      = 8
) (
  input wire                 clk_i,
  input wire                 rst_ni,
  input wire [CODE_BITS-1:0] code_i
);

  wire signed [BITS-1:0] x;

  bb_input #(.CODE_BITS(CODE_BITS), .ZERO(ZERO), .SHIFT(SHIFT), .BITS(BITS)) dut (
    .code_i(code_i), .x_o(x)
  );

  localparam signed [31:0] LIMIT = 1 << (BITS - 1);

  wire signed [31:0] code    = {{(32 - CODE_BITS){1'b0}}, code_i};
  wire signed [31:0] shifted = (code - ZERO) >>> SHIFT;
  wire signed [31:0] clamped = shifted < -LIMIT ? -LIMIT : shifted > LIMIT - 1 ? LIMIT - 1
                             : shifted;

  always @* assert (x == clamped);

endmodule

`default_nettype wire
