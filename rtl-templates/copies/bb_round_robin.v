// Turns of several at one port. A turn lasts until its owner ends it; the next is that of the
// first behind the owner who asks, so nobody waits for more than one turn of each other.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_round_robin #(
  parameter REQUESTS = 2,                // who may ask, at least 2
  parameter TB       = $clog2(REQUESTS)  // bits of a number (from REQUESTS)
) (
  input  wire                clk_i,      // clock
  input  wire                rst_ni,     // synchronous reset, active low
  input  wire [REQUESTS-1:0] request_i,  // a turn is asked for, until it ends
  input  wire                end_i,      // the turn ends with this cycle; only while there is one
  output wire [REQUESTS-1:0] grant_o,    // whose turn it is, a bit each; 0: nobody's
  output wire [TB-1:0]       turn_o      // whose turn it is, or was last
);

  localparam [31:0] LAST = REQUESTS - 1;

  reg [TB-1:0] turn_q;
  reg          open_q;  // it is somebody's turn

  assign grant_o = {{(REQUESTS - 1){1'b0}}, open_q} << turn_q;
  assign turn_o  = turn_q;

  // The owner asks until its turn ends, so it is left out for a cycle.
  wire [REQUESTS-1:0] others = request_i & ~grant_o;
  wire                choose = !open_q || end_i;

  // The first who asks, from 0 on; one of them behind the owner comes before those.
  function [TB-1:0] next(input [REQUESTS-1:0] asks, input [TB-1:0] owner);
    integer i;
    begin
      next = owner;
      for (i = REQUESTS - 1; i >= 0; i = i - 1) if (asks[i]) next = i[TB-1:0];
      for (i = REQUESTS - 1; i >= 0; i = i - 1)
        if (asks[i] && i[TB-1:0] > owner) next = i[TB-1:0];
    end
  endfunction

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      turn_q <= LAST[TB-1:0];
      open_q <= 1'b0;
    end else if (choose) begin
      turn_q <= next(others, turn_q);
      open_q <= others != {REQUESTS{1'b0}};
    end
  end

endmodule

`default_nettype wire
