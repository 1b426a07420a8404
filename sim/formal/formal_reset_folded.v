// Lemma: one cycle of reset makes a folded design forget: two copies in any two states, their memories
// included, reset together and then given the same samples and pauses, take the same samples and
// give the same scores and classes. The copies are a design as it is generated, with its program.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_reset_folded #(
  parameter LANES = 2,  // those of the design, which is generated with them
  parameter TAPS  = 2
) (
  input wire       clk_i,
  input wire [1:0] sample_i,
  input wire       sample_valid_i,
  input wire       score_ready_i
);

  // One reset: a later one finds some state, as this one does.
  reg rst_n = 1'b0;
  always @(posedge clk_i) rst_n <= 1'b1;

  wire [1:0] ready, valid, last, classes;
  wire [9:0] scores;

  genvar i;
  generate
    for (i = 0; i < 2; i = i + 1) begin : gen_copy
      bitbeat_reset design (
        .clk_i(clk_i), .rst_ni(rst_n), .sample_i(sample_i), .sample_valid_i(sample_valid_i),
        .sample_ready_o(ready[i]), .score_o(scores[5*i +: 5]), .score_valid_o(valid[i]),
        .score_ready_i(score_ready_i), .score_last_o(last[i]), .class_o(classes[i])
      );
    end
  endgenerate

  always @* if (rst_n) begin
    assert (ready[0] == ready[1]);
    assert (valid[0] == valid[1]);
    if (valid[0]) assert ({last[0], scores[4:0]} == {last[1], scores[9:5]});
    if (valid[0] && last[0]) assert (classes[0] == classes[1]);
  end

  wire unused = &{1'b0, LANES[0], TAPS[0]};

endmodule

`default_nettype wire
