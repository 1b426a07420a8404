import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crowding, dominates, frontNumbers, survivors } from '../../generator/explore/front.js';

const points = fc.integer({ min: 1, max: 3 }).chain((dimensions) =>
  fc.array(
    fc
      .array(fc.integer({ min: 1, max: 9 }), { minLength: dimensions, maxLength: dimensions })
      .map((values) => ({ values })),
    { minLength: 1, maxLength: 25 },
  ),
);

test.each([
  [[1, 2], [1, 2], false],
  [[1, 2], [1, 3], true],
  [[1, 3], [2, 2], false],
])('%j beats %j: %j', (a, b, expected) => expect(dominates({ values: a }, { values: b })).toBe(expected));

test('within the margin nothing is beaten', () => {
  expect(dominates({ values: [100, 5] }, { values: [104, 5] }, [0.05, 0])).toBe(false);
  expect(dominates({ values: [100, 5] }, { values: [106, 5] }, [0.05, 0])).toBe(true);
});

test('fronts: each but the first has someone before it that beats it, and none of one front beats another', () => {
  fc.assert(
    fc.property(points, (all) => {
      const fronts = frontNumbers(all);
      all.forEach((own, i) => {
        const beating = all.flatMap((other, j) => (dominates(other, own) ? [fronts[j]!] : []));
        expect(fronts[i]).toBe(beating.length === 0 ? 0 : Math.max(...beating) + 1);
      });
    }),
  );
});

describe('survivors', () => {
  test('none is beaten by one that goes, whatever the margin; no more than are kept; the same each time', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 12 }), fc.constantFrom(0, 0.1, 0.5), (all, keep, margin) => {
        const margins = all[0]!.values.map(() => margin);
        const left = survivors(all, keep, margins);
        expect(left.length).toBeLessThanOrEqual(keep);
        expect(left.length).toBeGreaterThan(0);
        expect(survivors(all, keep, margins)).toEqual(left);
        const gone = [...all.keys()].filter((i) => !left.includes(i));
        for (const i of left) for (const j of gone) expect(dominates(all[j]!, all[i]!)).toBe(false);
      }),
    );
  });

  test('of one front the ends and those far apart', () => {
    const line = [1, 2, 3, 4, 16, 64].map((x) => ({ values: [x, 64 / x] }));
    expect(crowding(line)[0]).toBe(Number.POSITIVE_INFINITY);
    expect(survivors(line, 3)).toEqual([0, 4, 5]);
  });
});
