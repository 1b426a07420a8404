// Clock and reset for the generated test bench under an event-driven simulator (Icarus Verilog).
// +waves=FILE +from=CYCLE +to=CYCLE writes those cycles and ends after them.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none
`timescale 1ns / 1ps

module clock;

  reg clk, rst_n;

  bitbeat_tb bench (.clk_i(clk), .rst_ni(rst_n));

  initial begin
    clk   = 1'b0;
    rst_n = 1'b0;
    repeat (5) @(negedge clk);
    rst_n = 1'b1;
  end

  always #5 clk = !clk;

  reg [8*1024-1:0] waves;
  integer          from, to;

  initial begin
    if ($value$plusargs("waves=%s", waves) != 0) begin
      if ($value$plusargs("from=%d", from) == 0) from = 0;
      if ($value$plusargs("to=%d", to) == 0) to = from;
      $dumpfile(waves);
      // The rising edge at 55 is the first without reset: cycle 0, as in the bench.
      #(50 + 10 * from) $dumpvars(0, bench);
      #(10 * (to - from + 1)) $finish;
    end
  end

endmodule

`default_nettype wire
