import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { familyOf, findBoard, PART } from '../../generator/devices/devices.js';
import { yosysOf } from '../../generator/devices/programs.js';
import { instancesIn, modelsOf } from '../../generator/simulate/cell-models.js';
import { random } from '../../generator/support/random.js';
import { inFolder } from '../emit/tiny.js';
import { MISSING_YOSYS } from './missing-yosys.js';
import { turnedContents } from './turned-contents.js';

const TARGETS = [
  { ...PART.up5k, blocks: ['SB_RAM40_4K'] },
  { ...PART['ecp5-25f'], blocks: ['DP16KD'] },
  { ...findBoard('tangnano20k', 'test'), blocks: ['SP', 'SPX9', 'SDPX9B', 'DPB', 'DPX9B'] },
];

/** Words and their bits: within a byte, a byte, several. */
const SHAPES = [
  { width: 1, digits: 12 },
  { width: 4, digits: 11 },
  { width: 9, digits: 10 },
  { width: 36, digits: 9 },
];

/** A memory written and read at two addresses, one at one address, one that is only read, at two. */
const memories = (module: string, width: number, digits: number) => `
module ${module}_${width} (
  input wire clk_i, input wire we_i, input wire en_i, input wire [${digits - 1}:0] a_i, input wire [${digits - 1}:0] b_i,
  input wire [${width - 1}:0] d_i, output reg [${4 * width - 1}:0] q_o
);
  (* no_rw_check, ram_style = "block" *) reg [${width - 1}:0] two [0:${2 ** digits - 1}];
  (* ram_style = "block" *) reg [${width - 1}:0] one [0:${2 ** digits - 1}];
  (* rom_style = "block", ram_style = "block" *) reg [${width - 1}:0] rom [0:${2 ** digits - 1}];
  initial begin
    $readmemh("${width}.hex", two);
    $readmemh("${width}.hex", one);
    $readmemh("${width}.hex", rom);
  end
  always @(posedge clk_i) begin
    if (we_i) two[a_i] <= d_i;
    if (we_i) one[a_i] <= d_i;
    if (en_i) q_o <= {two[b_i], one[a_i], rom[a_i], rom[b_i]};
  end
endmodule
`;

/** Modules of the text and of its netlist side by side for 800 cycles at random; no read meets a write of the other port. */
const bench = `module bench;
  reg clk = 0, we = 0, en = 0;
  reg [11:0] a = 0, b = 1;
  reg [35:0] d = 0;
  integer cycle, seed = 1;
${SHAPES.map(
  ({ width, digits }) => `  wire [${4 * width - 1}:0] q${width}, n${width};
  memory_${width} m${width} (clk, we, en, a[${digits - 1}:0], b[${digits - 1}:0], d[${width - 1}:0], q${width});
  netlist_${width} l${width} (clk, we, en, a[${digits - 1}:0], b[${digits - 1}:0], d[${width - 1}:0], n${width});`,
).join('\n')}
  initial begin
    for (cycle = 0; cycle < 800; cycle = cycle + 1) begin
      we = $random(seed);
      en = $random(seed);
      // Mostly few addresses, so that what is written is read.
      a = cycle % 4 == 0 ? $random(seed) : $random(seed) & 12'h00f;
      b = cycle % 4 == 1 ? $random(seed) : $random(seed) & 12'h00f;
      if (a[8:0] == b[8:0]) b = ~a;
      d = {$random(seed), $random(seed)};
      #1 clk = 1;
      #1 clk = 0;
      if (cycle > 0) begin
${SHAPES.map(
  ({ width }) =>
    `        if (q${width} !== n${width} && ^q${width} !== 1'bx) $display("%0d bits, cycle %0d: %h, not %h", ${width}, cycle, n${width}, q${width});`,
).join('\n')}
      end
    end
    $display("done");
  end
endmodule
`;

/** What the bench prints of the netlist for a target, the same with all contents turned round, and the cells in it. */
const compared = (target: (typeof TARGETS)[number]) =>
  inFolder((folder) => {
    const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
    const run = (program: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
      expect({ program, status, stderr: status === 0 ? '' : stderr }).toEqual({ program, status: 0, stderr: '' });
      return stdout.trim();
    };
    const draw = random(7);
    for (const { width, digits } of SHAPES) {
      const word = () => Array.from({ length: width }, () => draw.integer(0, 1)).join('');
      const words = Array.from({ length: 2 ** digits }, () => BigInt(`0b${word()}`).toString(16));
      write(`${width}.hex`, `${words.join('\n')}\n`);
    }
    write('memories.v', SHAPES.map(({ width, digits }) => memories('memory', width, digits)).join('\n'));
    write('sources.v', SHAPES.map(({ width, digits }) => memories('netlist', width, digits)).join('\n'));
    const yosys = yosysOf(target.family).path;
    const tops = SHAPES.map(
      ({ width }) =>
        `design -reset; read_verilog sources.v; ${target.synthesis} -top netlist_${width}; write_verilog -noattr netlist_${width}.v`,
    );
    run(yosys, '-q', '-p', tops.join('; '));
    const netlist = SHAPES.map(({ width }) => readFileSync(join(folder, `netlist_${width}.v`), 'utf8')).join('\n');
    const cells = instancesIn(netlist);
    write('cells.v', modelsOf(familyOf(target.family).models!, yosys, Object.keys(cells)));
    write('bench.v', bench);
    const simulated = (text: string) => {
      write('netlist.v', text);
      run('iverilog', '-g2005', '-s', 'bench', '-o', 'bench.vvp', 'bench.v', 'memories.v', 'netlist.v', 'cells.v');
      return run('vvp', '-n', 'bench.vvp');
    };
    return { cells, said: simulated(netlist), turned: simulated(turnedContents(netlist)) };
  });

describe.each(TARGETS)('$name', (target) => {
  test.skipIf(MISSING_YOSYS[target.family])(
    'memories of several widths, with contents, in cells: as they are written; not with other contents',
    { timeout: 600_000 },
    async () => {
      const { cells, said, turned } = await compared(target);
      expect(Object.keys(cells)).toEqual(expect.arrayContaining([...target.blocks]));
      expect(said).toBe('done');
      // Every width reads what it was given at first.
      for (const { width } of SHAPES) expect(turned).toMatch(new RegExp(`^${width} bits, cycle`, 'm'));
    },
  );
});

test('a cell without a model: refused by its name', () => {
  expect(() => modelsOf(familyOf('ecp5').models!, yosysOf('ecp5').path, ['ALU54B'])).toThrow(/ALU54B/);
});
