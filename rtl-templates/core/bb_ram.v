// Memory with one write and one registered read port, which block RAM of every family has.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_ram #(
  parameter WIDTH = 8,       // bits of a word, at least 1
  parameter DEPTH = 16,      // words, at least 2
  parameter STYLE = "auto",  // "block": block RAM however few words
  parameter AW    = $clog2(DEPTH)  // bits of an address (from DEPTH)
) (
  input  wire             clk_i,    // clock
  input  wire             rst_ni,   // for the check only: the memory is not reset
  input  wire             we_i,     // write in this cycle
  input  wire [AW-1:0]    waddr_i,  // word that is written, below DEPTH
  input  wire [WIDTH-1:0] wdata_i,  // what is written
  input  wire             re_i,     // read in this cycle
  input  wire [AW-1:0]    raddr_i,  // word that is read, below DEPTH
  output reg  [WIDTH-1:0] rdata_o   // word at raddr_i of the last enabled cycle
);

  // No user of this module reads a word in the cycle that writes it, so the collision logic that
  // synthesis would wrap around the block RAM is left out.
  (* no_rw_check, ram_style = STYLE *)
  reg [WIDTH-1:0] mem [0:DEPTH-1];

  always @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
    if (re_i) rdata_o <= mem[raddr_i];
  end

  wire unused = &{1'b0, rst_ni, STYLE[0]};  // synthesis alone reads STYLE

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (!rst_ni) begin
      // Nothing is claimed.
    end else if (we_i) begin
      if (re_i && waddr_i == raddr_i) begin
        $display("ERROR %m: word %0d read while it is written", waddr_i);
        $finish;
      end
    end
  end
`endif

endmodule

`default_nettype wire
