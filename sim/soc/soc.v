// Two cores of bitbeat in one design, each on ports of its own: an example for a project of several.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module soc #(
  parameter MEM = "mem/"  // folder of the memory images of both, with the / at its end
) (
  input  wire clk_i,
  input  wire rst_ni,
  // small-stream: an engine a layer
  input  wire [7:0] stream_sample_i,
  input  wire stream_sample_valid_i,
  output wire stream_sample_ready_o,
  output wire [16:0] stream_score_o,
  output wire stream_score_valid_o,
  input  wire stream_score_ready_i,
  output wire stream_score_last_o,
  output wire [1:0] stream_class_o,
  // small-folded: one engine for all layers
  input  wire [7:0] folded_sample_i,
  input  wire folded_sample_valid_i,
  output wire folded_sample_ready_o,
  output wire [12:0] folded_score_o,
  output wire folded_score_valid_o,
  input  wire folded_score_ready_i,
  output wire folded_score_last_o,
  output wire [0:0] folded_class_o
);

  bitbeat_small_stream #(.MEM(MEM)) stream (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .sample_i(stream_sample_i), .sample_valid_i(stream_sample_valid_i),
    .sample_ready_o(stream_sample_ready_o),
    .score_o(stream_score_o), .score_valid_o(stream_score_valid_o),
    .score_ready_i(stream_score_ready_i), .score_last_o(stream_score_last_o),
    .class_o(stream_class_o)
  );

  bitbeat_small_folded #(.MEM(MEM)) folded (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .sample_i(folded_sample_i), .sample_valid_i(folded_sample_valid_i),
    .sample_ready_o(folded_sample_ready_o),
    .score_o(folded_score_o), .score_valid_o(folded_score_valid_o),
    .score_ready_i(folded_score_ready_i), .score_last_o(folded_score_last_o),
    .class_o(folded_class_o)
  );

endmodule

`default_nettype wire
