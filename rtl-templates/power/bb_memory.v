// Memory macro of a netlist: one registered read port, and a write port unless WRITABLE is 0.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_memory #(
  parameter WORDS    = 16,
  parameter WIDTH    = 8,
  parameter AW       = 4,
  parameter WRITABLE = 1,
  parameter FILE     = ""  // image for $readmemb; "": none
) (
  input  wire             clk_i,
  input  wire             re_i,
  input  wire [AW-1:0]    raddr_i,
  output reg  [WIDTH-1:0] rdata_o,
  input  wire             we_i,
  input  wire [AW-1:0]    waddr_i,
  input  wire [WIDTH-1:0] wdata_i
);

  reg [WIDTH-1:0] words [0:WORDS-1];

  generate
    if (FILE != "") begin : gen_image
      initial $readmemb(FILE, words);
    end
  endgenerate

  always @(posedge clk_i) begin
    if (WRITABLE != 0 && we_i) words[waddr_i] <= wdata_i;
    if (re_i) rdata_o <= words[raddr_i];
  end

endmodule

`default_nettype wire
