// Clock and reset for the generated test bench under an event-driven simulator (Icarus Verilog).
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

endmodule

`default_nettype wire
