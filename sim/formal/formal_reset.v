// Lemma: one cycle of reset makes the engine of a layer forget: two copies in any two states, reset
// together and then given the same input and pauses, take the same beats and give the same beats.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_reset #(
  parameter ENGINE    = 0,  // as in formal_engine
  parameter CHANNELS  = 1,
  parameter POSITIONS = 4,
  parameter KERNEL    = 2,
  parameter OUTPUTS   = 2,
  parameter POOL      = 1,
  parameter LANES     = 1,
  parameter TILES     = 3,
  parameter PASSES    = 3,
  parameter WORDS     = 8
) (
  input wire       clk_i,
  input wire       rst_ni,
  input wire [1:0] data_i,
  input wire       valid_i,
  input wire       ready_i
);

  wire [1:0] ready, valid;
  wire [7:0] beats;

  genvar i;
  generate
    for (i = 0; i < 2; i = i + 1) begin : gen_copy
      formal_engine #(
        .ENGINE(ENGINE), .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .KERNEL(KERNEL),
        .OUTPUTS(OUTPUTS), .POOL(POOL), .LANES(LANES), .TILES(TILES), .PASSES(PASSES),
        .WORDS(WORDS)
      ) engine (
        .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .valid_i(valid_i), .ready_o(ready[i]),
        .beat_o(beats[4*i +: 4]), .valid_o(valid[i]), .ready_i(ready_i)
      );
    end
  endgenerate

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  always @* if (started_q && rst_ni) begin
    assert (ready[0] == ready[1]);
    assert (valid[0] == valid[1]);
    if (valid[0]) assert (beats[3:0] == beats[7:4]);
  end

endmodule

`default_nettype wire
