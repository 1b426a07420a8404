import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateCells } from '../../../generator/arch/estimate/cells.js';
import { CIRCUIT_KINDS } from '../../../generator/arch/estimate/circuit.js';
import {
  type Coefficients,
  coefficients as committed,
  type Fitted,
} from '../../../generator/arch/estimate/coefficients.js';
import { circuits, estimate } from '../../../generator/arch/estimate/estimate.js';
import { findPart, PARTS } from '../../../generator/devices/devices.js';
import { calibrate, nonNegativeFit, refit } from '../../../generator/synth/sweep/calibrate.js';
import type { SweepResults, SweepRow } from '../../../generator/synth/sweep/results.js';
import { buildTiny } from '../../emit/tiny.js';

const { hardware } = buildTiny();
const up5k = findPart('up5k', 'test');
const NONE: Coefficients = { ice40: {}, ecp5: {}, gowin: {}, nexus: {} };

test('weights that explain all samples are found', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 3 });
  const samples = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 })), {
    minLength: 8,
    maxLength: 20,
  });
  fc.assert(
    fc.property(weights, samples, (expected, list) => {
      const features = list.map(([a, b]) => [1, a, b]);
      const sums = features.map((row) => row.reduce((sum, value, i) => sum + value * expected[i]!, 0));
      const found = nonNegativeFit(features, sums);
      for (const weight of found) expect(weight).toBeGreaterThanOrEqual(0);
      features.forEach((row, i) => {
        const sum = row.reduce((total, value, j) => total + value * found[j]!, 0);
        if (sums[i]! > 0) expect(sum / sums[i]!).toBeCloseTo(1, 2);
      });
    }),
    { numRuns: 50 },
  );
});

test('a weight that would be negative is none', () => {
  expect(
    nonNegativeFit(
      [
        [1, 1],
        [1, 2],
        [1, 3],
      ],
      [10, 8, 6],
    )[1],
  ).toBe(0);
});

test('an estimate that is fitted to rows gives their cells', () => {
  const list = circuits(hardware, up5k);
  expect(list.map(({ instance }) => instance)).toEqual([...hardware.layers.map(({ name }) => name), 'ends']);
  const instances = Object.fromEntries(
    list
      .filter(({ kind }) => kind !== 'ends')
      .map(({ instance, features }) => [instance, { lc: 50 + 3 * features.sums!, lut: 40, ff: 20 }]),
  );
  const expected = Object.values(instances).reduce((sum, { lc }) => sum + lc, 0) + 25;
  const routed = {
    lc: expected,
    lut: 0,
    ff: 0,
    bram: 0,
    spram: 0,
    dsp: 0,
    fmaxMHz: 1,
    fragmentsPerSecond: 1,
    lcCycles: 0,
    seeds: [],
  };
  const row = {
    ...{ name: 'a', part: 'up5k', circuits: list },
    // What is in no layer belongs to the ends.
    routed: {
      ...routed,
      instances: { ...instances, argmax: { lc: 20, lut: 15, ff: 10 }, top: { lc: 5, lut: 5, ff: 1 } },
    },
  } as unknown as SweepRow;
  const weights = (...rows: SweepRow[]) => ({ ...NONE, ice40: calibrate('ice40', rows) });
  expect(estimateCells(list, 'ice40', weights(row)).lc! / expected).toBeCloseTo(1, 1);
  const withWires = { ...row, routed: { ...row.routed!, lc: 2 * expected } };
  expect(estimateCells(list, 'ice40', weights(withWires)).lc! / expected).toBeCloseTo(2, 1);
  expect(calibrate('ecp5', [row])).toEqual({});
  expect(estimateCells(list, 'ecp5', weights(row))).toEqual({ lc: null, lut: null, ff: null });
});

test('where whole networks are too few for the weights of a kind, small ones that branch count too', () => {
  const lanes = (instance: string, sums: number) => ({ instance, kind: 'lanes' as const, features: { one: 1, sums } });
  const fork = { instance: 'fork', kind: 'fork' as const, features: { one: 1 } };
  const cells = (lc: number) => ({ lc, lut: lc, ff: lc });
  const placed = (lc: number, instances: object) => ({ routed: { lc, instances } });
  const chain = (sums: number, lc: number) =>
    ({ part: 'up5k', circuits: [lanes('a', sums)], ...placed(lc, { a: cells(lc) }) }) as unknown as SweepRow;
  const branched = {
    ...{ part: 'up5k', circuits: [fork, lanes('b', 20)] },
    ...placed(55, { fork: cells(5), b: cells(50) }),
  } as unknown as SweepRow;
  const ofTwenty = (...rows: SweepRow[]) =>
    estimateCells([lanes('c', 20)], 'ice40', { ...NONE, ice40: calibrate('ice40', rows) }).lc;
  expect(ofTwenty(chain(10, 30), branched)).toBe(50);
  // Five chains say all of two weights.
  const chains = [1, 2, 3, 4, 5].map((sums) => chain(sums, 10 + sums));
  expect(ofTwenty(...chains, branched)).toBe(30);
});

describe('fitted afresh', () => {
  const weight = (lc: number) => ({ one: { lc, lut: lc, ff: lc } });
  const of = (model: string, part: string, lc: number) =>
    ({
      model,
      rows: [
        {
          ...{ part, circuits: [{ instance: 'engine', kind: 'folded', features: { one: 1 } }] },
          routed: { lc, instances: { engine: { lc, lut: lc, ff: lc } } },
        },
      ],
    }) as unknown as SweepResults;
  const sweeps = [of('a', 'up5k', 10), of('b', 'up5k', 30), of('b', 'ecp5-25f', 50)];
  const family = (models: string[]) => ({ models, kinds: { ends: weight(1), folded: weight(2) } });
  const before: Fitted = { ice40: family(['a']), ecp5: family(['a']), gowin: family([]), nexus: family([]) };
  const kinds = CIRCUIT_KINDS;

  test('to the models of before, where none are named', () => {
    const { ice40, ...others } = refit(before, sweeps, { families: ['ice40'], kinds, models: null });
    expect(ice40).toEqual({ models: ['a'], kinds: { folded: weight(10) } });
    expect(others).toEqual({ ecp5: before.ecp5, gowin: before.gowin, nexus: before.nexus });
  });

  test('to other models: a family that is left alone is still of its own', () => {
    const { ice40, ecp5 } = refit(before, sweeps, { families: ['ecp5'], kinds, models: ['b'] });
    expect(ecp5).toEqual({ models: ['b'], kinds: { folded: weight(50) } });
    expect(ice40).toEqual(before.ice40);
  });

  test('some kinds alone: fitted to both, the others as they were', () => {
    const { ice40 } = refit(before, sweeps, { families: ['ice40'], kinds: ['folded'], models: ['b'] });
    expect(ice40).toEqual({ models: ['a', 'b'], kinds: { ends: weight(1), folded: weight(30) } });
  });
});

test('every family has weights for circuits of all kinds', () => {
  // Of iCE40 no part holds a network whose engines take all taps at once.
  const kinds = CIRCUIT_KINDS.filter((kind) => kind !== 'wide');
  for (const { family } of PARTS) {
    const known = Object.keys(committed()[family]);
    expect([family, kinds.filter((kind) => !known.includes(kind))]).toEqual([family, []]);
  }
  expect(estimate(hardware, up5k)).toMatchObject({ spram: 0, dsp: 4 });
});
