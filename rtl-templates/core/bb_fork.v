// A stream that several read. Each reader is offered a beat as soon as it comes and takes it when
// it can; the beat is taken from the stream in the cycle in which the last of them takes it. The
// payload goes past this module.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_fork #(
  parameter READERS = 2  // at least 2
) (
  input  wire               clk_i,    // clock
  input  wire               rst_ni,   // synchronous reset, active low
  input  wire               valid_i,  // a beat is offered
  output wire               ready_o,  // it is taken, if offered
  output wire [READERS-1:0] valid_o,  // it is offered to each reader
  input  wire [READERS-1:0] ready_i   // each reader takes it, if offered
);

  reg [READERS-1:0] done_q;  // readers that have taken the beat, while others have not

  assign valid_o = {READERS{valid_i}} & ~done_q;
  assign ready_o = &(done_q | ready_i);

  always @(posedge clk_i) begin
    if (!rst_ni) done_q <= {READERS{1'b0}};
    else if (valid_i) done_q <= ready_o ? {READERS{1'b0}} : done_q | ready_i;
  end

endmodule

`default_nettype wire
