// Memory macro of a netlist: one registered read port, and a write port unless WRITABLE is 0.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_memory #(
  parameter WORDS    = 16,  // of the memory, at least 1
  parameter WIDTH    = 8,   // bits of a word
  parameter AW       = 4,   // bits of an address
  parameter WRITABLE = 1,   // 1: the write port counts, 0: the memory is read-only
  parameter CLOCKS   = 1,   // 2: what is written has a clock of its own
  parameter FILE     = ""   // image for $readmemb; "": none
) (
  input  wire             clk_i,    // clock
  input  wire             write_clk_i,  // of what is written, if there are two
  input  wire             re_i,     // read in this cycle
  input  wire [AW-1:0]    raddr_i,  // word that is read
  output reg  [WIDTH-1:0] rdata_o,  // word at raddr_i of the last read
  input  wire             we_i,     // write in this cycle
  input  wire [AW-1:0]    waddr_i,  // word that is written
  input  wire [WIDTH-1:0] wdata_i   // what is written
);

  reg [WIDTH-1:0] words [0:WORDS-1];

  generate
    if (FILE != "") begin : gen_image
      initial $readmemb(FILE, words);
    end
  endgenerate

  wire write_clk = CLOCKS == 2 ? write_clk_i : clk_i;

  always @(posedge write_clk) begin
    if (WRITABLE != 0 && we_i) words[waddr_i] <= wdata_i;
  end

  always @(posedge clk_i) begin
    if (re_i) rdata_o <= words[raddr_i];
  end

endmodule

`default_nettype wire
