// Sign stream of a layer: one bit a tap, read in order from 16-bit words (bit 0 first), 1 stands
// for -1.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_signs #(
  parameter WORDS = 4,   // of the memory, at least 1
  parameter FILE  = "",  // image for $readmemh; "": none
  parameter PARITY = 0   // 1: words have a parity bit
) (
  input  wire clk_i,      // clock
  input  wire rst_ni,     // synchronous reset, active low
  input  wire en_i,       // advance; else all stays
  input  wire next_i,     // the present bit is taken
  input  wire restart_i,  // go back to the first bit; wins over next_i
  output wire sign_o,     // sign of the present tap: 1 stands for -1
  output wire parity_o    // a word read has failed it
);

  localparam AB = WORDS > 1 ? $clog2(WORDS) : 1;

  reg  [3:0]    bit_q;
  reg  [AB-1:0] word_q;
  wire [15:0]   word;
  wire [AB-1:0] next_word = restart_i ? {AB{1'b0}} : next_i && &bit_q ? word_q + 1'b1 : word_q;

  bb_rom #(.WIDTH(16), .DEPTH(WORDS), .FILE(FILE), .PARITY(PARITY)) sign_memory (
    .clk_i(clk_i), .en_i(en_i), .addr_i(next_word), .data_o(word),
    .error_o(parity_o)
  );

  assign sign_o = word[bit_q];

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      bit_q  <= 4'd0;
      word_q <= {AB{1'b0}};
    end else if (en_i) begin
      word_q <= next_word;
      bit_q  <= restart_i ? 4'd0 : next_i ? bit_q + 4'd1 : bit_q;
    end
  end

endmodule

`default_nettype wire
