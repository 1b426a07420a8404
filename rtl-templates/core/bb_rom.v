// Read-only memory with a registered read, which block RAM of every family has.
//
// With PARITY a word has one bit more on top, which makes its number of ones even; error_o tells in
// the cycle after a read that it is not.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_rom #(
  parameter WIDTH = 16,      // bits of a word, at least 1
  parameter DEPTH = 16,      // words, at least 1
  parameter FILE  = "",      // image for $readmemh; "": none
  parameter STYLE = "auto",  // "block": block RAM however few words, "logic": none
  parameter PARITY = 0,      // 1: words have a parity bit
  parameter AW    = DEPTH > 1 ? $clog2(DEPTH) : 1  // bits of an address (from DEPTH)
) (
  input  wire             clk_i,   // clock
  input  wire             en_i,    // read in this cycle
  input  wire [AW-1:0]    addr_i,  // word that is read, below DEPTH
  output wire [WIDTH-1:0] data_o,  // word at addr_i of the last enabled cycle
  output wire             error_o  // that word has an odd number of ones
);

  localparam BITS = WIDTH + (PARITY != 0 ? 1 : 0);
  localparam [31:0] DEPTH_C = DEPTH;

  (* rom_style = STYLE *)
  reg [BITS-1:0] mem [0:DEPTH-1];

  generate
    if (FILE != "") begin : gen_image
      initial $readmemh(FILE, mem);
    end
  endgenerate

  reg [BITS-1:0] word_q;

  always @(posedge clk_i) begin
    if (en_i) word_q <= mem[addr_i];
  end

  assign data_o = word_q[WIDTH-1:0];

  generate
    if (PARITY != 0) begin : gen_parity
      // An address behind the last word is read where nothing uses what comes.
      reg read_q;
      always @(posedge clk_i) read_q <= en_i && {1'b0, addr_i} < DEPTH_C[AW:0];
      assign error_o = read_q && ^word_q;
    end else begin : gen_no_parity
      wire unused_depth = &{1'b0, DEPTH_C};
      assign error_o = 1'b0;
    end
  endgenerate

  wire unused = &{1'b0, STYLE[0]};  // synthesis alone reads STYLE

endmodule

`default_nettype wire
