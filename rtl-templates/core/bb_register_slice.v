// Register slice of a ready/valid stream: data_o, valid_o and ready_o come from flip-flops, and a
// beat passes in every cycle. A beat is offered in the cycle after it was taken, or later; a second
// place takes the one that comes in the cycle in which the stream behind stops. In reset all
// outputs are 0.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_register_slice #(
  parameter WIDTH = 8  // bits of a beat, at least 1
) (
  input  wire             clk_i,    // clock
  input  wire             rst_ni,   // synchronous reset, active low
  input  wire [WIDTH-1:0] data_i,   // beat that comes
  input  wire             valid_i,  // it is offered
  output wire             ready_o,  // it is taken, if offered
  output wire [WIDTH-1:0] data_o,   // beat that leaves
  output wire             valid_o,  // it is offered
  input  wire             ready_i   // it is taken, if offered
);

  reg  [WIDTH-1:0] data_q, second_q;
  reg              valid_q, ready_q;

  wire stay = valid_q && !ready_i;    // the beat that is offered is not taken
  wire take = valid_i && ready_q;
  wire full = valid_q && !ready_q;    // a beat waits in the second place

  assign data_o  = data_q;
  assign valid_o = valid_q;
  assign ready_o = ready_q;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      data_q  <= {WIDTH{1'b0}};
      valid_q <= 1'b0;
      ready_q <= 1'b0;
    end else begin
      ready_q <= !stay || (ready_q && !take);
      if (!stay) begin
        valid_q <= take || full;
        data_q  <= full ? second_q : data_i;
      end
    end
  end

  always @(posedge clk_i) if (ready_q) second_q <= data_i;

endmodule

`default_nettype wire
