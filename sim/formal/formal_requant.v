// Lemma: bb_requant gives clamp(acc >> SHIFT) to 0 .. 2^BITS - 1, or, SIGNED, to -2^(BITS-1) ..
// 2^(BITS-1) - 1, for every accumulator.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_requant #(
  parameter ACC_BITS = 20,
  parameter SHIFT    = 8,
  parameter BITS     = 8,
  parameter SIGNED   = 0
) (
  input wire                       clk_i,
  input wire                       rst_ni,
  input wire signed [ACC_BITS-1:0] acc_i
);

  wire [BITS-1:0] y;

  bb_requant #(.ACC_BITS(ACC_BITS), .SHIFT(SHIFT), .BITS(BITS), .SIGNED(SIGNED)) dut (
    .acc_i(acc_i), .y_o(y)
  );

  localparam signed [47:0] LOW = SIGNED != 0 ? -(48'sd1 <<< (BITS - 1)) : 48'sd0;
  localparam signed [47:0] TOP = LOW + (48'sd1 <<< BITS) - 48'sd1;

  wire signed [47:0] acc     = acc_i;
  wire signed [47:0] shifted = acc >>> SHIFT;
  wire signed [47:0] clamped = shifted < LOW ? LOW : shifted > TOP ? TOP : shifted;

  always @* assert (y == clamped[BITS-1:0]);

endmodule

`default_nettype wire
