import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARCHITECTURE_NAMES, architectureOf } from '../../generator/arch/architectures.js';
import { type Activity, joinActivities } from '../../generator/arch/schedule.js';
import { codesPerWindow } from '../../generator/network/input.js';
import { designOf, planOf } from '../../generator/verify/fuzz/fuzz.js';
import { realise } from '../../generator/verify/fuzz/random-model.js';

const sum = (all: readonly Activity[]) => all.reduce((cycles, one) => cycles + one.cycles, 0);
const ascending = (all: readonly number[]) => all.every((cycle, i) => i === 0 || cycle > all[i - 1]!);

test('activities that follow one another and are alike are one', () => {
  const of = (doing: number, from: number, cycles: number) => ({ doing, from, cycles });
  expect(joinActivities([of(0, 1, 2), of(0, 3, 4), of(1, 7, 1), of(1, 9, 1)])).toEqual([
    of(0, 1, 6),
    of(1, 7, 1),
    of(1, 9, 1),
  ]);
});

describe.each(ARCHITECTURE_NAMES)('%s', (architecture) => {
  test('a schedule ends where the cycles of layers say, and has a cycle for each value', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom(0, 1), (index, registered) => {
        const plan = { ...planOf(17, index), registered };
        const { hardware } = designOf(realise(plan), plan, architecture);
        const { codes, input, layers, doing } = architectureOf(hardware).schedule(hardware);
        const orders = architectureOf(hardware).orders(hardware);
        expect(codes[0]).toBe(1);
        expect(codes).toHaveLength(codesPerWindow(hardware.model.input));
        layers.forEach(({ activities, values }, i) => {
          expect(ascending(activities.map(({ from }) => from))).toBe(true);
          expect(activities.every(({ doing: kind }) => doing[kind] !== undefined)).toBe(true);
          if (values === null) return;
          expect(values).toHaveLength(orders[i]!.length);
          expect(ascending(values)).toBe(true);
          if (values.length > 0) expect(values.at(-1)).toBe(hardware.layerCycles[i]);
        });
        // One engine does one thing at a time, and never nothing.
        if (architecture !== 'folded') return;
        const all = [input, ...layers.map(({ activities }) => activities)].flat().sort((a, b) => a.from - b.from);
        expect(all.every(({ from }, i) => i === 0 || from === all[i - 1]!.from + all[i - 1]!.cycles)).toBe(true);
        // Cycle 0 after the reset fetches the first instruction.
        expect(sum(all)).toBe(hardware.run.completions[0]! - registered);
        expect(layers.map(({ activities }) => sum(activities))).toEqual(hardware.layers.map(({ cycles }) => cycles));
      }),
      { numRuns: 40 },
    );
  });
});
