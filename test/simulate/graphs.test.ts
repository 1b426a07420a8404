import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FoldedFolding } from '../../generator/arch/folded/hardware.js';
import type { SimulatorName } from '../../generator/simulate/simulators.js';
import { anyCodes, anyEnded } from '../model/random-network.js';
import { type GraphCase, simulateGraph } from './graph-network.js';

/** Networks with branches, joins, apart taps, uneven zeros, values that keep their sign and scores of steps. */

const NETWORKS = Number(process.env.BITBEAT_NETWORKS ?? 8);

const foldings: fc.Arbitrary<FoldedFolding> = fc
  .record({
    lanes: fc.constantFrom(1, 2, 4, 8),
    tapsPerLookup: fc.constantFrom(1 as const, 2 as const, 4 as const),
    spram: fc.boolean(),
  })
  .map(({ spram, ...folding }) => ({ ...folding, ...(spram ? { spram: { activations: true, tables: 0 } } : {}) }));

const cases: fc.Arbitrary<GraphCase> = fc
  .record({
    model: anyEnded,
    folding: foldings,
    parity: fc.boolean(),
    fragments: fc.array(anyCodes, { minLength: 2, maxLength: 3 }),
  })
  // Classes are told of windows alone.
  .map((one) =>
    one.model.per === 'step' ? { ...one, model: { ...one.model, task: { kind: 'values' as const } } } : one,
  );

const drawn = (seed: number) => fc.sample(cases, { seed, numRuns: NETWORKS });

describe.each<[SimulatorName, number]>([
  ['icarus', 1],
  ['verilator', 2],
])('%s: random graphs on the folded engine', (simulator, seed) => {
  const networks = drawn(Number(process.env.BITBEAT_SEED ?? seed));
  test.each(networks.map((_, i) => i))(
    'network %i: every value and every cycle; with pauses every value',
    async (i) => {
      for (const { failures, layers } of await simulateGraph(networks[i]!, simulator)) {
        expect(failures).toEqual([]);
        expect(layers.length).toBeGreaterThan(0);
      }
    },
  );
});
