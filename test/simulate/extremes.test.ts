import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ARCHITECTURE_NAMES } from '../../generator/arch/architectures.js';
import { topModule } from '../../generator/emit/names.js';
import { runPlan } from '../../generator/verify/fuzz/fuzz.js';
import {
  CORNER_RANGES,
  LAYER_RANGES,
  type LayerPlan,
  OPTIONS,
  type Plan,
  RANGES,
} from '../../generator/verify/fuzz/plan.js';
import { inFolder } from '../emit/tiny.js';

const min = <K extends string>(ranges: Record<K, readonly number[]>) =>
  Object.fromEntries(Object.entries<readonly number[]>(ranges).map(([key, [n]]) => [key, n])) as Record<K, number>;

const layer = (own: Partial<LayerPlan>): LayerPlan => ({
  ...min(LAYER_RANGES),
  ...{ outChannels: 3, kernel: 3, padding: 1, alphaBits: 5, bases: 2, activationBits: 5, overfill: 4, weights: 11 },
  ...own,
});
const first = layer({ pool: 1, poolKernel: 2, poolStride: 2 });
const last = layer({ weights: 12 });

const plan = (own: Partial<Plan>): Plan => ({
  ...min(OPTIONS),
  ...min(CORNER_RANGES),
  ...min(RANGES),
  ...{ samples: 12, codeBits: 8, zero: 32, shift: 1, bits: 6, fragments: 2, codes: 5, stall: 7, foldedTaps: 1 },
  layers: [first, last],
  ...own,
});

const TOP = RANGES.zero[1];

/** Widths and counts at their ends; the other numbers are those of a small network. */
const CASES: [string, Partial<Plan>][] = [
  ['bits wider than a code and its sign', { shift: 0, bits: 10 }],
  ['codes of one bit, results of two', { codeBits: 1, zero: 0, shift: 0, bits: 2 }],
  ['codes of one bit, results of sixteen', { codeBits: 1, zero: TOP, shift: 0, bits: 16 }],
  ['codes and results of sixteen bits, zero at the top', { codeBits: 16, zero: TOP, shift: 0, bits: 16 }],
  ['the largest shift of the widest code', { codeBits: 16, zero: 0, shift: 15, bits: 2 }],
  ['a shift past every bit of a code', { codeBits: 3, zero: TOP, shift: 15, bits: 2 }],
  ['one sample, one layer, one class', { samples: 1, layers: [layer({ outChannels: 1, kernel: 1, padding: 0 })] }],
  ['one class behind several layers', { layers: [first, layer({ outChannels: 1 })] }],
  ['alphas of one bit, activations of two', { layers: [layer({ alphaBits: 1, activationBits: 2 }), last] }],
  ['alphas of sixteen bits, eight bases', { layers: [layer({ alphaBits: 16, bases: 8, activationBits: 8 }), last] }],
  ['a layer without any basis', { layers: [layer({ pruned: 80, empty: 2 }), last] }],
];

describe.each(ARCHITECTURE_NAMES)('%s', (architecture) => {
  test.each(CASES)('%s: every value and cycle, and no word of Verilator, Icarus or Yosys', (_, own) =>
    inFolder(async (parent) => {
      const folder = join(parent, 'design');
      expect((await runPlan(plan(own), architecture, 'icarus', folder)).failures).toEqual([]);
      const said = (program: string, ...args: string[]) => {
        const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
        return `${status} ${stdout}${stderr}`;
      };
      const top = topModule(`random-${architecture}`);
      const files = readdirSync(join(folder, 'rtl')).map((file) => `rtl/${file}`);
      expect(said('verilator', '--lint-only', '-Wall', '-Irtl', `rtl/${top}.v`)).toBe('0 ');
      expect(said('iverilog', '-g2005', '-Wall', '-s', top, '-t', 'null', ...files)).toBe('0 ');
      const script = `read_verilog rtl/*.v; hierarchy -check -top ${top}; proc; check -assert`;
      expect(said('yosys', '-q', '-p', script)).toBe('0 ');
    }),
  );
});
