// Counts on each of some nets how often its settled value differs from that of the cycle before
// (with ONES: in how many cycles it is 1). It counts while run_i and prints, at the end of each
// cycle with report_i, all counts so far in one line that begins with TOGGLES (with ONES: ONES):
//   TOGGLES <first_i> <count of net first_i> <count of net first_i + 1> ...
// Counts of all nets are kept side by side, a bit plane for each weight, and added up when the
// planes are about to overflow: a few operations a cycle for 64 nets.
// Copyright bitbeat contributors. SPDX-License-Identifier: Apache-2.0
`default_nettype none

module bb_toggles #(
  parameter BITS  = 64,  // nets that are watched, at least 1
  parameter ONES  = 0    // 1: count ones, 0: changes
) (
  input wire            clk_i,     // clock
  input wire            also_i,    // another one whose edges count too; low: there is none
  input wire            run_i,     // count in this cycle
  input wire            report_i,  // print the counts so far
  input wire [31:0]     first_i,   // number of the lowest net; a port: all words share one module
  input wire [BITS-1:0] nets_i     // the nets
);

  localparam PLANES = 8;

  reg [BITS-1:0] last, changed, carry;
  reg [BITS-1:0] planes [0:PLANES-1];
  reg [31:0]     counts [0:BITS-1];
  reg [PLANES-1:0] cycles;  // since the planes were emptied
  integer        p, b, bits;  // bits: BITS, unknown to a compiler that would unroll the loops
  // verilator no_inline_module

  task empty_planes;
    for (b = 0; b < bits; b = b + 1) begin
      for (p = 0; p < PLANES; p = p + 1) counts[b] = counts[b] + ({31'd0, planes[p][b]} << p);
    end
  endtask

  task clear_planes;
    begin
      for (p = 0; p < PLANES; p = p + 1) planes[p] = {BITS{1'b0}};
      cycles = {PLANES{1'b0}};
    end
  endtask

  initial begin
    bits = BITS;
    clear_planes;
    for (b = 0; b < bits; b = b + 1) counts[b] = 32'd0;
  end

  always @(posedge clk_i or posedge also_i) begin
    changed = ONES != 0 ? nets_i : nets_i ^ last;
    last    = nets_i;
    // A change from or to an unknown value is none; two-state simulators leave this out.
    if (^changed === 1'bx)
      for (b = 0; b < bits; b = b + 1) if (changed[b] !== 1'b1) changed[b] = 1'b0;
    if (run_i) begin
      for (p = 0; p < PLANES && changed != {BITS{1'b0}}; p = p + 1) begin
        carry     = planes[p] & changed;
        planes[p] = planes[p] ^ changed;
        changed   = carry;
      end
      cycles = cycles + {{(PLANES-1){1'b0}}, 1'b1};
      if (&cycles || report_i) begin
        empty_planes;
        clear_planes;
      end
      if (report_i) begin
        if (ONES != 0) $write("ONES %0d", first_i);
        else $write("TOGGLES %0d", first_i);
        for (b = 0; b < bits; b = b + 1) $write(" %0d", counts[b]);
        $write("\n");
      end
    end
  end

endmodule

`default_nettype wire
