// The two loops of the folded engine. Shift registers with feedback of maximal length count rounds
// without carries: one is 1 in the last round.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_folded_loops #(
  parameter LOOP_BITS = 9  // of a loop's state, 2 to 16
) (
  input  wire                 clk_i,     // clock
  input  wire                 set0_i,    // loop 0 begins with rounds_i
  input  wire                 set1_i,    // loop 1 does
  input  wire [LOOP_BITS-1:0] rounds_i,  // state before the first round, not 0
  input  wire                 next_i,    // a round of loop_i ends
  input  wire                 loop_i,    // which loop, used with next_i
  output wire                 jump_o,    // with next_i: another round follows
  output wire                 last_o     // loop 0 is in its last round
);

  generate
    if (LOOP_BITS < 2 || LOOP_BITS > 16) begin : gen_check_bits
      bb_illegal_LOOP_BITS_is_not_from_2_to_16 illegal ();
    end
  endgenerate

  // isa: written by `make goldens` from generator/arch/folded/isa.ts
  localparam [15:0] FEEDBACK = LOOP_BITS == 2 ? 16'h0003
    : LOOP_BITS == 3 ? 16'h0006
    : LOOP_BITS == 4 ? 16'h000c
    : LOOP_BITS == 5 ? 16'h0014
    : LOOP_BITS == 6 ? 16'h0030
    : LOOP_BITS == 7 ? 16'h0060
    : LOOP_BITS == 8 ? 16'h00b8
    : LOOP_BITS == 9 ? 16'h0110
    : LOOP_BITS == 10 ? 16'h0240
    : LOOP_BITS == 11 ? 16'h0500
    : LOOP_BITS == 12 ? 16'h0e08
    : LOOP_BITS == 13 ? 16'h1c80
    : LOOP_BITS == 14 ? 16'h3802
    : LOOP_BITS == 15 ? 16'h6000
    : 16'hd008;
  // end of isa

  reg [LOOP_BITS-1:0] loop0_q, loop1_q;

  wire more0 = loop0_q != {{(LOOP_BITS - 1){1'b0}}, 1'b1};
  wire more1 = loop1_q != {{(LOOP_BITS - 1){1'b0}}, 1'b1};

  assign jump_o = next_i && (loop_i ? more1 : more0);
  assign last_o = !more0;

  always @(posedge clk_i) begin
    if (set0_i) loop0_q <= rounds_i;
    else if (next_i && !loop_i)
      loop0_q <= (loop0_q >> 1) ^ (FEEDBACK[LOOP_BITS-1:0] & {LOOP_BITS{loop0_q[0]}});
    if (set1_i) loop1_q <= rounds_i;
    else if (next_i && loop_i)
      loop1_q <= (loop1_q >> 1) ^ (FEEDBACK[LOOP_BITS-1:0] & {LOOP_BITS{loop1_q[0]}});
  end

endmodule

`default_nettype wire
