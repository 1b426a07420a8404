// Lemma: bb_output counts the scores, says which are the output's own and which is the last of
// these, and with the last score of all what came with that, whatever the pauses and the resets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_output #(
  parameter SCORES = 5,
  parameter FIRST  = 1,
  parameter COUNT  = 3,
  parameter WIDTH  = 2
) (
  input wire             clk_i,
  input wire             rst_ni,
  input wire             take_i,
  input wire [WIDTH-1:0] found_i
);

  reg  [31:0]      count_q;  // scores so far
  reg  [WIDTH-1:0] kept_q;
  wire [WIDTH-1:0] said;
  wire             mine, last;
  wire             ends = count_q == FIRST + COUNT - 1;

  bb_output #(.SCORES(SCORES), .FIRST(FIRST), .COUNT(COUNT), .WIDTH(WIDTH)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .take_i(take_i),
    .mine_o(mine), .last_o(last), .found_i(found_i), .said_o(said)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  always @(posedge clk_i) begin
    if (!rst_ni) count_q <= 32'd0;
    else if (take_i) count_q <= count_q == SCORES - 1 ? 32'd0 : count_q + 32'd1;
    if (take_i && ends) kept_q <= found_i;
  end

  always @* if (started_q && rst_ni) begin
    assert (count_q < SCORES);
    assert (mine == (count_q >= FIRST && count_q < FIRST + COUNT));
    assert (last == ends);
    if (count_q == SCORES - 1) assert (said == (ends ? found_i : kept_q));
  end

endmodule

`default_nettype wire
