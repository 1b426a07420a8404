// Lemma: bb_requant_any gives clamp(acc >> shift, 0, 2^bits - 1), from -2^bits on where the sign is
// kept, for every accumulator and every shift and width that it can be set to.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_requant_any #(
  parameter ACC_BITS  = 20,
  parameter SHIFT_MIN = 9,
  parameter SHIFT_MAX = 13,
  parameter BITS_MIN  = 4,
  parameter BITS_MAX  = 4,
  parameter SIGNED    = 0,
  parameter RB        = SHIFT_MAX > SHIFT_MIN ? $clog2(SHIFT_MAX - SHIFT_MIN + 1) : 1,
  parameter DB        = BITS_MAX > BITS_MIN ? $clog2(BITS_MAX - BITS_MIN + 1) : 1
) (
  input wire                       clk_i,
  input wire                       rst_ni,
  input wire signed [ACC_BITS-1:0] acc_i,
  input wire [RB-1:0]              shift_i,
  input wire [DB-1:0]              bits_i,
  input wire                       keep_i
);

  wire [BITS_MAX-1:0] y;
  wire                sign;

  bb_requant_any #(
    .ACC_BITS(ACC_BITS), .SHIFT_MIN(SHIFT_MIN), .SHIFT_MAX(SHIFT_MAX), .BITS_MIN(BITS_MIN),
    .BITS_MAX(BITS_MAX), .SIGNED(SIGNED), .RB(RB), .DB(DB)
  ) dut (
    .acc_i(acc_i), .shift_i(shift_i), .bits_i(bits_i), .keep_i(keep_i), .y_o(y), .sign_o(sign)
  );

  wire [31:0] shift = SHIFT_MIN + {{(32 - RB){1'b0}}, shift_i};
  wire [31:0] bits  = BITS_MIN + {{(32 - DB){1'b0}}, bits_i};
  always @* assume (shift <= SHIFT_MAX && bits <= BITS_MAX);

  wire signed [47:0] acc     = acc_i;
  wire signed [47:0] top     = (48'sd1 <<< bits) - 48'sd1;
  wire signed [47:0] bottom  = SIGNED != 0 && keep_i ? ~top : 48'sd0;
  wire signed [47:0] shifted = acc >>> shift;
  wire signed [47:0] clamped = shifted < bottom ? bottom : shifted > top ? top : shifted;

  always @* assert ({{(48 - BITS_MAX){sign}}, y} == clamped);

endmodule

`default_nettype wire
