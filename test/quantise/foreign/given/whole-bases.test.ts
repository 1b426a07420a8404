import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlqGroup } from '../../../../generator/model/float-model.js';
import { wholeBases } from '../../../../generator/quantise/foreign/given/whole-bases.js';
import { wholeNumbers } from '../../../../generator/quantise/foreign/given/whole-numbers.js';
import { random } from '../../../../generator/support/random.js';

/** What a group's bases stand for, written out. */
const sums = ({ alphas, negative }: AlqGroup, count: number) =>
  Array.from({ length: count }, (_, i) =>
    alphas.reduce((sum, alpha, k) => sum + (negative[k]![i] ? -alpha : alpha), 0),
  );

describe('whole numbers of b bits are sums of few bases', () => {
  const numbersOf = (least: number, most: number, step = 1) =>
    fc.array(
      fc.integer({ min: least / step, max: most / step }).map((number) => number * step),
      { minLength: 1, maxLength: 40 },
    );
  test.each([
    ['ternary', 2, numbersOf(-1, 1)],
    ["two's complement of 2 bits", 3, numbersOf(-2, 1)],
    ["two's complement of 4 bits", 5, numbersOf(-8, 7)],
    ["two's complement of 7 bits", 8, numbersOf(-64, 63)],
    ['without a sign, 4 bits', 5, numbersOf(0, 15)],
    ['4 bits with any zero point', 5, fc.integer({ min: 0, max: 15 }).chain((zero) => numbersOf(-zero, 15 - zero))],
    ['bipolar of 4 bits', 4, numbersOf(-8, 7).map((all) => all.map((number) => 2 * number + 1))],
  ])('%s: at most %i', (_, most, some) => {
    fc.assert(
      fc.property(some, (numbers) => {
        const group = wholeBases(numbers, most);
        expect(group).not.toBeNull();
        expect(sums(group!, numbers.length)).toEqual(numbers.map((number) => number + 0));
        expect(group!.alphas.every((alpha) => alpha > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('alphas are powers of two, halves where 0 is a number, and a zero point', () => {
    expect(wholeBases([-1, 0, 1], 5)!.alphas).toEqual([0.5, 0.5]);
    expect(wholeBases([-1, 1, 1], 5)!.alphas).toEqual([1]);
    expect(wholeBases([-3, -1, 1, 3], 5)!.alphas).toEqual([2, 1]);
    expect(wholeBases([0, 1, 2, 3], 5)!.alphas).toEqual([1.5, 1, 0.5]);
    expect(wholeBases([0, 0], 5)!.alphas).toEqual([]);
  });

  test('more bases than are allowed are none', () => {
    const all = Array.from({ length: 16 }, (_, i) => i - 8);
    expect(wholeBases(all, 4)).toBeNull();
    expect(wholeBases(all, 5)!.alphas).toEqual([4, 2, 1, 0.5, 0.5]);
  });
});

describe('the step of which values are multiples', () => {
  test('is found again in float32, of any scale', () => {
    const scale = fc.double({ min: 1e-4, max: 10, noNaN: true });
    const numbers = fc.array(fc.integer({ min: -31, max: 31 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(scale, numbers, (step, some) => {
        fc.pre(some.some((number) => number !== 0));
        const found = wholeNumbers(
          some.map((number) => Math.fround(number * Math.fround(step))),
          31,
        )!;
        const times = Math.round(found.step / step);
        expect(found.step / step / times).toBeCloseTo(1, 6);
        expect(found.numbers.map((number) => number * times + 0)).toEqual(some.map((number) => number + 0));
      }),
    );
  });

  test('is none of trained weights', () => {
    const rng = random(3);
    for (let i = 0; i < 200; i++) {
      const weights = Array.from({ length: 12 }, () => Math.fround(rng.normal()));
      expect(wholeNumbers(weights, 255)).toBeNull();
    }
  });
});
