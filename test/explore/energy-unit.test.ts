import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPart } from '../../generator/devices/devices.js';
import { synthesisPrograms } from '../../generator/devices/programs.js';
import { generateDesign } from '../../generator/emit/design-folder.js';
import { energySimulator, energyUnit } from '../../generator/explore/power-unit.js';
import { designHash, synthesisUnit } from '../../generator/explore/synthesis.js';
import { signalsFor } from '../../generator/simulate/design.js';
import { ice40Power } from '../../generator/synth/power/ice40.js';
import { buildTinyFolded, inFolder } from '../emit/tiny.js';

test(
  'the energy of the netlist that was synthesised before is that of one made anew, which differs in some cells',
  () =>
    inFolder(async (folder) => {
      const { design, hardware } = buildTinyFolded();
      const programs = synthesisPrograms('system', 'ice40');
      const part = findPart('up5k', '--part');
      const made = { design, hardware, part, programs, work: join(folder, 'work') };
      const hash = designHash(made);
      const synthesis = await synthesisUnit(made, hash).run();
      const { set } = signalsFor({ hardware }, { fragments: 2 });
      const settings = { synthesis, fmaxMHz: 20, set, simulator: 'icarus' as const };
      const { dynamicUj, windows } = await energyUnit(made, hash, settings).run();
      expect(windows).toBe(2);

      const other = generateDesign({ design, hardware }, join(folder, 'other'));
      const { shortages: _, ...placed } = { ...synthesis, fmaxMHz: 20 };
      const usual = { folder: other, set, clockMHz: 1, simulator: 'icarus' as const, progress: () => {} };
      const { parts } = await ice40Power(hardware, { ...usual, placed });
      const expected = parts.reduce((sum, { energyUj }) => sum + energyUj, 0);
      expect(Math.abs(dynamicUj / expected - 1)).toBeLessThan(0.01);
    }),
  300_000,
);

test('Icarus simulates what is short, Verilator all designs where one is long', () => {
  const [short, long] = [
    { lc: 480, cycles: 12_000 },
    { lc: 850, cycles: 83_000 },
  ];
  expect(energySimulator([short], 1)).toBe('icarus');
  expect(energySimulator([short], 10)).toBe('verilator');
  expect(energySimulator([short, long], 1)).toBe('verilator');
});
