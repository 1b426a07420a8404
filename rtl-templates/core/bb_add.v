// Engine of an add: the sum of two streams of one order, beat by beat. Align -> sum -> requantiser
// -> pool -> output stream.
//
// A beat of both operands is taken in the same cycle. Their sum goes on a cycle later; while it
// cannot, as a value should leave and the one before it has not been taken, no further beats are
// taken.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_add #(
  // operands
  parameter A_BITS        = 8,   // bits of a value of the first operand
  parameter A_SIGNED      = 0,   // 1: they are signed, 0: unsigned
  parameter A_SHIFT       = 0,   // places to the left, 0 or more
  parameter B_BITS        = 8,   // the same of the second
  parameter B_SIGNED      = 0,   // 1: signed, 0: unsigned
  parameter B_SHIFT       = 0,   // places, 0 or more
  parameter CHANNELS      = 4,   // of each, at least 1
  // sum
  parameter ACC_BITS      = 10,  // of a sum, signed: holds every one, with the half that rounds it
  parameter REQUANT       = 1,   // 0: raw sums leave, Y_BITS = ACC_BITS
  parameter REQUANT_SHIFT = 0,   // places, 0 or more; for REQUANT
  parameter Y_BITS        = 8,   // of a value before pooling
  parameter Y_SIGNED      = 0,   // 1: values keep their sign, 0: they have none; for REQUANT
  // output
  parameter POOL_SUM      = 0,   // 1: sums of windows leave, not maxima
  parameter POOL_KERNEL   = 1,   // positions of a window; 1: no pooling
  parameter POOL_STRIDE   = 1,   // positions from one window to the next
  parameter POSITIONS     = 16,  // that some window uses, (windows - 1) * STRIDE + KERNEL
  parameter FIRST         = 1,   // positions of the first tile ...
  parameter TILE          = 1,   // ... and of later ones; the last may have fewer
  parameter OUT_BITS      = 8    // of an output value: Y_BITS, or those of the largest sum
) (
  input  wire                clk_i,      // clock
  input  wire                rst_ni,     // synchronous reset, active low
  // operands: their marks are the same, those of the first are taken
  input  wire [A_BITS-1:0]   a_data_i,   // value
  input  wire                a_last_i,   // the last position of its channel in its tile
  input  wire                a_end_i,    // the last value of its fragment
  input  wire                a_valid_i,  // they are offered
  output wire                a_ready_o,  // they are taken, if offered
  input  wire [B_BITS-1:0]   b_data_i,   // value
  input  wire                b_last_i,   // the last position of its channel in its tile
  input  wire                b_end_i,    // the last value of its fragment
  input  wire                b_valid_i,  // they are offered
  output wire                b_ready_o,  // they are taken, if offered
  // output stream
  output reg  [OUT_BITS-1:0] data_o,     // output value
  output reg                 last_o,     // the last position of its channel in its tile
  output reg                 end_o,      // the last value of its fragment
  output reg                 valid_o,    // data_o, last_o and end_o are offered
  input  wire                ready_i     // they are taken, if offered
);

  // Added to a sum, so that the requantisation rounds.
  localparam [31:0] HALF = REQUANT != 0 && REQUANT_SHIFT > 0 ? 1 << (REQUANT_SHIFT - 1) : 0;

  wire unused_marks = &{1'b0, b_last_i, b_end_i};

  reg               y_valid_q, y_last_q, y_end_q;
  reg  [Y_BITS-1:0] y_q;
  wire              en;  // what is in y_q goes on
  wire              take = a_valid_i && b_valid_i && (en || !y_valid_q);

  assign a_ready_o = b_valid_i && (en || !y_valid_q);
  assign b_ready_o = a_valid_i && (en || !y_valid_q);

  // ---- sum and requantiser ------------------------------------------------------------------
  wire                a_top = A_SIGNED != 0 && a_data_i[A_BITS-1];
  wire                b_top = B_SIGNED != 0 && b_data_i[B_BITS-1];
  wire [ACC_BITS-1:0] a, b;
  wire [ACC_BITS-1:0] acc = (a << A_SHIFT) + (b << B_SHIFT) + HALF[ACC_BITS-1:0];
  wire [Y_BITS-1:0]   y;

  generate
    // A sum holds both operands: they are no wider, but where one is never there.
    if (A_BITS < ACC_BITS) begin : gen_a_short
      assign a = {{(ACC_BITS - A_BITS){a_top}}, a_data_i};
    end else begin : gen_a
      assign a = a_data_i[ACC_BITS-1:0];
      wire unused_a = &{1'b0, a_top, a_data_i};
    end
    if (B_BITS < ACC_BITS) begin : gen_b_short
      assign b = {{(ACC_BITS - B_BITS){b_top}}, b_data_i};
    end else begin : gen_b
      assign b = b_data_i[ACC_BITS-1:0];
      wire unused_b = &{1'b0, b_top, b_data_i};
    end
    if (REQUANT != 0) begin : gen_requant
      bb_requant #(
        .ACC_BITS(ACC_BITS), .SHIFT(REQUANT_SHIFT), .BITS(Y_BITS), .SIGNED(Y_SIGNED)
      ) requant (
        .acc_i(acc), .y_o(y)
      );
    end else begin : gen_raw
      assign y = acc;
    end
  endgenerate

  always @(posedge clk_i) begin
    if (!rst_ni) y_valid_q <= 1'b0;
    else if (take || en) y_valid_q <= take;
  end

  always @(posedge clk_i) begin
    if (take) begin
      y_q      <= y;
      y_last_q <= a_last_i;
      y_end_q  <= a_end_i;
    end
  end

  // ---- pool and output register -------------------------------------------------------------
  wire                out_valid, out_last, out_end;
  wire [OUT_BITS-1:0] out_data;

  bb_add_pool #(
    .CHANNELS(CHANNELS), .BITS(Y_BITS), .SIGNED(Y_SIGNED), .SUM(POOL_SUM), .OUT_BITS(OUT_BITS),
    .KERNEL(POOL_KERNEL), .STRIDE(POOL_STRIDE), .POSITIONS(POSITIONS), .FIRST(FIRST), .TILE(TILE)
  ) pool (
    .clk_i(clk_i), .rst_ni(rst_ni), .en_i(en), .valid_i(y_valid_q), .data_i(y_q),
    .last_i(y_last_q), .end_i(y_end_q),
    .valid_o(out_valid), .data_o(out_data), .last_o(out_last), .end_o(out_end)
  );

  assign en = !(out_valid && valid_o && !ready_i);

  always @(posedge clk_i) begin
    if (!rst_ni) valid_o <= 1'b0;
    else valid_o <= out_valid || (valid_o && !ready_i);
  end

  always @(posedge clk_i) begin
    if (out_valid && en) begin
      data_o <= out_data;
      last_o <= out_last;
      end_o  <= out_end;
    end
  end

endmodule

`default_nettype wire
