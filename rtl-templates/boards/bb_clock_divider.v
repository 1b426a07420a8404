// Divides a clock for a design that is slower than the board's crystal. The output is a register:
// the board's top puts it on a clock net.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_clock_divider #(
  parameter DIVIDE = 4  // even
) (
  input  wire clk_i,  // the crystal's clock
  output reg  clk_o   // the divided clock
);

  localparam HALF = DIVIDE / 2;
  localparam BITS = HALF > 1 ? $clog2(HALF) : 1;
  localparam [31:0] LAST = HALF - 1;

  generate
    if (DIVIDE < 2 || DIVIDE % 2 != 0) begin : gen_refuse
      bb_illegal_DIVIDE_is_not_even illegal ();
    end
  endgenerate

  reg [BITS-1:0] count_q;
  wire           last = count_q == LAST[BITS-1:0];

  initial begin
    count_q = {BITS{1'b0}};
    clk_o   = 1'b0;
  end

  always @(posedge clk_i) begin
    count_q <= last ? {BITS{1'b0}} : count_q + 1'b1;
    if (last) clk_o <= !clk_o;
  end

  wire unused = &{1'b0, LAST};

endmodule

`default_nettype wire
