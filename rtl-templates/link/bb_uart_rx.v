// Receives bytes: a start bit, 8 data bits, the lowest first, a stop bit. Each is sampled in its
// middle.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_uart_rx #(
  parameter CYCLES = 104  // of a bit, at least 8
) (
  input  wire       clk_i,    // clock
  input  wire       rst_ni,   // synchronous reset, active low
  input  wire       rx_i,     // asynchronous; high at rest
  output reg  [7:0] data_o,   // complete with valid_o; stays until the next byte's first bit
  output reg        valid_o,  // one cycle: a byte is complete ...
  output reg        error_o   // ... or one came whose stop bit was low
);

  localparam CB = $clog2(CYCLES);
  localparam [31:0] BIT  = CYCLES - 1;
  // From the edge to the middle of the start bit, less the cycle in which the edge is seen.
  localparam [31:0] HALF = CYCLES / 2 - 1;

  generate
    if (CYCLES < 8) begin : gen_refuse_cycles
      bb_illegal_CYCLES_is_below_8 refuse ();
    end
  endgenerate

  reg [2:0]    line_q;  // the upper two are the synchroniser's end and the same a cycle ago
  reg [CB-1:0] count_q;
  reg [3:0]    left_q;  // bits to come after this one
  reg          busy_q;

  wire line   = line_q[1];
  wire sample = count_q == {CB{1'b0}};
  wire start  = left_q == 4'd9;
  wire stop   = left_q == 4'd0;
  // A start bit that is high in its middle was none.
  wire done   = sample && (stop || (start && line));

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      line_q  <= 3'b111;
      busy_q  <= 1'b0;
      valid_o <= 1'b0;
      error_o <= 1'b0;
    end else begin
      line_q  <= {line_q[1:0], rx_i};
      busy_q  <= busy_q ? !done : line_q[2] && !line;
      valid_o <= busy_q && sample && stop && line;
      error_o <= busy_q && sample && stop && !line;
    end
  end

  always @(posedge clk_i) begin
    if (!busy_q) begin
      count_q <= HALF[CB-1:0];
      left_q  <= 4'd9;
    end else if (!sample) begin
      count_q <= count_q - 1'b1;
    end else begin
      count_q <= BIT[CB-1:0];
      left_q  <= left_q - 1'b1;
      if (!start && !stop) data_o <= {line, data_o[7:1]};
    end
  end

endmodule

`default_nettype wire
