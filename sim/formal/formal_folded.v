// Lemma: a score that bb_folded offers stays, valid and payload, until it is taken; whatever the
// input, the program, the signs, the pauses and the resets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_folded #(
  parameter LANES     = 2,
  parameter TAPS      = 2,
  parameter PIXELWISE = 0,
  parameter MORE      = 0   // SIGNED, DIRECT and STEPS
) (
  input wire       clk_i,
  input wire       rst_ni,
  input wire [1:0] x_i,
  input wire       x_valid_i,
  input wire       score_ready_i
);

  wire       x_ready, valid, last, parity;
  wire [5:0] score;

  bb_folded #(
    .LANES(LANES), .TAPS(TAPS), .X_BITS(2), .SUM_BITS(3), .ACC_BITS(6), .ALPHA_BITS(2),
    .Y_MIN_BITS(1), .Y_MAX_BITS(1), .SHIFT_MIN(1), .SHIFT_MAX(2), .HAS_SUM(1), .WORD_BITS(14),
    .PROGRAM_WORDS(16), .PROGRAM_END(15), .COUNT_BITS(2), .LOOP_BITS(2), .GROUP_BITS(1),
    .PIXELWISE(PIXELWISE), .SIGNED(MORE), .DIRECT(MORE), .STEPS(MORE), .SIGN_WORDS(8), .SIGN_UNIT(1), .TABLES(2), .X_WORDS(16)
  ) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .x_i(x_i), .x_valid_i(x_valid_i), .x_ready_o(x_ready),
    .score_o(score), .score_valid_o(valid), .score_ready_i(score_ready_i), .score_last_o(last),
    .parity_o(parity)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  reg       waiting_q;
  reg [6:0] beat_q;
  always @(posedge clk_i) begin
    waiting_q <= rst_ni && valid && !score_ready_i;
    beat_q    <= {last, score};
  end

  always @* if (started_q && rst_ni && waiting_q) assert (valid && {last, score} == beat_q);

endmodule

`default_nettype wire
