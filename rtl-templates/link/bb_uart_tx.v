// Sends bytes: a start bit, 8 data bits, the lowest first, a stop bit.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_uart_tx #(
  parameter CYCLES = 104  // of a bit, at least 2
) (
  input  wire       clk_i,    // clock
  input  wire       rst_ni,   // synchronous reset, active low
  input  wire [7:0] data_i,   // byte to send
  input  wire       valid_i,  // it is offered
  output wire       ready_o,  // it is taken, if offered
  output wire       tx_o      // line; high at rest
);

  localparam CB = $clog2(CYCLES);
  localparam [31:0] BIT = CYCLES - 1;

  reg          line_q;
  reg [7:0]    shift_q;  // bits to come; ones come behind
  reg [3:0]    left_q;   // bits to come after this one
  reg [CB-1:0] count_q;
  reg          busy_q;

  wire next = count_q == {CB{1'b0}};
  wire done = next && left_q == 4'd0;

  assign ready_o = !busy_q;
  assign tx_o    = line_q;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      line_q <= 1'b1;
    end else if (!busy_q) begin
      busy_q <= valid_i;
      line_q <= !valid_i;
    end else if (next) begin
      busy_q <= !done;
      line_q <= shift_q[0];
    end
  end

  always @(posedge clk_i) begin
    if (!busy_q) begin
      shift_q <= data_i;
      left_q  <= 4'd9;
      count_q <= BIT[CB-1:0];
    end else if (!next) begin
      count_q <= count_q - 1'b1;
    end else begin
      shift_q <= {1'b1, shift_q[7:1]};
      left_q  <= left_q - 1'b1;
      count_q <= BIT[CB-1:0];
    end
  end

endmodule

`default_nettype wire
