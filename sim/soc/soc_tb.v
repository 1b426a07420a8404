// Feeds both cores of soc at once, each with the vectors of its own package; PASS or FAIL.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
//
// Plus-arguments: +stream=DIR and +folded=DIR, the folders `vectors` of the two packages.
`default_nettype none
`timescale 1ns / 1ps

module soc_tb;

  localparam TIMEOUT = 200000;  // cycles

  reg clk, rst_n;
  reg [8*1024-1:0] stream_folder, folded_folder;
  integer cycle;

  initial begin
    if ($value$plusargs("stream=%s", stream_folder) == 0) stream_folder = "stream";
    if ($value$plusargs("folded=%s", folded_folder) == 0) folded_folder = "folded";
  end

  initial begin
    clk   = 1'b0;
    rst_n = 1'b0;
    repeat (5) @(negedge clk);
    rst_n = 1'b1;
  end

  always #5 clk = !clk;

  wire [7:0] stream_sample, folded_sample;
  wire stream_sample_valid, stream_sample_ready, folded_sample_valid, folded_sample_ready;
  wire [16:0] stream_score;
  wire [12:0] folded_score;
  wire stream_score_valid, stream_score_ready, stream_score_last, stream_done;
  wire folded_score_valid, folded_score_ready, folded_score_last, folded_done;
  wire [1:0] stream_class;
  wire [0:0] folded_class;
  wire [31:0] stream_compared, stream_differences, folded_compared, folded_differences;

  soc dut (
    .clk_i(clk), .rst_ni(rst_n),
    .stream_sample_i(stream_sample), .stream_sample_valid_i(stream_sample_valid),
    .stream_sample_ready_o(stream_sample_ready), .stream_score_o(stream_score),
    .stream_score_valid_o(stream_score_valid), .stream_score_ready_i(stream_score_ready),
    .stream_score_last_o(stream_score_last), .stream_class_o(stream_class),
    .folded_sample_i(folded_sample), .folded_sample_valid_i(folded_sample_valid),
    .folded_sample_ready_o(folded_sample_ready), .folded_score_o(folded_score),
    .folded_score_valid_o(folded_score_valid), .folded_score_ready_i(folded_score_ready),
    .folded_score_last_o(folded_score_last), .folded_class_o(folded_class)
  );

  soc_player #(.CODE_BITS(8), .SCORE_BITS(17), .CLASS_BITS(2)) stream_player (
    .clk_i(clk), .rst_ni(rst_n), .folder_i(stream_folder),
    .sample_o(stream_sample), .sample_valid_o(stream_sample_valid),
    .sample_ready_i(stream_sample_ready), .score_i(stream_score),
    .score_valid_i(stream_score_valid), .score_ready_o(stream_score_ready),
    .score_last_i(stream_score_last), .class_i(stream_class), .done_o(stream_done),
    .compared_o(stream_compared), .differences_o(stream_differences)
  );

  soc_player #(.CODE_BITS(8), .SCORE_BITS(13), .CLASS_BITS(1)) folded_player (
    .clk_i(clk), .rst_ni(rst_n), .folder_i(folded_folder),
    .sample_o(folded_sample), .sample_valid_o(folded_sample_valid),
    .sample_ready_i(folded_sample_ready), .score_i(folded_score),
    .score_valid_i(folded_score_valid), .score_ready_o(folded_score_ready),
    .score_last_i(folded_score_last), .class_i(folded_class), .done_o(folded_done),
    .compared_o(folded_compared), .differences_o(folded_differences)
  );

  initial cycle = 0;

  always @(negedge clk) begin
    cycle = cycle + 1;
    if ((stream_done && folded_done) || cycle == TIMEOUT) begin
      if (stream_done && folded_done && stream_differences == 0 && folded_differences == 0) begin
        $display("PASS: %0d and %0d values compared", stream_compared, folded_compared);
        $finish;
      end else begin
        $display("FAIL: %0d of %0d and %0d of %0d values differ", stream_differences,
                 stream_compared, folded_differences, folded_compared);
        $fatal(1, "FAIL");
      end
    end
  end

endmodule

`default_nettype wire
