// Queue of steps for a host: what is said of each, and the place of its scores in a memory beside
// it.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_step_queue #(
  parameter WIDTH  = 8,   // bits that are said of a step, at least 1
  parameter PLACES = 64,  // steps held, a power of two, at least 2
  parameter PB     = $clog2(PLACES)  // bits of a place (from PLACES)
) (
  input  wire             clk_i,     // clock
  input  wire             rst_ni,    // synchronous reset, active low
  input  wire             clear_i,   // forget what is held
  input  wire [WIDTH-1:0] said_i,    // of the step that ends
  input  wire             push_i,    // it is held from now on; only while there is a place
  output wire             full_o,    // there is no place for another
  output wire [PB-1:0]    place_o,   // place of the step that comes next
  output wire [PB:0]      held_o,    // steps held, 0 .. PLACES
  output wire [WIDTH-1:0] said_o,    // of the oldest step; 0 without one
  output wire             valid_o,   // it is there
  output wire [PB-1:0]    oldest_o,  // its place
  input  wire             pop_i      // it is given free
);

  // One bit more than a place: equal counts are an empty queue.
  reg [PB:0] write_q, read_q;

  wire [WIDTH-1:0] oldest;
  wire [PB:0]      space;
  wire             unused = &{1'b0, space};

  assign said_o   = oldest & {WIDTH{valid_o}};
  assign held_o   = write_q - read_q;
  assign full_o   = held_o[PB];
  assign place_o  = write_q[PB-1:0];
  assign oldest_o = read_q[PB-1:0];

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q <= {(PB + 1){1'b0}};
      read_q  <= {(PB + 1){1'b0}};
    end else if (clear_i) begin
      write_q <= {(PB + 1){1'b0}};
      read_q  <= {(PB + 1){1'b0}};
    end else begin
      if (push_i) write_q <= write_q + 1'b1;
      if (pop_i && valid_o) read_q <= read_q + 1'b1;
    end
  end

  bb_sample_fifo #(.WIDTH(WIDTH), .DEPTH(PLACES)) said (
    .clk_i(clk_i), .rst_ni(rst_ni), .clear_i(clear_i),
    .data_i(said_i), .push_i(push_i), .space_o(space),
    .data_o(oldest), .valid_o(valid_o), .ready_i(pop_i)
  );

endmodule

`default_nettype wire
