import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { estimate } from '../../generator/arch/estimate/estimate.js';
import type { Hardware } from '../../generator/arch/hardware.js';
import { findPart } from '../../generator/devices/devices.js';
import { asPart, refuseMissingRams } from '../../generator/devices/fit.js';
import { synthesisPrograms } from '../../generator/devices/programs.js';
import { sum } from '../../generator/support/integers.js';
import { findTool, TOOLS, which } from '../../generator/support/tools.js';
import { implement, type Misfit, median, partMisfit } from '../../generator/synth/implement.js';
import { buildTiny, inFolder } from '../emit/tiny.js';
import { FIRST_PARTS, NOT_INSTALLED, programsFor, TOOLS_TIMEOUT } from './first-parts.js';

const up5k = findPart('up5k', 'test');
const missing = which('nextpnr-ice40') === undefined;

/** A design of two instances: a counter, and a multiplier with a register behind it. */
const TOP = `
module counter (input wire clk_i, input wire rst_ni, output reg [7:0] n_o);
  always @(posedge clk_i) if (!rst_ni) n_o <= 8'd0; else n_o <= n_o + 8'd1;
endmodule
module top (input wire clk_i, input wire rst_ni, input wire [7:0] a_i, output wire [7:0] n_o, output reg [15:0] p_o);
  counter count (.clk_i(clk_i), .rst_ni(rst_ni), .n_o(n_o));
  always @(posedge clk_i) p_o <= a_i * n_o;
endmodule
`;

/** 300 flip-flops in a row, and 100 LUTs that are no flip-flop's own. */
const SHIFT = `
module top (input wire clk_i, input wire a_i, output wire b_o);
  reg [299:0] q; always @(posedge clk_i) q <= {q[298:0], a_i};
  assign b_o = ^q;
endmodule
`;

function inDesign<T>(text: string, use: (folder: string) => Promise<T>): Promise<T> {
  return inFolder((folder) => {
    mkdirSync(join(folder, 'rtl'));
    writeFileSync(join(folder, 'rtl', 'top.v'), text);
    return use(folder);
  });
}

const run = (folder: string, part = up5k) =>
  implement(folder, 'test', 'top', part, {
    seeds: 2,
    programs: synthesisPrograms('system', part.family),
    processes: 2,
    progress: () => {},
  });

// `make setup-synth` installs nextpnr; nothing else needs it.
describe.skipIf(missing)('placed and routed (nextpnr-ice40 is needed)', () => {
  test('a small design: its own cells without those of the harness', () =>
    inDesign(TOP, async (folder) => {
      const result = await run(folder);
      if ('shortages' in result) throw new Error('does not fit');
      // The counter takes a logic cell a bit, the turned reset one; the product is a DSP block with its register.
      expect(result).toMatchObject({ part: 'up5k', lut: 9, ff: 8, bram: 0, spram: 0, dsp: 1, harnessLc: 33 });
      expect(result.lc).toBeGreaterThanOrEqual(9);
      expect(result.lc).toBeLessThanOrEqual(12);
      expect(result.seeds.map(({ seed }) => seed)).toEqual([1, 2]);
      expect(result.fmaxMHz).toBe(Math.min(...result.seeds.map(({ fmaxMHz }) => fmaxMHz)));
      expect(result.fmaxMHz).toBeGreaterThan(10);
      expect(result.instances.count).toMatchObject({ lut: 8, ff: 8 });
      expect(Object.keys(result.tools)).toEqual(['yosys', 'nextpnr-ice40']);
      expect(existsSync(join(folder, 'results/netlist-up5k.v'))).toBe(true);
    }));

  test('more cells than the part has, as Yosys counts them: which resource and by how much', () =>
    inDesign(TOP, async (folder) => {
      const few = { ...up5k, resources: { ...up5k.resources, ff: 5, dsp: 0 } };
      expect(((await run(folder, few)) as Misfit).shortages).toEqual([
        { resource: 'ff', needed: 8, available: 5 },
        { resource: 'dsp', needed: 1, available: 0 },
      ]);
    }));

  test('logic cells are known only when packed', () =>
    inDesign(SHIFT, async (folder) => {
      // The smallest of the family; its flip-flops and LUTs cannot share cells.
      const lp384 = {
        ...up5k,
        name: 'lp384',
        resources: { ...up5k.resources, lut: 384, ff: 384 },
        route: ['--lp384', '--package', 'qn32'],
      };
      const result = (await run(folder, lp384)) as Misfit;
      expect(result).toMatchObject({ ff: 300, shortages: [{ resource: 'lut', available: 384 }] });
      expect(result.lut).toBeLessThan(384);
      expect(result.shortages[0]!.needed).toBeGreaterThan(384);
    }));
});

test.for(FIRST_PARTS)(
  'on $name cells of the harness are not those of the design, and none of its own are lost',
  { timeout: TOOLS_TIMEOUT },
  (part, { skip }) =>
    inDesign(TOP, async (folder) => {
      const programs = programsFor(part) ?? skip(NOT_INSTALLED);
      const settings = { seeds: 1, programs, processes: 1, progress: () => {} };
      const result = await implement(folder, 'test', 'top', part, settings);
      if ('shortages' in result) throw new Error('does not fit');
      // A counter of 8 bits, and a product of 16 with its register, which is in the DSP block or beside it.
      expect(result.lc).toBeGreaterThanOrEqual(8);
      expect(result.lc).toBeLessThanOrEqual(result.dsp > 0 ? 60 : 200);
      const instances = Object.values(result.instances);
      expect(sum(instances.map(({ ff }) => ff))).toBe(result.ff);
      expect(sum(instances.map(({ lut }) => lut))).toBe(result.lut);
      expect(result.fmaxMHz).toBeGreaterThan(10);
    }),
);

test('a misfit names the resource, by how much, and what would fit', () => {
  const misfit: Misfit = {
    ...{ design: 'tiny', tree: '', part: 'up5k', tools: {} },
    ...{ lut: 1000, ff: 500, bram: 40, spram: 0, dsp: 8 },
    shortages: [{ resource: 'bram', needed: 40, available: 30 }],
    instances: {},
  };
  expect(partMisfit(misfit, buildTiny().hardware, 'tiny').message).toBe(
    'tiny: does not fit up5k: 10 block RAMs too many (found 40); allowed: at most 30; ' +
      'try: --part ecp5-25f, or fewer lanes, or "architecture": "folded", or a smaller model',
  );
});

const hx8k = findPart('hx8k', 'test');
const refuse = (hardware: Hardware) => refuseMissingRams(estimate(hardware, hx8k).spram, asPart(hx8k), 'small');

test('single-port RAMs on a part that has none are refused before anything runs', () => {
  const { hardware } = buildTiny();
  if (hardware.architecture !== 'stream') throw new Error('not stream');
  expect(() => refuse(hardware)).not.toThrow();
  const { hardware: folded } = buildDesign('ecg17-small-folded');
  if (folded.architecture !== 'folded') throw new Error('not folded');
  const spram = { ...folded, folding: { ...folded.folding, spram: { activations: true, tables: 2 } } };
  expect(() => refuse(spram)).toThrow(
    'small: hx8k has fewer single-port RAMs than the design uses (found 3); allowed: at most 0; ' +
      'try: no "spram" in its folding, or --part up5k',
  );
});

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 3, 2, 1], 2],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('a missing router is told with the command that gets it', () => {
  const before = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    expect(findTool(TOOLS.find(({ name }) => name === 'nextpnr-ice40')!)).toEqual({ problem: 'not found in PATH' });
    expect(() => synthesisPrograms('system', 'ice40')).toThrow(/not found in PATH; try: make setup/);
  } finally {
    process.env.PATH = before;
  }
});
