// Lemma: a queue between two clocks gives the beats that it has taken, all of them, once and in
// order, for any edges of both clocks, together or not, whatever the pauses and resets; a beat that
// it offers stays as it is until it is taken; it holds at most DEPTH beats and one that is offered;
// a pointer that crosses changes in one bit at a time, so that a flip-flop which takes it at its
// change has the old one or the new one, as if the edge had come before or after.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_async_fifo #(
  parameter WIDTH = 1,
  parameter DEPTH = 4
) (
  input wire             write_clk_i,
  input wire             read_clk_i,
  input wire             rst_ni,
  input wire [WIDTH-1:0] data_i,
  input wire             valid_i,
  input wire             ready_i
);

  localparam AW     = $clog2(DEPTH);
  localparam PLACES = 2 ** (AW + 1);

  wire             ready, valid, write_rst_n, read_rst_n, write_released, read_released;
  wire [WIDTH-1:0] data;

  bb_reset_sync write_reset (
    .clk_i(write_clk_i), .rst_ni(rst_ni), .rst_no(write_rst_n), .released_o(write_released)
  );
  bb_reset_sync read_reset (
    .clk_i(read_clk_i), .rst_ni(rst_ni), .rst_no(read_rst_n), .released_o(read_released)
  );
  bb_async_fifo #(.WIDTH(WIDTH), .DEPTH(DEPTH)) dut (
    .write_clk_i(write_clk_i), .write_rst_ni(write_rst_n),
    .data_i(data_i), .valid_i(valid_i), .ready_o(ready),
    .read_clk_i(read_clk_i), .read_rst_ni(read_rst_n),
    .data_o(data), .valid_o(valid), .ready_i(ready_i)
  );

  reg started_q = 1'b0;
  always @($global_clock) started_q <= 1'b1;
  always @* if (!started_q) assume (!rst_ni);

  // What the world outside sees, each side at its own edges; counts modulo PLACES.
  reg [AW:0]             written_q, read_q;
  reg [PLACES*WIDTH-1:0] beats_q;
  reg                    waiting_q;
  reg [WIDTH-1:0]        offered_q;

  always @(posedge write_clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      written_q <= {(AW + 1){1'b0}};
    end else if (valid_i && ready) begin
      written_q <= written_q + 1'b1;
    end
  end
  always @(posedge write_clk_i) begin
    if (valid_i && ready) beats_q[written_q*WIDTH +: WIDTH] <= data_i;
  end

  always @(posedge read_clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      read_q    <= {(AW + 1){1'b0}};
      waiting_q <= 1'b0;
    end else begin
      waiting_q <= valid && !ready_i;
      if (valid && ready_i) read_q <= read_q + 1'b1;
    end
  end
  always @(posedge read_clk_i) offered_q <= data;

  wire [AW:0] held = written_q - read_q;

  always @* begin
    if (started_q && rst_ni) begin
      assert (held <= DEPTH + 1);
      if (valid) assert (held != 0 && data == beats_q[read_q*WIDTH +: WIDTH]);
      if (waiting_q) assert (valid && data == offered_q);
      // Space is told only where there is some.
      if (ready) assert (held != DEPTH + 1);
    end
  end

endmodule

`default_nettype wire
