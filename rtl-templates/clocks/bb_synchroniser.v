// Synchroniser: what changes with another clock, STAGES edges later with this one. Of a vector only
// one bit may change at a time, as of a Gray code.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_synchroniser #(
  parameter WIDTH  = 1,  // bits, at least 1
  parameter STAGES = 2   // flip-flops in a row, at least 2
) (
  input  wire             clk_i,   // clock of data_o
  input  wire             rst_ni,  // reset, active low, asserted without a clock
  input  wire [WIDTH-1:0] data_i,  // flip-flops of another clock
  output wire [WIDTH-1:0] data_o   // the same, later
);

  generate
    if (STAGES < 2) begin : gen_check
      bb_illegal_STAGES_is_less_than_2 illegal ();
    end
  endgenerate

  // The stage that has just taken a value lowest.
  (* ASYNC_REG = "TRUE" *) reg [STAGES*WIDTH-1:0] stages_q;
  assign data_o = stages_q[STAGES*WIDTH-1 -: WIDTH];

  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) stages_q <= {(STAGES * WIDTH){1'b0}};
    else stages_q <= {stages_q[(STAGES-1)*WIDTH-1:0], data_i};
  end

endmodule

`default_nettype wire
