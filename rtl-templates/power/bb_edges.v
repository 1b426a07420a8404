// Counts at how many rising edges of a clock each of some nets is 1 and prints, at the end of each
// cycle of another clock with report_i, all counts so far in one line:
//   ONES <first_i> <count of net first_i> <count of net first_i + 1> ...
// The clock that counts may stand meanwhile.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_edges #(
  parameter BITS = 4  // nets that are watched, at least 1
) (
  input wire            clk_i,         // clock whose edges count
  input wire            report_clk_i,  // clock of run_i and report_i
  input wire            run_i,         // count from now on
  input wire            report_i,      // print the counts so far
  input wire [31:0]     first_i,       // number of the lowest net
  input wire [BITS-1:0] nets_i         // the nets
);

  reg [31:0] counts [0:BITS-1];
  integer    b;

  initial begin
    for (b = 0; b < BITS; b = b + 1) counts[b] = 32'd0;
  end

  always @(posedge clk_i) begin
    if (run_i)
      for (b = 0; b < BITS; b = b + 1) if (nets_i[b] === 1'b1) counts[b] = counts[b] + 32'd1;
  end

  always @(posedge report_clk_i) begin
    if (run_i && report_i) begin
      $write("ONES %0d", first_i);
      for (b = 0; b < BITS; b = b + 1) $write(" %0d", counts[b]);
      $write("\n");
    end
  end

endmodule

`default_nettype wire
