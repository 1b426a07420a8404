import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { AlqGroup } from '../../../generator/model/float-model.js';
import { recoverGroup, TOLERANCE_ULPS, ulp32 } from '../../../generator/quantise/recover/recover.js';

const alpha = fc.double({ min: 1e-3, max: 1, noNaN: true });

/** What training leaves: float32 weights of `size` random codes over `bases` random alphas. */
const group = (size: number, bases: number) =>
  fc
    .record({
      alphas: fc.array(alpha, { minLength: bases, maxLength: bases }),
      codes: fc.array(fc.array(fc.boolean(), { minLength: bases, maxLength: bases }), {
        minLength: size,
        maxLength: size,
      }),
    })
    .map(({ alphas, codes }) => ({
      bases,
      weights: Float32Array.from(codes, (code) =>
        code.reduce((sum, minus, i) => sum + (minus ? -alphas[i]! : alphas[i]!), 0),
      ),
    }));

function weightsOf({ alphas, negative }: AlqGroup, size: number): number[] {
  return Array.from({ length: size }, (_, w) => alphas.reduce((sum, a, i) => sum + (negative[i]![w] ? -a : a), 0));
}

function expectEqual(found: AlqGroup, weights: Float32Array) {
  const tolerance = TOLERANCE_ULPS * ulp32(Math.max(...weights.map(Math.abs)));
  weightsOf(found, weights.length).forEach((w, i) => {
    expect(Math.abs(w - weights[i]!)).toBeLessThanOrEqual(tolerance);
  });
  for (const a of found.alphas) expect(a).toBeGreaterThan(0);
}

describe('recoverGroup', () => {
  test.each([3, 5, 7, 9, 12, 16, 64, 108])(
    'gives back groups of %i weights with no more bases than they have',
    (size) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 5 }).chain((bases) => group(size, bases)),
          ({ bases, weights }) => {
            const found = recoverGroup(weights, 5);
            expect(found).not.toBeNull();
            expect(found!.alphas.length).toBeLessThanOrEqual(bases);
            expectEqual(found!, weights);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('gives back the alphas themselves when every level occurs', () => {
    // Far enough apart that no level falls on another.
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (factors) => {
          const alphas = factors.map((f, i) => f * 3 ** -i);
          const weights = Float32Array.from({ length: 2 ** alphas.length }, (_, code) =>
            alphas.reduce((sum, a, i) => sum + ((code >> i) & 1 ? -a : a), 0),
          );
          const found = recoverGroup(weights)!;
          expect(found.alphas.length).toBe(alphas.length);
          found.alphas.forEach((a, i) => {
            expect(a).toBeCloseTo(alphas[i]!, 5);
          });
          expect(found.negative).toEqual(
            alphas.map((_, i) => Array.from(weights, (_w, code) => ((code >> i) & 1) === 1)),
          );
        },
      ),
    );
  });

  test.each<[string, number[], number[] | null]>([
    ['a pruned group', [0, 0, 0], []],
    ['one magnitude', [0.5, -0.5, 0.5], [0.5]],
    ['two magnitudes', [0.75, -0.25, 0.25], [0.5, 0.25]],
    ['a zero: two equal alphas', [0.5, 0, -0.5], [0.25, 0.25]],
    ['four magnitudes of three alphas', [7, 5, 3, 1].map((w) => w / 8), [0.5, 0.25, 0.125]],
    ['four magnitudes without a relation', [7, 5, 3, 0.5], [3.5, 2, 1.25, 0.25]],
    ['nine magnitudes are too many for four bases', [1, 2, 3, 4, 5, 6, 7, 8, 9].map((w) => w ** 3.1), null],
  ])('%s', (_, weights, alphas) => {
    const found = recoverGroup(weights, 4);
    if (alphas === null) expect(found).toBeNull();
    else {
      expect(found!.alphas.length).toBe(alphas.length);
      expectEqual(found!, Float32Array.from(weights));
      if (alphas.length < 4) expect(found!.alphas).toEqual(alphas);
    }
  });
});

test.each([
  [1, 2 ** -23],
  [1.99, 2 ** -23],
  [-2, 2 ** -22],
  [0.75, 2 ** -24],
])('ulp32(%f) is %f', (value, ulp) => {
  expect(ulp32(value)).toBe(ulp);
});
