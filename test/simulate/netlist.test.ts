import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fragment } from '../../generator/data/fragment-set.js';
import { syntheticEcg } from '../../generator/data/synthetic.js';
import { simulateNetlist } from '../../generator/simulate/netlist.js';
import { buildTiny, inTiny } from '../emit/tiny.js';
import { setOf } from './simulate-network.js';

const { hardware } = buildTiny();
const { samples } = hardware.model.input;
const set = setOf(
  Array.from({ length: 4 }, (_, i) => [...fragment(syntheticEcg(1, 3), 0).subarray(i * 60, i * 60 + samples)]),
);
const indices = set.names.map((_, i) => i);

test(
  'the netlist of iCE40 cells gives the same scores in the same cycles, one LUT turned round does not',
  {
    timeout: 180_000,
  },
  () =>
    inTiny(async (folder) => {
      const settings = { folder, simulator: 'icarus' as const, set, indices };
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
      expect(broken.class.mismatches).toBe(4);
      expect(broken.pass).toBe(false);
    }),
);
