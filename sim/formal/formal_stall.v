// Lemma: a beat that the engine of a layer offers stays, valid and payload, until it is taken;
// whatever the input, the weights, the pauses and the resets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_stall #(
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

  wire       ready, valid;
  wire [3:0] beat;

  formal_engine #(
    .ENGINE(ENGINE), .CHANNELS(CHANNELS), .POSITIONS(POSITIONS), .KERNEL(KERNEL),
    .OUTPUTS(OUTPUTS), .POOL(POOL), .LANES(LANES), .TILES(TILES), .PASSES(PASSES), .WORDS(WORDS)
  ) engine (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .valid_i(valid_i), .ready_o(ready),
    .beat_o(beat), .valid_o(valid), .ready_i(ready_i)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  reg       waiting_q;
  reg [3:0] beat_q;
  always @(posedge clk_i) begin
    waiting_q <= rst_ni && valid && !ready_i;
    beat_q    <= beat;
  end

  always @* if (started_q && rst_ni && waiting_q) assert (valid && beat == beat_q);

endmodule

`default_nettype wire
