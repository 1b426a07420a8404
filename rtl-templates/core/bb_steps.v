// Counts the scores that pass by: which is the last of its step, and which step of the fragment.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_steps #(
  parameter OUTPUTS = 2,   // scores of a step, at least 1
  parameter STEPS   = 32,  // steps of a fragment, at least 1
  parameter OB      = OUTPUTS > 1 ? $clog2(OUTPUTS) : 1,  // bits of a score's number (from OUTPUTS)
  parameter PB      = STEPS > 1 ? $clog2(STEPS) : 1       // bits of a position (from STEPS)
) (
  input  wire          clk_i,      // clock
  input  wire          rst_ni,     // synchronous reset, active low
  input  wire          take_i,     // a score is taken in this cycle
  input  wire          end_i,      // it is the last of its fragment
  output wire          last_o,     // the score that is offered is the last of its step
  output wire [PB-1:0] position_o  // its step in the fragment, from 0
);

  localparam [31:0] LAST_OUTPUT = OUTPUTS - 1;

  reg [OB-1:0] index_q;
  reg [PB-1:0] position_q;

  assign last_o     = index_q == LAST_OUTPUT[OB-1:0];
  assign position_o = position_q;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      index_q    <= {OB{1'b0}};
      position_q <= {PB{1'b0}};
    end else if (take_i) begin
      index_q    <= last_o ? {OB{1'b0}} : index_q + 1'b1;
      position_q <= end_i ? {PB{1'b0}} : last_o ? position_q + 1'b1 : position_q;
    end
  end

endmodule

`default_nettype wire
