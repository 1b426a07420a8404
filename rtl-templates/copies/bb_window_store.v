// Queue of a core's scores at a port that several cores share: it holds a whole window and says so.
// What has begun to leave then leaves in one piece, a beat in every cycle, however slowly the core
// gives its scores; the core goes on with its next window meanwhile.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_window_store #(
  parameter WIDTH = 8,  // bits of a beat, at least 1
  parameter BEATS = 2   // beats of a window, at least 1
) (
  input  wire             clk_i,    // clock
  input  wire             rst_ni,   // synchronous reset, active low
  input  wire [WIDTH-1:0] data_i,   // beat that comes
  input  wire             last_i,   // its window ends with it
  input  wire             valid_i,  // it is offered
  output wire             ready_o,  // it is taken, if offered
  output wire [WIDTH-1:0] data_o,   // beat that leaves
  output wire             last_o,   // its window ends with it
  output wire             valid_o,  // it is offered
  input  wire             ready_i,  // it is taken, if offered
  output wire             whole_o   // all beats of the oldest window have come
);

  localparam DEPTH = BEATS < 2 ? 2 : BEATS;

  // Windows whose last beat is here: of one beat there are three at most, of more beats one.
  reg [1:0] windows_q;

  wire come  = valid_i && ready_o && last_i;
  wire leave = valid_o && ready_i && last_o;

  assign whole_o = windows_q != 2'd0;

  bb_fifo #(.WIDTH(WIDTH + 1), .DEPTH(DEPTH)) beats (
    .clk_i(clk_i), .rst_ni(rst_ni),
    .data_i({last_i, data_i}), .valid_i(valid_i), .ready_o(ready_o),
    .data_o({last_o, data_o}), .valid_o(valid_o), .ready_i(ready_i)
  );

  always @(posedge clk_i) begin
    if (!rst_ni) windows_q <= 2'd0;
    else windows_q <= windows_q + {1'b0, come} - {1'b0, leave};
  end

endmodule

`default_nettype wire
