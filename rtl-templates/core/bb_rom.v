// Read-only memory with a registered read, which block RAM of every family has.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_rom #(
  parameter WIDTH = 16,      // bits of a word
  parameter DEPTH = 16,      // words, at least 1
  parameter FILE  = "",      // image for $readmemh; "": none
  parameter STYLE = "auto",  // "block": block RAM however few the words, "logic": no block RAM
  parameter AW    = DEPTH > 1 ? $clog2(DEPTH) : 1
) (
  input  wire             clk_i,
  input  wire             en_i,
  input  wire [AW-1:0]    addr_i,
  output reg  [WIDTH-1:0] data_o   // word at addr_i of the last enabled cycle
);

  (* rom_style = STYLE *)
  reg [WIDTH-1:0] mem [0:DEPTH-1];

  generate
    if (FILE != "") begin : gen_image
      initial $readmemh(FILE, mem);
    end
  endgenerate

  always @(posedge clk_i) begin
    if (en_i) data_o <= mem[addr_i];
  end

  wire unused = &{1'b0, STYLE[0]};  // synthesis alone reads STYLE

endmodule

`default_nettype wire
