// Weight stream of a one-lane engine: one bit at a time, in order, from words of WIDTH bits.
//
// Bit i of the stream lies in word i / WIDTH at place (i + 1) % WIDTH: turned by one, so that the
// counter that is one ahead of the registered read selects it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_weights #(
  parameter WIDTH = 2,       // bits of a word, at least 2
  parameter DEPTH = 16,      // words of the memory, at least 1
  parameter FILE  = "",      // image for $readmemh; "": none
  parameter REST  = 0,       // words behind them in logic: not worth a block; 0: none
  parameter REST_FILE = "",  // image of the words that are logic
  parameter PARITY = 0       // 1: words have a parity bit
) (
  input  wire clk_i,      // clock
  input  wire rst_ni,     // synchronous reset, active low
  input  wire restart_i,  // the next bit to come is the first
  input  wire next_i,     // go on to the next bit
  output wire bit_o,      // present bit
  output wire parity_o    // a word read has failed it
);

  localparam WORDS = DEPTH + REST;
  localparam AB = WORDS > 1 ? $clog2(WORDS) : 1;
  localparam MB = DEPTH > 1 ? $clog2(DEPTH) : 1;
  localparam SB = $clog2(WIDTH);
  localparam [31:0] LAST_PLACE = WIDTH - 1;

  reg  [AB-1:0]    word_q;
  reg  [SB-1:0]    place_q;
  wire [WIDTH-1:0] block, word;
  wire             block_error;
  wire             last_place = place_q == LAST_PLACE[SB-1:0];

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      word_q  <= {AB{1'b0}};
      place_q <= {SB{1'b0}};
    end else if (restart_i) begin
      word_q  <= {AB{1'b0}};
      place_q <= {SB{1'b0}};
    end else if (next_i) begin
      if (last_place) word_q <= word_q + 1'b1;
      place_q <= last_place ? {SB{1'b0}} : place_q + 1'b1;
    end
  end

  bb_rom #(.WIDTH(WIDTH), .DEPTH(DEPTH), .FILE(FILE), .STYLE("block"), .PARITY(PARITY)) memory (
    .clk_i(clk_i), .en_i(next_i), .addr_i(word_q[MB-1:0]), .data_o(block),
    .error_o(block_error)
  );

  generate
    if (REST == 0) begin : gen_memory
      assign parity_o = block_error;
      assign word = block;
    end else begin : gen_rest
      localparam RB = REST > 1 ? $clog2(REST) : 1;
      wire [WIDTH-1:0] rest;
      reg              in_rest_q;
      if ((DEPTH & (DEPTH - 1)) != 0 || REST > DEPTH) begin : gen_check
        bb_illegal_REST_without_a_full_memory_of_a_power_of_two illegal ();
      end
      wire             rest_error;
      bb_rom #(
        .WIDTH(WIDTH), .DEPTH(REST), .FILE(REST_FILE), .STYLE("logic"), .PARITY(PARITY)
      ) rest_memory (
        .clk_i(clk_i), .en_i(next_i), .addr_i(word_q[RB-1:0]), .data_o(rest),
        .error_o(rest_error)
      );
      always @(posedge clk_i) if (next_i) in_rest_q <= word_q[AB-1];
      assign word = in_rest_q ? rest : block;
      assign parity_o = in_rest_q ? rest_error : block_error;
    end
  endgenerate

  assign bit_o = word[place_q];

endmodule

`default_nettype wire
