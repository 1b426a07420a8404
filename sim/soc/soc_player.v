// Plays the samples of a package's vectors to a core and compares every score and class with them.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module soc_player #(
  parameter CODE_BITS  = 8,
  parameter SCORE_BITS = 8,
  parameter CLASS_BITS = 1
) (
  input  wire clk_i,
  input  wire rst_ni,
  input  wire [8*1024-1:0] folder_i,  // of the vectors: its name
  output reg  [CODE_BITS-1:0] sample_o,
  output reg  sample_valid_o,
  input  wire sample_ready_i,
  input  wire [SCORE_BITS-1:0] score_i,
  input  wire score_valid_i,
  output wire score_ready_o,
  input  wire score_last_i,
  input  wire [CLASS_BITS-1:0] class_i,
  output reg  done_o,  // every value of the vectors has been compared
  output reg  [31:0] compared_o,
  output reg  [31:0] differences_o
);

  reg [CODE_BITS-1:0]  next;
  reg [SCORE_BITS-1:0] score, next_score;
  reg [CLASS_BITS-1:0] label;
  reg [8*1024-1:0]     path;
  integer samples, scores, classes, found, more;
  reg started;

  assign score_ready_o = 1'b1;

  initial begin
    started        = 1'b0;
    sample_valid_o = 1'b0;
    done_o         = 1'b0;
    compared_o     = 0;
    differences_o  = 0;
  end

  always @(posedge clk_i) begin
    if (rst_ni) begin
      if (!started) begin
        started = 1'b1;
        $sformat(path, "%0s/samples.hex", folder_i);
        samples = $fopen(path, "r");
        $sformat(path, "%0s/layer_scores.hex", folder_i);
        scores = $fopen(path, "r");
        $sformat(path, "%0s/class.hex", folder_i);
        classes = $fopen(path, "r");
        if (samples == 0 || scores == 0 || classes == 0) $fatal(1, "FAIL: vectors are missing");
        more = $fscanf(scores, "%h", next_score);
      end
      if (!sample_valid_o || sample_ready_i) begin
        found = $fscanf(samples, "%h", next);
        sample_o       <= next;
        sample_valid_o <= found == 1;
      end
      if (score_valid_i) begin
        score = next_score;
        if (more != 1 || score_i !== score) differences_o = differences_o + 1;
        compared_o = compared_o + 1;
        if (score_last_i) begin
          found = $fscanf(classes, "%h", label);
          if (found != 1 || class_i !== label) differences_o = differences_o + 1;
          compared_o = compared_o + 1;
        end
        more = $fscanf(scores, "%h", next_score);
        done_o <= more != 1;
      end
    end
  end

endmodule

`default_nettype wire
