// One of several outputs in the scores that pass by: which are its own, and what these say, kept
// until the last score of all.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_output #(
  parameter SCORES = 7,  // of a fragment or step, of all outputs, at least 1
  parameter FIRST  = 0,  // the output's first one, below SCORES
  parameter COUNT  = 4,  // its own, in a row, at least 1
  parameter WIDTH  = 2,  // bits of what they say, at least 1
  parameter IB     = SCORES > 1 ? $clog2(SCORES) : 1  // bits of a score's number (from SCORES)
) (
  input  wire             clk_i,    // clock
  input  wire             rst_ni,   // synchronous reset, active low
  input  wire             take_i,   // a score is taken in this cycle
  output wire             mine_o,   // the score that is offered is one of the output
  output wire             last_o,   // it is the last of these ...
  input  wire [WIDTH-1:0] found_i,  // ... and this is what they say
  output wire [WIDTH-1:0] said_o    // the same, with the last score of all
);

  localparam [31:0] FIRST_C = FIRST, COUNT_C = COUNT, LAST_C = SCORES - 1;

  generate
    if (FIRST + COUNT > SCORES) begin : gen_refuse_count
      bb_illegal_COUNT_ends_behind_the_last_of_SCORES refuse ();
    end
  endgenerate

  reg [IB-1:0] index_q;

  // Below the output's first score the difference is larger than any count.
  wire [IB:0] place = {1'b0, index_q} - FIRST_C[IB:0];

  assign mine_o = place < COUNT_C[IB:0];
  assign last_o = place == COUNT_C[IB:0] - 1'b1;

  always @(posedge clk_i) begin
    if (!rst_ni) index_q <= {IB{1'b0}};
    else if (take_i) index_q <= index_q == LAST_C[IB-1:0] ? {IB{1'b0}} : index_q + 1'b1;
  end

  generate
    if (FIRST + COUNT == SCORES) begin : gen_now
      assign said_o = found_i;
    end else begin : gen_kept
      reg [WIDTH-1:0] said_q;

      assign said_o = said_q;

      // Known from the reset on: it is on its port beside scores that come before.
      always @(posedge clk_i) begin
        if (!rst_ni) said_q <= {WIDTH{1'b0}};
        else if (last_o) said_q <= found_i;  // until it is taken
      end
    end
  endgenerate

endmodule

`default_nettype wire
