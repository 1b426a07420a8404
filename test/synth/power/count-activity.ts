import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { projectFile } from '../../../generator/emit/render.js';
import { counters, parseCounts } from '../../../generator/synth/power/activity.js';
import { type Bit, type Gates, gatesVerilog } from '../../../generator/synth/power/gates.js';

/**
 * Runs a netlist with the inputs clk_i, rst_ni and report_i for some cycles after reset under Icarus and returns what its
 * counters say; other inputs are 0.
 */
export function countActivity(
  folder: string,
  gates: Gates,
  models: string,
  cycles: number,
  watched: readonly (readonly Bit[])[] = [],
) {
  const { nets, text } = counters(gates, watched, { clock: 'clk_i', run: 'rst_ni', report: 'report_i' });
  const files: Record<string, string> = {
    'netlist.v': gatesVerilog(gates, text),
    'models.v': models,
    'bb_toggles.v': projectFile('rtl-templates/power/bb_toggles.v'),
    'bb_memory.v': projectFile('rtl-templates/power/bb_memory.v'),
    'bench.v': `module bench;
      reg clk = 1'b0, rst_n = 1'b0;
      integer n = 0;
      ${gates.top} dut (.clk_i(clk), .rst_ni(rst_n), .report_i(n == ${cycles + 3}));
      always #1 clk = !clk;
      always @(posedge clk) begin
        n <= n + 1;
        if (n == 3) rst_n <= 1'b1;
        if (n > ${cycles + 3}) $finish;
      end
    endmodule\n`,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  execaSync('iverilog', ['-g2005', '-s', 'bench', '-o', 'run', ...Object.keys(files)], { cwd: folder });
  const { stdout } = execaSync('vvp', ['-n', 'run'], { cwd: folder });
  return { nets, toggles: parseCounts(stdout, 'TOGGLES')[0]!, ones: parseCounts(stdout, 'ONES')[0] ?? [] };
}
