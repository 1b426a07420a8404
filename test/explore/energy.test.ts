import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { estimatedEnergy, PER_CELL } from '../../generator/explore/energy.js';

/** What was counted last, of the design that `PER_CELL` is of. */
const kept = JSON.parse(readFileSync('docs/results/power/ecg17-small-folded-up5k-up5k.json', 'utf8'));
const cycles: number = JSON.parse(readFileSync('docs/results/ecg17-small-folded.json', 'utf8')).simulation
  .cyclesPredicted;

/** Placements of one design differ by so much. */
const WITHIN = 0.06;

test('what happens in a cell and a cycle is what was counted in the netlist', () => {
  const { logicCells, blockRams, singlePortRams, dspBlocks } = kept.size;
  const { routedChanges, dspInputChanges, blockRamAccesses, singlePortRamAccesses } = kept.counts;
  const counted = {
    routed: routedChanges / logicCells / cycles,
    dsp: dspInputChanges / dspBlocks / cycles,
    ebr: blockRamAccesses / blockRams / cycles,
    spram: singlePortRamAccesses / singlePortRams / cycles,
  };
  for (const [of, value] of Object.entries(PER_CELL))
    expect(Math.abs(counted[of as keyof typeof counted] / value - 1), of).toBeLessThan(WITHIN);
});

test('the energy of that design by its cells is that of its netlist', () => {
  const { logicCells: lc, blockRams: bram, singlePortRams: spram, dspBlocks: dsp } = kept.size;
  const mean = kept.fragmentsUj.reduce((sum: number, uJ: number) => sum + uJ, 0) / kept.fragmentsUj.length;
  expect(Math.abs(estimatedEnergy({ lc, bram, spram, dsp, cycles }) / mean - 1)).toBeLessThan(WITHIN);
});
