import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchModule, moduleOf, partModule, topModule } from '../../../generator/emit/names.js';
import { projectFile } from '../../../generator/emit/render.js';
import { compileBench, type SimulatorName } from '../../../generator/simulate/simulators.js';
import { counters, parseCounts } from '../../../generator/synth/power/activity.js';
import { type Bit, type Gates, gatesVerilog, netNames } from '../../../generator/synth/power/gates.js';

const NAME = 'stopped';
export const TOP = topModule(NAME);
export const GATE = moduleOf(TOP, 'clock_gate');

const HALF = moduleOf(TOP, 'half');

/** Values of four bits on their way through flip-flops of the clock, of one behind a gate, and of some behind two; a group of two modules. */
const DESIGN = `module ${GATE} (input clk_i, input enable_i, output clk_o);
  reg open;
  always @* if (!clk_i) open = enable_i;
  assign clk_o = clk_i && open;
endmodule

module ${HALF} (input clk_i, input enable_i, input [1:0] d_i, output reg [1:0] q_o);
  always @(posedge clk_i) if (enable_i) q_o <= d_i;
endmodule

module ${TOP} (
  input clk_i, input rst_ni, input other_clk_i, input report_i, input [3:0] enables_i, input [3:0] data_i,
  output [3:0] data_o
);
  wire core;
  reg [3:0] enables, free, core_free, core_some, core_reset, cleared, released, last;
  wire [3:0] some, sum;
  assign sum = cleared + free;
  ${HALF} low (.clk_i(clk_i), .enable_i(enables[1]), .d_i(free[1:0]), .q_o(some[1:0]));
  ${HALF} high (.clk_i(clk_i), .enable_i(enables[1]), .d_i(free[3:2]), .q_o(some[3:2]));
  ${GATE} gate (.clk_i(clk_i), .enable_i(enables[0]), .clk_o(core));
  always @(posedge clk_i) begin
    enables <= enables_i;
    free    <= data_i;
    last    <= core_reset ^ core_some ^ cleared;
  end
  // Each bit is cleared by a flip-flop that may wake up in reset: then there is no edge of it, and none of the clock.
  always @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) released <= 4'd0;
    else released <= {released[2:0], 1'b1};
  end
  always @(posedge clk_i or negedge released[0]) if (!released[0]) cleared[0] <= 1'b1; else if (enables[3]) cleared[0] <= sum[0];
  always @(posedge clk_i or negedge released[1]) if (!released[1]) cleared[1] <= 1'b0; else if (enables[3]) cleared[1] <= sum[1];
  always @(posedge clk_i or negedge released[2]) if (!released[2]) cleared[2] <= 1'b1; else if (enables[3]) cleared[2] <= sum[2];
  always @(posedge clk_i or negedge released[3]) if (!released[3]) cleared[3] <= 1'b0; else if (enables[3]) cleared[3] <= sum[3];
  always @(posedge core) begin
    core_free <= some;
    if (enables[2]) core_some <= core_free;
    if (!rst_ni) core_reset <= 4'd0;
    else if (!enables[3]) core_reset <= core_some ^ free;
  end
  assign data_o = last;
endmodule
`;

/** The same with nothing but one clock, and what says which of both is right. */
const BENCH = `module ${benchModule(NAME)} (input clk_i, input rst_ni, output reg failed_o);
  reg [31:0] random, cycle, differs;
  reg [3:0] enables, free, some, core_free, core_some, core_reset, cleared, last, data, next;
  wire [3:0] data_o;
  ${TOP} dut (.clk_i(clk_i), .rst_ni(rst_ni), .other_clk_i(1'b0), .report_i(cycle == 32'd999), .enables_i(next),
    .data_i(data), .data_o(data_o));
  initial begin random = 32'd1; cycle = 0; differs = 0; failed_o = 0; data = 0; next = 4'b0111; end
  always @(posedge clk_i) begin
    random = random ^ (random << 13);
    random = random ^ (random >> 17);
    random = random ^ (random << 5);
    data <= random[3:0];
    // In reset and at the end, when counts are reported, stands what need not.
    next <= !rst_ni || cycle <= 8 ? 4'b0111 : cycle < 990 ? random[7:4] : 4'b0000;
    enables <= next;
    free    <= data;
    if (enables[1]) some <= free;
    last    <= core_reset ^ core_some ^ cleared;
    if (!rst_ni) cleared <= 4'd5;
    else if (enables[3]) cleared <= cleared + free;
    if (enables[0]) begin
      core_free <= some;
      if (enables[2]) core_some <= core_free;
      if (!rst_ni) core_reset <= 4'd0;
      else if (!enables[3]) core_reset <= core_some ^ free;
    end
    if (rst_ni) begin
      if (cycle > 8 && data_o !== last) differs = differs + 1;
      cycle = cycle + 1;
      if (cycle == 1001) begin
        $display("DIFFERS %0d", differs);
        $display("DONE");
        $finish;
      end
    end
  end
endmodule
`;

const CLOCK = `module ${partModule(NAME, 'clock')};
  reg clk, rst_n;
  wire failed;
  ${benchModule(NAME)} bench (.clk_i(clk), .rst_ni(rst_n), .failed_o(failed));
  initial begin clk = 0; rst_n = 0; repeat (8) @(negedge clk); rst_n = 1; end
  always #5 clk = !clk;
endmodule
`;

/** Leaves the design in a folder. */
export function writeStopped(folder: string): void {
  for (const part of ['rtl', 'tb', 'own']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'rtl', `${TOP}.v`), DESIGN);
  writeFileSync(join(folder, 'tb', `${partModule(NAME, 'clock')}.v`), CLOCK);
  copyFileSync('sim/harness.cpp', join(folder, 'tb/harness.cpp'));
}

/**
 * Simulates a netlist of it for some cycles. Returns how often its output differed, in how many cycles all of each of `open` were
 * 1, and how many edges each of `clocks` had.
 */
export async function simulateStopped(
  folder: string,
  gates: Gates,
  models: string,
  simulator: SimulatorName,
  open: readonly (readonly Bit[])[],
  clocks: readonly Bit[],
) {
  const name = netNames(gates);
  const { text } = counters(gates, open, { clock: 'clk_i', run: 'rst_ni', report: 'report_i' }, new Set(clocks));
  const edges = clocks.map(
    (clock, i) => `  bb_edges #(.BITS(1)) edges_${i} (.clk_i(${name(clock)}), .report_clk_i(clk_i), .run_i(rst_ni),
    .report_i(report_i), .first_i(${open.length + i}), .nets_i(1'b1));`,
  );
  const files: Record<string, string> = {
    'netlist.v': gatesVerilog(gates, (of) => [text(of), ...edges].join('\n')),
    'cells.v': models,
    'bb_toggles.v': projectFile('rtl-templates/power/bb_toggles.v'),
    'bb_edges.v': projectFile('rtl-templates/power/bb_edges.v'),
  };
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, 'own', file), content);
  const bench = `own/${benchModule(NAME)}.v`;
  writeFileSync(join(folder, bench), BENCH);
  const design = Object.keys(files).map((file) => `own/${file}`);
  const compiled = await compileBench(folder, NAME, simulator, { bench, design, quick: true });
  const printed = await compiled.run([]);
  const [counts] = parseCounts(printed, 'ONES');
  return {
    differs: Number(/^DIFFERS (\d+)$/m.exec(printed)![1]),
    open: counts!.slice(0, open.length),
    edges: counts!.slice(open.length),
  };
}
