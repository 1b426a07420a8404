// Lemma: a queue gives the beats that it has taken, all of them, once and in order, whatever the
// pauses and resets; a beat that it offers stays as it is until it is taken; it holds DEPTH beats
// and one that is offered, and refuses no beat before; none comes later than two cycles after it
// was taken, if none waits before it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_fifo #(
  parameter WIDTH = 1,
  parameter DEPTH = 2
) (
  input wire             clk_i,
  input wire             rst_ni,
  input wire [WIDTH-1:0] data_i,
  input wire             valid_i,
  input wire             ready_i
);

  localparam PLACES = DEPTH + 1;

  wire             ready, valid;
  wire [WIDTH-1:0] data;

  bb_fifo #(.WIDTH(WIDTH), .DEPTH(DEPTH)) dut (
    .clk_i(clk_i), .rst_ni(rst_ni), .data_i(data_i), .valid_i(valid_i), .ready_o(ready),
    .data_o(data), .valid_o(valid), .ready_i(ready_i)
  );

  reg started_q = 1'b0;
  always @(posedge clk_i) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // What it holds, the oldest lowest.
  reg  [7:0]              held_q;
  reg  [PLACES*WIDTH-1:0] beats_q;
  reg                     waiting_q;
  reg  [1:0]              silent_q;  // cycles in which it held a beat and offered none
  reg  [WIDTH-1:0]        offered_q;
  wire                    take = valid_i && ready;
  wire                    give = valid && ready_i;
  wire [7:0]              left = held_q - {7'd0, give};
  wire [PLACES*WIDTH-1:0] rest = give ? beats_q >> WIDTH : beats_q;
  wire [PLACES*WIDTH-1:0] mask = {{(PLACES * WIDTH - WIDTH){1'b0}}, {WIDTH{1'b1}}} << (left * WIDTH);
  wire [PLACES*WIDTH-1:0] last = {{(PLACES * WIDTH - WIDTH){1'b0}}, data_i} << (left * WIDTH);

  always @(posedge clk_i) begin
    waiting_q <= rst_ni && valid && !ready_i;
    offered_q <= data;
    if (!rst_ni) begin
      held_q   <= 8'd0;
      silent_q <= 2'd0;
    end else begin
      held_q   <= left + {7'd0, take};
      beats_q  <= take ? (rest & ~mask) | last : rest;
      silent_q <= held_q != 8'd0 && !valid ? silent_q + 2'd1 : 2'd0;
    end
  end

  always @* begin
    if (started_q && rst_ni) begin
      assert (held_q <= PLACES);
      if (valid) assert (held_q != 8'd0 && data == beats_q[WIDTH-1:0]);
      if (waiting_q) assert (valid && data == offered_q);
      // The memory's places are free but for those of beats that are not offered.
      assert (ready == (held_q - {7'd0, valid} != DEPTH));
      assert (silent_q < 2'd2);
    end
  end

endmodule

`default_nettype wire
