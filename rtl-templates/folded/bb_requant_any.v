// Requantisation for layers of different shifts and widths: y = clamp(acc >> shift, 0, 2^bits - 1)
// behind a ReLU; for layers without one from -2^bits on. The rounding half is in the bias already.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_requant_any #(
  parameter ACC_BITS  = 20,  // signed
  parameter SHIFT_MIN = 9,   // 0 .. ACC_BITS - 1
  parameter SHIFT_MAX = 13,  // largest shift, SHIFT_MIN .. ACC_BITS - 1
  parameter BITS_MIN  = 4,   // of the narrowest result, without a sign
  parameter BITS_MAX  = 4,   // of the widest result, without a sign
  parameter SIGNED    = 0,   // 1: some layer keeps the sign
  parameter RB        = 3,   // of shift_i
  parameter DB        = 1    // of bits_i
) (
  input  wire [ACC_BITS-1:0] acc_i,    // accumulator, final
  input  wire [RB-1:0]       shift_i,  // less SHIFT_MIN
  input  wire [DB-1:0]       bits_i,   // less BITS_MIN
  input  wire                keep_i,   // the sign is kept
  output wire [BITS_MAX-1:0] y_o,      // activation
  output wire                sign_o    // its sign
);

  localparam V_BITS = ACC_BITS - 1 - SHIFT_MIN;                      // without the sign
  localparam W_BITS = (V_BITS > BITS_MAX ? V_BITS : BITS_MAX) + 1;   // one bit to spare

  // -1 - m in the place of a negative m: clamped like others, and turned back behind it.
  wire                negative = acc_i[ACC_BITS-1];
  wire                flip     = SIGNED != 0 && keep_i && negative;
  wire [W_BITS-1:0]   value;
  wire [W_BITS-1:0]   shifted;
  wire [W_BITS-1:0]   beyond;   // what does not fit

  wire [BITS_MAX-1:0] clamped;

  assign value = {{(W_BITS - V_BITS){1'b0}}, acc_i[SHIFT_MIN +: V_BITS] ^ {V_BITS{flip}}};

  generate
    if (SHIFT_MAX > SHIFT_MIN) begin : gen_shift
      assign shifted = value >> shift_i;
    end else begin : gen_fixed
      wire unused = &{1'b0, shift_i};
      assign shifted = value;
    end
    if (BITS_MAX > BITS_MIN) begin : gen_widths
      wire [BITS_MAX-1:0] top = ~({BITS_MAX{1'b1}} << BITS_MIN << bits_i);
      assign beyond  = shifted >> BITS_MIN >> bits_i;
      assign clamped = |beyond ? top : shifted[BITS_MAX-1:0];
    end else begin : gen_width
      wire unused = &{1'b0, bits_i};
      assign beyond  = shifted >> BITS_MIN;
      assign clamped = |beyond ? {BITS_MAX{1'b1}} : shifted[BITS_MAX-1:0];
    end
  endgenerate

  assign y_o    = flip ? ~clamped : negative ? {BITS_MAX{1'b0}} : clamped;
  assign sign_o = flip;

  wire unused_acc = &{1'b0, acc_i, keep_i};

endmodule

`default_nettype wire
