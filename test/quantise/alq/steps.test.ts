import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepBases } from '../../../generator/quantise/alq/bases-step.js';
import { CodeSums } from '../../../generator/quantise/alq/code-sums.js';
import { stepCoordinates } from '../../../generator/quantise/alq/coordinates-step.js';
import { GroupedLayer } from '../../../generator/quantise/alq/grouped-layer.js';
import { groupWeights } from '../../../generator/quantise/alq/importance.js';
import { Levels } from '../../../generator/quantise/alq/levels.js';
import { addGradient, setLocalModel, zeroLocalModel, zeroMoments } from '../../../generator/quantise/alq/moments.js';
import { type SolveSettings, solveAlphas } from '../../../generator/quantise/alq/solve-alphas.js';
import { random } from '../../../generator/support/random.js';
import { oneGroup } from './networks.js';

const scratch = () => ({ levels: new Levels(), sums: new CodeSums() });
const SOLVE: SolveSettings = { damping: 1e-3, merge: 'epoch', tied: false };

/** A group with its local model; alphas apart enough that nothing is degenerate. */
const problems = fc
  .record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    n: fc.integer({ min: 1, max: 40 }),
    count: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ seed, n, count }) => {
    const rng = random(seed);
    const alphas = Array.from({ length: count }, () => 0.1 + rng.uniform());
    const negative = alphas.map(() => Array.from({ length: n }, () => rng.uniform() < 0.5));
    const local = zeroLocalModel(n);
    local.gradient.forEach((_, i) => {
      local.gradient[i] = rng.normal();
      local.hessian[i] = 0.1 + 3 * rng.uniform();
    });
    return { layer: oneGroup(alphas, negative), local, n };
  });

/** G.d + d.H.d / 2 for the step from `from` to `to`. */
function change(
  { gradient, hessian }: ReturnType<typeof zeroLocalModel>,
  from: Float64Array,
  to: Float64Array,
): number {
  return from.reduce((sum, w, i) => sum + gradient[i]! * (to[i]! - w) + (hessian[i]! * (to[i]! - w) ** 2) / 2, 0);
}

test('the local model by hand: two gradients, step 2', () => {
  const moments = zeroMoments(1);
  addGradient(moments, [2]);
  addGradient(moments, [-1]);
  // first: 0.9 * 0.2 - 0.1; second: 0.999 * 0.004 + 0.001, the largest so far.
  const local = zeroLocalModel(1);
  setLocalModel(local, moments, 2, 0.01);
  expect(local.gradient[0]).toBeCloseTo((0.01 * 0.08) / (1 - 0.81), 9);
  expect(local.hessian[0]).toBeCloseTo(Math.sqrt(0.004996) / Math.sqrt(1 - 0.999 ** 2), 5);
  addGradient(moments, [0]);
  expect(moments.second[0]).toBeLessThan(moments.largest[0]!);
});

test('the nearest of all levels, whatever the order of the alphas', () => {
  const alphas = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 0, maxLength: 6 });
  fc.assert(
    fc.property(alphas, fc.double({ min: -400, max: 400, noNaN: true }), (given, target) => {
      const levels = new Levels();
      levels.set(Float64Array.from(given), 0, given.length);
      const all = Array.from({ length: 2 ** given.length }, (_, code) =>
        given.reduce((sum, alpha, q) => sum + ((code >> q) & 1 ? -alpha : alpha), 0),
      );
      expect(Array.from(levels.byCode.subarray(0, all.length))).toEqual(all);
      const min = Math.min(...all.map((level) => Math.abs(level - target)));
      expect(Math.abs(all[levels.nearest(target)]! - target)).toBeCloseTo(min, 9);
    }),
  );
});

describe('bases', () => {
  test('by hand: two bases, every weight to the level nearest to w - G/H', () => {
    // Levels of 2 and 1: 3, 1, -1, -3. Weights 3, 1, -3; targets 3 - 4/2 = 1, 1 + 2.2/1 = 3.2, -3 + 0.9/1 = -2.1.
    const layer = oneGroup(
      [2, 1],
      [
        [false, false, true],
        [false, true, true],
      ],
    );
    const local = { gradient: Float64Array.of(4, -2.2, -0.9), hessian: Float64Array.of(2, 1, 1) };
    stepBases(layer, layer.alphas, local, null, scratch());
    expect(Array.from(groupWeights(layer, 0))).toEqual([1, 3, -3]);
  });

  test('neither new codes nor new alphas raise the local model', () => {
    fc.assert(
      fc.property(problems, ({ layer, local, n }) => {
        const before = groupWeights(layer, 0);
        const held = layer.alphas.slice();
        stepBases(layer, layer.alphas, local, null, scratch());
        const codes = groupWeights(layer, 0);
        expect(layer.alphas).toEqual(held);
        expect(change(local, before, codes)).toBeLessThanOrEqual(1e-12);
        const { sums } = scratch();
        sums.clear(layer.counts[0]!);
        for (let i = 0; i < n; i++)
          sums.add(layer.codes[i]!, local.hessian[i]!, local.hessian[i]! * before[i]! - local.gradient[i]!);
        solveAlphas(layer, 0, sums, Number.POSITIVE_INFINITY, SOLVE);
        expect(change(local, before, groupWeights(layer, 0))).toBeLessThanOrEqual(change(local, before, codes) + 1e-9);
      }),
    );
  });

  test('a whole step is the codes, then the alphas of those codes for the same local model', () => {
    fc.assert(
      fc.property(problems, ({ layer, local, n }) => {
        const before = groupWeights(layer, 0);
        const twin = new GroupedLayer(layer.toAlq(layer.alphas, new Float32Array(1)));
        stepBases(layer, layer.alphas.slice(), local, SOLVE, scratch());
        expect(change(local, before, groupWeights(layer, 0))).toBeLessThanOrEqual(1e-9);
        expect(layer.alphas.every((alpha) => alpha >= 0)).toBe(true);

        stepBases(twin, twin.alphas, local, null, scratch());
        const { sums } = scratch();
        sums.clear(twin.counts[0]!);
        let largest = 0;
        for (let i = 0; i < n; i++) {
          const expected = before[i]! - local.gradient[i]! / local.hessian[i]!;
          sums.add(twin.codes[i]!, local.hessian[i]!, local.hessian[i]! * expected);
          largest = Math.max(largest, Math.abs(expected));
        }
        solveAlphas(twin, 0, sums, largest, SOLVE);
        expect(layer.alphas).toEqual(twin.alphas);
      }),
    );
  });
});

/** Least squares |A x - b| by Householder reflections; A [row][column] of full rank, overwritten. */
function leastSquaresQr(a: number[][], b: number[]): number[] {
  const columns = a[0]!.length;
  for (let c = 0; c < columns; c++) {
    const norm = Math.hypot(...a.slice(c).map((row) => row[c]!));
    const v = a.map((row, r) => (r < c ? 0 : row[c]!));
    v[c]! += v[c]! < 0 ? -norm : norm;
    const length = v.reduce((sum, x) => sum + x * x, 0);
    const reflect = (get: (r: number) => number, set: (r: number, x: number) => void) => {
      const factor = (2 * v.reduce((sum, x, r) => sum + x * get(r), 0)) / length;
      for (const [r, x] of v.entries()) set(r, get(r) - factor * x);
    };
    for (let j = c; j < columns; j++)
      reflect(
        (r) => a[r]![j]!,
        (r, x) => (a[r]![j] = x),
      );
    reflect(
      (r) => b[r]!,
      (r, x) => (b[r] = x),
    );
  }
  const x = new Array<number>(columns).fill(0);
  for (let i = columns - 1; i >= 0; i--)
    x[i] = (b[i]! - x.reduce((sum, value, j) => (j > i ? sum + a[i]![j]! * value : sum), 0)) / a[i]![i]!;
  return x;
}

test('the speed-up is the weighted, damped least squares: normal equations against QR', () => {
  fc.assert(
    fc.property(problems, ({ layer, local, n }) => {
      const count = layer.counts[0]!;
      const before = Array.from(layer.alphas);
      const w = groupWeights(layer, 0);
      const expected = w.map((each, i) => each - local.gradient[i]! / local.hessian[i]!);
      const { sums } = scratch();
      sums.clear(count);
      for (const [i, target] of expected.entries())
        sums.add(layer.codes[i]!, local.hessian[i]!, local.hessian[i]! * target);
      const damping = Math.sqrt(SOLVE.damping * local.hessian.reduce((a, b) => a + b));
      const beta = (i: number, q: number) => 1 - 2 * ((layer.codes[i]! >> q) & 1);
      const rows = Array.from({ length: n }, (_, i) => before.map((_, q) => Math.sqrt(local.hessian[i]!) * beta(i, q)));
      const identity = before.map((_, q) => before.map((_, r) => (q === r ? damping : 0)));
      const right = [...expected].map((target, i) => Math.sqrt(local.hessian[i]!) * target);
      const signed = leastSquaresQr([...rows, ...identity], [...right, ...before.map((alpha) => damping * alpha)]);
      solveAlphas(layer, 0, sums, Number.POSITIVE_INFINITY, SOLVE);
      for (const [q, alpha] of signed.entries()) expect(layer.alphas[q]).toBeCloseTo(Math.abs(alpha), 7);
    }),
  );
});

describe('coordinates', () => {
  test('the gradient of alphas is that of the loss: against differences of a quadratic', () => {
    fc.assert(
      fc.property(problems, ({ layer, local }) => {
        const loss = () => change(local, new Float64Array(layer.weights), groupWeights(layer, 0));
        const w = groupWeights(layer, 0);
        const gradient = w.map((each, i) => local.gradient[i]! + local.hessian[i]! * each);
        const measured = Array.from(layer.alphas, (alpha, q) => {
          layer.alphas[q] = alpha + 1e-4;
          const above = loss();
          layer.alphas[q] = alpha - 1e-4;
          const below = loss();
          layer.alphas[q] = alpha;
          return (above - below) / 2e-4;
        });
        stepCoordinates(layer, gradient, 1, 0, false, new CodeSums());
        for (const [q, first] of layer.alphaMoments.first.entries()) expect(first / 0.1).toBeCloseTo(measured[q]!, 3);
      }),
    );
  });

  test('by hand: the first step is the learning rate against the sign; an alpha that crosses 0 flips its basis', () => {
    const layer = oneGroup(
      [1, 0.05],
      [
        [false, true],
        [false, false],
      ],
    );
    // B'g = (3 - 1, 3 + 1).
    stepCoordinates(layer, [3, 1], 1, 0.1, false, new CodeSums());
    expect(layer.alphas[0]).toBeCloseTo(0.9, 6);
    expect(layer.alphas[1]).toBeCloseTo(0.05, 6);
    expect(layer.negative(0, 1)).toEqual([true, true]);
    expect(layer.alphaMoments.first[1]).toBeLessThan(0);
  });

  test('tied alphas move as one', () => {
    const layer = oneGroup(
      [1, 2],
      [
        [false, true],
        [true, false],
      ],
    );
    // Gradient of s: 3 (1 - 2) + 1 (-1 + 2) = -2: s grows.
    stepCoordinates(layer, [3, 1], 1, 0.1, true, new CodeSums());
    expect(layer.alphas[0]).toBeCloseTo(1.1, 6);
    expect(layer.alphas[1]).toBeCloseTo(2.2, 6);
  });
});
