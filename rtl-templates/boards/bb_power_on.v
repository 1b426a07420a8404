// Reset of a board: low for CYCLES cycles after configuration, and as long as the button is held.
//
// Block RAM of the iCE40 reads as zero for some microseconds after configuration, so nothing may
// start at once. Registers begin with their initial values, which configuration sets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_power_on #(
  parameter CYCLES = 4096  // a power of two, at least 2
) (
  input  wire clk_i,   // clock
  input  wire hold_i,  // asynchronous
  output reg  rst_no   // synchronous reset, active low
);

  localparam BITS = $clog2(CYCLES);

  generate
    if (CYCLES < 2 || (CYCLES & (CYCLES - 1)) != 0) begin : gen_refuse
      bb_illegal_CYCLES_is_no_power_of_two illegal ();
    end
  endgenerate

  reg [1:0]      hold_q;
  reg [BITS-1:0] count_q;
  wire           done = &count_q;

  initial begin
    hold_q  = 2'b00;
    count_q = {BITS{1'b0}};
    rst_no  = 1'b0;
  end

  always @(posedge clk_i) begin
    hold_q <= {hold_q[0], hold_i};
    rst_no <= done && !hold_q[1];
    if (hold_q[1]) count_q <= {BITS{1'b0}};
    else if (!done) count_q <= count_q + 1'b1;
  end

endmodule

`default_nettype wire
