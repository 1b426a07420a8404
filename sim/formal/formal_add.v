// Lemma: an add without a pool takes the beats of both operands in the same cycle and gives, of each
// pair, clamp(((a << A_SHIFT) + (b << B_SHIFT) + half) >> SHIFT) with its marks, all, once and in
// order, whatever the pauses; a value that it offers stays, valid and payload, until it is taken.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_add #(
  parameter A_BITS   = 2,
  parameter A_SIGNED = 0,
  parameter A_SHIFT  = 0,
  parameter B_BITS   = 2,
  parameter B_SIGNED = 1,
  parameter B_SHIFT  = 1,
  parameter ACC_BITS = 5,
  parameter SHIFT    = 1,
  parameter Y_BITS   = 2,
  parameter Y_SIGNED = 0
) (
  input wire              clk_i,
  input wire              rst_ni,
  input wire [A_BITS-1:0] a_data_i,
  input wire              a_last_i,
  input wire              a_end_i,
  input wire              a_valid_i,
  input wire [B_BITS-1:0] b_data_i,
  input wire              b_valid_i,
  input wire              ready_i
);

  wire              a_ready, b_ready, last, ends, valid;
  wire [Y_BITS-1:0] data;

  bb_add #(
    .A_BITS(A_BITS), .A_SIGNED(A_SIGNED), .A_SHIFT(A_SHIFT), .B_BITS(B_BITS),
    .B_SIGNED(B_SIGNED), .B_SHIFT(B_SHIFT), .ACC_BITS(ACC_BITS), .REQUANT_SHIFT(SHIFT),
    .Y_BITS(Y_BITS), .Y_SIGNED(Y_SIGNED), .OUT_BITS(Y_BITS)
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .a_data_i(a_data_i), .a_last_i(a_last_i), .a_end_i(a_end_i), .a_valid_i(a_valid_i),
    .a_ready_o(a_ready),
    .b_data_i(b_data_i), .b_last_i(a_last_i), .b_end_i(a_end_i), .b_valid_i(b_valid_i),
    .b_ready_o(b_ready),
    .data_o(data), .last_o(last), .end_o(ends), .valid_o(valid), .ready_i(ready_i)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // ---- the value of the pair that is offered, in more bits than it can take -----------------
  wire signed [23:0] a = {{(24 - A_BITS){A_SIGNED != 0 && a_data_i[A_BITS-1]}}, a_data_i};
  wire signed [23:0] b = {{(24 - B_BITS){B_SIGNED != 0 && b_data_i[B_BITS-1]}}, b_data_i};
  localparam signed [23:0] HALF = SHIFT > 0 ? 24'sd1 <<< (SHIFT - 1) : 24'sd0;
  localparam signed [23:0] LOW  = Y_SIGNED != 0 ? -(24'sd1 <<< (Y_BITS - 1)) : 24'sd0;
  localparam signed [23:0] HIGH = LOW + (24'sd1 <<< Y_BITS) - 24'sd1;
  wire signed [23:0] sum     = (a <<< A_SHIFT) + (b <<< B_SHIFT) + HALF;
  wire signed [23:0] shifted = sum >>> SHIFT;
  wire signed [23:0] y       = shifted < LOW ? LOW : shifted > HIGH ? HIGH : shifted;
  wire [Y_BITS+1:0]  beat    = {a_end_i, a_last_i, y[Y_BITS-1:0]};

  // ---- two are held at most ------------------------------------------------------------------
  reg  [1:0]        held_q;
  reg  [Y_BITS+1:0] first_q, second_q, offered_q;
  reg               waiting_q;
  reg  [1:0]        silent_q;
  wire              take = a_valid_i && a_ready;
  wire              give = valid && ready_i;

  always @(posedge clk_i) begin
    waiting_q <= rst_ni && valid && !ready_i;
    offered_q <= {ends, last, data};
    if (!rst_ni) begin
      held_q   <= 2'd0;
      silent_q <= 2'd0;
    end else begin
      held_q <= held_q + {1'b0, take} - {1'b0, give};
      if (give) first_q <= held_q == 2'd2 ? second_q : beat;
      else if (take && held_q == 2'd0) first_q <= beat;
      if (take && held_q == (give ? 2'd2 : 2'd1)) second_q <= beat;
      silent_q <= held_q != 2'd0 && !valid ? silent_q + 2'd1 : 2'd0;
    end
  end

  always @* begin
    if (started_q && rst_ni) begin
      assert (take == (b_valid_i && b_ready));
      assert (held_q != 2'd3);
      if (valid) assert (held_q != 2'd0 && {ends, last, data} == first_q);
      if (waiting_q) assert (valid && {ends, last, data} == offered_q);
      assert (silent_q < 2'd2);
      // Both are taken whenever both are there and a place is free or becomes free.
      if (a_valid_i && b_valid_i && (held_q < 2'd2 || ready_i)) assert (take);
    end
  end

endmodule

`default_nettype wire
