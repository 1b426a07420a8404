// Memory with one write port and one registered read port, each with a clock of its own.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_two_clock_ram #(
  parameter WIDTH = 8,             // bits of a word, at least 1
  parameter DEPTH = 16,            // words, at least 2
  parameter AW    = $clog2(DEPTH)  // bits of an address (from DEPTH)
) (
  input  wire             write_clk_i,  // clock of what is written
  input  wire             we_i,         // write in this cycle
  input  wire [AW-1:0]    waddr_i,      // word that is written, below DEPTH
  input  wire [WIDTH-1:0] wdata_i,      // what is written
  input  wire             read_clk_i,   // clock of what is read
  input  wire             re_i,         // read in this cycle
  input  wire [AW-1:0]    raddr_i,      // word that is read, below DEPTH
  output reg  [WIDTH-1:0] rdata_o       // word at raddr_i of the last enabled cycle
);

  // No word is read near the time at which it is written.
  (* no_rw_check *)
  reg [WIDTH-1:0] mem [0:DEPTH-1];

  always @(posedge write_clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
  end

  always @(posedge read_clk_i) begin
    if (re_i) rdata_o <= mem[raddr_i];
  end

endmodule

`default_nettype wire
