// Compares one stream, beat by beat, with the values of a text file (one hexadecimal value a
// line). Reports on standard output for the program that runs the simulation:
//   DIFF <stream> <beat> <cycle> <expected> <got>   first difference
//   END <stream> <beat> <cycle>             the file has no value for this beat (first time)
//   X <stream> <beat> <cycle>               valid is neither 0 nor 1 (first time)
//   LAYER <stream> <beats> <differences> <cycle>    when report_i rises; the cycle is that of
//                                           beat VALUES - 1, -1 if it never came
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_check #(
  parameter STREAM = 0,        // its number in what is reported
  parameter BITS   = 8,        // of a value
  parameter VALUES = 1,        // of one fragment
  parameter NAME   = "stream"  // of the file: <vectors>/NAME.hex
) (
  input wire            clk_i,       // clock
  input wire            rst_ni,      // reset, active low: nothing is compared
  input wire [BITS-1:0] data_i,      // value
  input wire            valid_i,     // it is offered
  input wire            ready_i,     // it is taken, if offered
  input wire            report_i,    // when it rises: report
  output wire           complete_o,  // all values of all fragments (+fragments=N) have come
  output wire           differs_o    // some value was not the expected one
);

  reg [8*1024-1:0] directory, path;
  reg [BITS-1:0]   expected;
  reg              x_seen, end_seen, reported;
  integer          file, found, beats, differences, cycle, first_end, fragments;

  assign complete_o = beats >= fragments * VALUES;
  assign differs_o  = differences != 0;

  initial begin
    beats       = 0;
    differences = 0;
    cycle       = 0;
    first_end   = -1;
    x_seen      = 1'b0;
    end_seen    = 1'b0;
    reported    = 1'b0;
    if ($value$plusargs("vectors=%s", directory) == 0) directory = "vectors";
    if ($value$plusargs("fragments=%d", fragments) == 0) fragments = 1;
    $sformat(path, "%0s/%0s.hex", directory, NAME);
    file = $fopen(path, "r");
  end

  always @(posedge clk_i) begin
    if (rst_ni) begin
      if ((valid_i & ready_i) === 1'bx) begin
        if (!x_seen) $display("X %0d %0d %0d", STREAM, beats, cycle);
        x_seen      = 1'b1;
        differences = differences + 1;
      end else if (valid_i && ready_i) begin
        found = file == 0 ? 0 : $fscanf(file, "%h", expected);
        if (found != 1) begin
          if (!end_seen) $display("END %0d %0d %0d", STREAM, beats, cycle);
          end_seen    = 1'b1;
          differences = differences + 1;
        end else if (data_i !== expected) begin
          if (differences == 0)
            $display("DIFF %0d %0d %0d %h %h", STREAM, beats, cycle, expected, data_i);
          differences = differences + 1;
        end
        beats = beats + 1;
        if (beats == VALUES) first_end = cycle;
      end
      if (report_i && !reported) begin
        reported = 1'b1;
        $display("LAYER %0d %0d %0d %0d", STREAM, beats, differences, first_end);
      end
      cycle = cycle + 1;
    end
  end

endmodule

`default_nettype wire
