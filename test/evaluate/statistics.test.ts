import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clusteredMean, spread } from '../../generator/evaluate/statistics.js';

test.each<[number[], number, number]>([
  [[0.9, 1, 0.8], 0.9, 0.1],
  [[0.5], 0.5, 0],
  [[0, 1], 0.5, Math.SQRT1_2],
])('spread of %j by hand', (values, mean, sd) => {
  expect(spread(values)).toEqual({ values, mean: expect.closeTo(mean, 12), sd: expect.closeTo(sd, 12) });
});

test('clusters of one value each: the standard error of a mean, sd / sqrt(n)', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 2, maxLength: 40 }), (values) => {
      const { mean, standardError } = clusteredMean(
        values,
        values.map((_, i) => `${i}`),
      );
      const s = spread(values);
      expect(mean).toBeCloseTo(s.mean, 12);
      expect(standardError).toBeCloseTo(s.sd / Math.sqrt(values.length), 12);
    }),
  );
});

test('copies of every value in its cluster change nothing', () => {
  const values = [0, 1, 1, 0.5];
  const once = clusteredMean(values, ['a', 'b', 'c', 'd']);
  const thrice = clusteredMean([...values, ...values, ...values], [...'abcdabcdabcd']);
  expect(thrice.mean).toBeCloseTo(once.mean, 12);
  expect(thrice.standardError).toBeCloseTo(once.standardError, 12);
});

test('uneven clusters by hand; a single cluster says nothing', () => {
  // Mean 0.75; cluster a: 1 - 0.75 = 0.25, cluster b: 3 values, 2 - 2.25 = -0.25. sqrt(2 / 1 * 0.125) / 4 = 0.125.
  expect(clusteredMean([1, 1, 1, 0], ['a', 'b', 'b', 'b'])).toEqual({ mean: 0.75, standardError: 0.125 });
  expect(clusteredMean([1, 0], ['a', 'a']).standardError).toBe(0);
});
