// Requantisation: y = clamp(acc >> SHIFT) to 0 .. 2^BITS - 1, which is a ReLU as well, or, SIGNED,
// to -2^(BITS-1) .. 2^(BITS-1) - 1. The rounding half is in acc already.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_requant #(
  parameter ACC_BITS = 20,  // signed
  parameter SHIFT    = 8,   // places, 0 or more
  parameter BITS     = 8,   // of the result
  parameter SIGNED   = 0    // 1: it keeps its sign, 0: it has none
) (
  input  wire [ACC_BITS-1:0] acc_i,  // accumulator, final
  output wire [BITS-1:0]     y_o     // activation
);

  // Whole part of the shifted value, without the sign bit.
  localparam V_BITS = ACC_BITS - 1 - SHIFT;

  wire negative = acc_i[ACC_BITS-1];

  generate
    if (SIGNED != 0 && V_BITS < 0) begin : gen_sign
      assign y_o = {BITS{negative}};
    end else if (SIGNED != 0 && V_BITS + 1 < BITS) begin : gen_signed
      assign y_o = {{(BITS - V_BITS - 1){negative}}, acc_i[ACC_BITS-1 : SHIFT]};
    end else if (SIGNED != 0) begin : gen_signed_clamp
      // It fits when every bit from the sign bit of y upwards is the same.
      wire fits = &acc_i[ACC_BITS-1 : SHIFT+BITS-1] || ~|acc_i[ACC_BITS-1 : SHIFT+BITS-1];
      wire [BITS-1:0] y = fits ? acc_i[SHIFT +: BITS] : {BITS{!negative}};
      assign y_o[BITS-1] = negative;
      if (BITS > 1) begin : gen_rest
        assign y_o[BITS-2:0] = y[BITS-2:0];
      end
      wire unused_y = &{1'b0, y};
    end else if (V_BITS <= 0) begin : gen_zero
      assign y_o = {BITS{1'b0}};
    end else if (V_BITS <= BITS) begin : gen_fits
      wire [BITS-1:0] value;
      if (V_BITS < BITS) begin : gen_short
        assign value = {{(BITS - V_BITS){1'b0}}, acc_i[SHIFT +: V_BITS]};
      end else begin : gen_exact
        assign value = acc_i[SHIFT +: V_BITS];
      end
      assign y_o = negative ? {BITS{1'b0}} : value;
    end else begin : gen_clamp
      wire over = |acc_i[ACC_BITS-2 : SHIFT+BITS];
      assign y_o = negative ? {BITS{1'b0}} : over ? {BITS{1'b1}} : acc_i[SHIFT +: BITS];
    end
  endgenerate

  wire unused = &{1'b0, acc_i};

endmodule

`default_nettype wire
