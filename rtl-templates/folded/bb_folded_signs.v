// Sign words of the folded engine, read one after the other, as words or bit by bit.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_signs #(
  parameter TAPS   = 4,     // signs of a word: 1, 2 or 4
  parameter WORDS  = 1024,  // at least 1
  parameter FILE   = "",    // image for $readmemh; "": none
  parameter PARITY = 0,     // 1: words have a parity bit
  parameter DIRECT = 0,     // 1: some passes take one bit a cycle
  parameter SA     = WORDS > 1 ? $clog2(WORDS) : 1,  // bits of an address
  parameter TB     = TAPS == 4 ? 2 : 1               // bits of a tap's index in a word
) (
  input  wire            clk_i,     // clock
  input  wire            signs_i,   // words are read from start_i on; for two cycles
  input  wire            busy_i,    // in the second of them
  input  wire [SA-1:0]   start_i,   // address of a word
  input  wire            pass_i,    // signs are used
  input  wire            direct_i,  // of tap_i alone; the next word is read behind tap 0
  input  wire [TB-1:0]   tap_i,     // tap, used with direct_i
  output wire [TAPS-1:0] sign_o,    // 1: negative; the first tap in bit 0
  output wire            first_o,   // of the first tap, or of tap_i
  output wire            parity_o  // a word has failed its parity
);

  reg  [SA-1:0] sign_q;
  wire          pass_next, sign_next;

  generate
    if (DIRECT == 0) begin : gen_words
      assign pass_next = pass_i;
      assign first_o   = sign_o[0];
      wire unused = &{1'b0, direct_i, tap_i};
    end else begin : gen_bits
      assign pass_next = pass_i && (!direct_i || tap_i == {TB{1'b0}});
      assign first_o   = sign_o[direct_i ? tap_i : {TB{1'b0}}];
    end
  endgenerate

  assign sign_next = pass_next || (signs_i && busy_i);

  always @(posedge clk_i) begin
    if (signs_i && !busy_i) sign_q <= start_i;
    else if (sign_next) sign_q <= sign_q + 1'b1;
  end

  bb_rom #(.WIDTH(TAPS), .DEPTH(WORDS), .FILE(FILE), .PARITY(PARITY)) sign_memory (
    .clk_i(clk_i), .en_i(sign_next), .addr_i(sign_q), .data_o(sign_o), .error_o(parity_o)
  );

endmodule

`default_nettype wire
