import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generated } from '../../generator/emit/generated.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { simulateNetlist } from '../../generator/simulate/netlist.js';
import { planOf } from '../../generator/verify/fuzz/fuzz.js';
import { type RandomNetwork, randomFragments, realise } from '../../generator/verify/fuzz/random-model.js';
import { inFolder } from '../emit/tiny.js';
import { tinyWith } from '../emit/with-ports.js';
import { writeNetwork } from './simulate-network.js';

/** A layer of two lanes and one of a single lane: synthesis takes most of the time. */
const network = ((): RandomNetwork => {
  const plan = planOf(1, 0);
  const layer = {
    ...plan.layers[0]!,
    outChannels: 3,
    kernel: 5,
    stride: 1,
    empty: 0,
    pool: 1,
    poolKernel: 2,
    poolStride: 2,
  };
  const layers = [
    { ...layer, lanes: 1 },
    { ...layer, lanes: 0 },
  ];
  return realise({ ...plan, samples: 30, channels: 1, fragments: 4, layers });
})();
const { set } = network;

test(
  'registers with a reset without a clock, register slices: the netlist gives the same in the same cycles',
  {
    timeout: 180_000,
  },
  () =>
    inFolder(async (parent) => {
      const { design, hardware } = tinyWith('tiny-folded', { registered: true, reset: 'async-low' });
      const folder = join(parent, 'tiny-folded');
      writeTree(folder, design.name, generated(design, hardware).tree, false);
      const codes = randomFragments(hardware.model.input, 2, 3);
      const settings = { folder, simulator: 'icarus' as const, set: codes };
      const result = await simulateNetlist(hardware, settings);
      expect(result.failures).toEqual([]);
      expect(result.scores).toEqual({ values: 2 * hardware.model.classes.length, mismatches: 0 });
      // Flip-flops of iCE40 that are reset without a clock.
      expect(result.cells.SB_DFFR! + result.cells.SB_DFFER!).toBeGreaterThan(50);
    }),
);

test(
  'the netlist of iCE40 cells gives the same scores in the same cycles, one LUT turned round does not',
  {
    timeout: 180_000,
  },
  () =>
    inFolder(async (folder) => {
      const hardware = writeNetwork(folder, network.model, network.lanes);
      const settings = { folder, simulator: 'icarus' as const, set };
      const result = await simulateNetlist(hardware, settings);
      expect(result.failures).toEqual([]);
      expect(result.scores).toEqual({ values: 4 * hardware.model.classes.length, mismatches: 0 });
      expect(result.cells.SB_LUT4).toBeGreaterThan(500);

      const file = join(folder, 'sim', `netlist-${result.tree.slice(0, 16)}`, 'netlist.v');
      const text = readFileSync(file, 'utf8');
      // The table of the LUT that gives the class its lowest bit, turned round.
      const cells = text.split(/(?=SB_LUT4 #\()/).map((cell) => {
        if (!/^[^;]*\.O\(class_o\[0\]\)/.test(cell)) return cell;
        return cell.replace(/(?<=LUT_INIT\(16'h)[0-9a-f]{4}/, (table) =>
          (0xffff ^ Number.parseInt(table, 16)).toString(16),
        );
      });
      const changed = cells.join('');
      expect(changed).not.toBe(text);
      writeFileSync(file, changed);
      const broken = await simulateNetlist(hardware, settings);
      expect(broken.scores.mismatches).toBe(0);
      expect(broken.class!.mismatches).toBe(4);
      expect(broken.pass).toBe(false);
    }),
);
