// Lemma: bb_sum_tree gives the sum of its values, $clog2(N) cycles later.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module formal_tree #(
  parameter N    = 3,
  parameter BITS = 2
) (
  input wire              clk_i,
  input wire [N*BITS-1:0] x_i
);

  localparam LEVELS = N > 1 ? $clog2(N) : 0;

  wire [BITS+LEVELS-1:0] sum;

  bb_sum_tree #(.N(N), .BITS(BITS)) dut (.clk_i(clk_i), .x_i(x_i), .sum_o(sum));

  // Sums of the last cycles, the newest in the low bits.
  reg [15:0]              added;
  reg [16*(LEVELS+1)-1:0] sums_q;
  reg [3:0]               age_q = 4'd0;  // how many of them there are
  integer i;

  always @* begin
    added = 16'd0;
    for (i = 0; i < N; i = i + 1) added = added + x_i[i*BITS +: BITS];
  end

  wire [16*(LEVELS+2)-1:0] sums = {sums_q, added};

  always @(posedge clk_i) begin
    sums_q <= sums[16*(LEVELS+1)-1:0];
    if (age_q < LEVELS) age_q <= age_q + 4'd1;
  end

  always @* if (age_q == LEVELS) assert (sum == sums[16*LEVELS +: 16]);

endmodule

`default_nettype wire
