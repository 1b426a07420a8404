import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldedHardware } from '../../generator/arch/folded/folded.js';
import type { FoldedFolding, FoldedHardware } from '../../generator/arch/folded/hardware.js';
import { readBy } from '../../generator/arch/lower.js';
import { INPUT, readers } from '../../generator/network/network.js';
import type { SimulatorName } from '../../generator/simulate/simulators.js';
import { anyCodes, anyEnded, INPUT_SPEC } from '../model/random-network.js';
import { type GraphCase, simulateGraph } from './graph-folded.js';

/** Networks with branches, joins, apart taps, uneven zeros, values that keep their sign and scores of steps. */

const { samples, channels } = INPUT_SPEC;

const foldings: fc.Arbitrary<FoldedFolding> = fc
  .record({
    lanes: fc.constantFrom(1, 2, 4, 8),
    tapsPerLookup: fc.constantFrom(1 as const, 2 as const, 4 as const),
    spram: fc.boolean(),
    hopSamples: fc.constantFrom(undefined, 1, 2, 4),
    multiply: fc.constantFrom('lookup' as const, 'pass' as const),
  })
  .map(({ spram, ...folding }) => ({ ...folding, ...(spram ? { spram: { activations: true, tables: 0 } } : {}) }));

const cases: fc.Arbitrary<GraphCase> = fc
  .record({
    model: anyEnded,
    folding: foldings,
    parity: fc.boolean(),
    codes: fc.array(anyCodes, { minLength: 3, maxLength: 3 }),
  })
  .map(({ codes, ...one }) => {
    const { hopSamples } = one.folding;
    const signal = codes.flat();
    const windows = [0, 1, 2].map((i) => {
      const start = i * (hopSamples ?? samples) * channels;
      return signal.slice(start, start + samples * channels);
    });
    return { ...one, fragments: windows };
  })
  // Classes are told of windows alone.
  .map((one) =>
    one.model.per === 'step' ? { ...one, model: { ...one.model, task: { kind: 'values' as const } } } : one,
  );

const readTwice = (model: GraphCase['model']) =>
  [INPUT, ...model.layers.map(({ name }) => name)].some((edge) => readers(model, edge).length > 1);

const drawn = (seed: number, count: number) =>
  fc.sample(cases, { seed, numRuns: Number(process.env.BITBEAT_NETWORKS ?? count) });

describe.each<[SimulatorName, number, number]>([
  ['icarus', 1, 24],
  ['verilator', 2, 4],
])('%s: random graphs on the folded engine', (simulator, seed, count) => {
  const networks = drawn(Number(process.env.BITBEAT_SEED ?? seed), count);
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

describe('what is drawn has', () => {
  const networks = fc.sample(cases, { seed: 3, numRuns: 300 });
  const hardware = networks.map(({ model, folding }) => foldedHardware('random', model, folding, 'test'));
  const some = (of: (layer: FoldedHardware['layers'][number], whole: FoldedHardware) => boolean) =>
    hardware.filter((whole) => whole.layers.some((layer) => of(layer, whole))).length;
  test.each<[string, number]>([
    ['layers that read several streams', some(({ layer }) => readBy(layer).length > 1)],
    ['streams that several layers read', networks.filter(({ model }) => readTwice(model)).length],
    ['taps apart', some(({ shape, phases }) => phases.apart > 1 && shape.kernel > 1)],
    ['taps so far apart that lanes are filled anew', some(({ tilePositions, phases }) => phases.apart > tilePositions)],
    ['zeros behind alone', some(({ shape }) => shape.padding === 0 && (shape.paddingAfter ?? 0) > 0)],
    [
      'values that keep their sign',
      some(({ shape, requantShift }) => requantShift !== null && shape.activation === 'none'),
    ],
    ['passes of window words', some(({ work }, { folding }) => work === 'words' && folding.tapsPerLookup > 1)],
    ['passes of weights', some(({ work }) => work === 'weights')],
    ['tables', some(({ work }) => work === 'tables')],
    [
      'groups that no output reads',
      some(({ batches, grouping }) => new Set(batches.flatMap((b) => b.groups)).size < grouping.groups),
    ],
    ['several batches', some(({ batches }) => batches.length > 1)],
    ['scores of steps', some(({ requantShift, tiles }) => requantShift === null && tiles > 1)],
    ['windows that share work', hardware.filter(({ shared }) => shared !== null).length],
    [
      'windows that share work of an input that others read too',
      networks.filter(({ model }, i) => hardware[i]!.shared !== null && readers(model, INPUT).length > 1).length,
    ],
  ])('%s', (_, count) => {
    expect(count).toBeGreaterThan(3);
  });
});
