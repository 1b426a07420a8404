import { describe, expect, test } from 'vitest';
import { CodeSums, countCodes, mergeDependent } from '../../../generator/quantise/alq/code-sums.js';
import { GroupedLayer } from '../../../generator/quantise/alq/grouped-layer.js';
import { groupWeights, removals } from '../../../generator/quantise/alq/importance.js';
import { AlqOptimiser } from '../../../generator/quantise/alq/optimiser.js';
import { solveAlphas } from '../../../generator/quantise/alq/solve-alphas.js';
import { sketch } from '../../../generator/quantise/sketch.js';
import { random } from '../../../generator/support/random.js';
import { gradients, oneGroup, STRUCTURES, start } from './networks.js';

/** The faults known of ALQ's public code, each with the test that fails if it comes back. */

const channelwise = () => ({ kind: 'channelwise' }) as const;

/** Bases as strings of + and -. */
function group(alphas: number[], bases: string[]): GroupedLayer {
  return oneGroup(
    alphas,
    bases.map((basis) => Array.from(basis, (sign) => sign === '-')),
  );
}

/** Sums of a group for wanted weights, H = 1. */
function sumsFor(layer: GroupedLayer, expected: number[]): CodeSums {
  const sums = new CodeSums();
  sums.clear(layer.counts[0]!);
  expected.forEach((w, i) => {
    sums.add(layer.codes[i]!, 1, w);
  });
  return sums;
}

test('fault 1: importance is that of the basis itself, after prunings too', () => {
  const { model, layers } = start(4, channelwise, 4);
  const layer = new GroupedLayer(sketch(model, layers).layers[1]!);
  const rng = random(1);
  const gradient = Float64Array.from({ length: layer.weights }, () => rng.normal());
  const hessian = gradient.map(() => 0.1 + rng.uniform());
  for (const [g, q] of [
    [0, 1],
    [0, 0],
    [2, 0],
    [3, 3],
    [5, 2],
  ] as const)
    layer.removeBasis(g, q);
  const alq = layer.toAlq(layer.alphas, new Float32Array(6));
  alq.groups.forEach(({ alphas, negative }, g) => {
    const found = removals(layer, g, 'taylor', gradient, hessian, 1e-3, new CodeSums());
    expect(found.length).toBe(alphas.length);
    for (const { q, rise } of found) {
      let expected = 0;
      for (let i = 0; i < layer.size; i++) {
        const at = g * layer.size + i;
        expected += -alphas[q]! * (negative[q]![i] ? -1 : 1) * gradient[at]! + (alphas[q]! ** 2 * hessian[at]!) / 2;
      }
      expect(rise).toBeCloseTo(expected, 9);
    }
  });
});

test('fault 2: a negative solution flips its basis, so the weights are those solved for', () => {
  const layer = group([2, 1], ['++--', '+-+-']);
  // Exactly 2 * first - 0.5 * second.
  solveAlphas(layer, 0, sumsFor(layer, [1.5, 2.5, -2.5, -1.5]), 9, { damping: 1e-12, merge: 'solve', tied: false });
  expect(layer.alphas[0]).toBeCloseTo(2, 9);
  expect(layer.alphas[1]).toBeCloseTo(0.5, 9);
  expect(layer.negative(0, 1)).toEqual([true, false, true, false]);
  [1.5, 2.5, -2.5, -1.5].forEach((w, i) => {
    expect(groupWeights(layer, 0)[i]).toBeCloseTo(w, 9);
  });
});

describe('fault 3: equal, opposite and dependent bases', () => {
  test.each([
    ['equal', ['+-+', '+-+']],
    ['opposite', ['+-+', '-+-']],
    ['one the sum of others', ['+++', '++-', '+-+', '-++']],
  ])('%s: the solve stays bounded and fits', (_, bases) => {
    for (const merge of ['solve', 'epoch'] as const) {
      const layer = group(
        bases.map((_, q) => 0.5 + q),
        bases,
      );
      const expected = bases.length === 2 ? [2, -2, 2] : [1, 2, 3];
      for (let step = 0; step < 20; step++)
        solveAlphas(layer, 0, sumsFor(layer, expected), 3, { damping: 1e-3, merge, tied: false });
      expect(Math.max(...layer.alphas)).toBeLessThanOrEqual(3);
      expected.forEach((w, i) => {
        expect(groupWeights(layer, 0)[i]).toBeCloseTo(w, 3);
      });
      if (merge === 'solve' && bases.length === 2) expect(layer.counts[0]).toBe(1);
    }
  });

  test.each([
    ['equal: alphas add', [2, 1], ['+-', '+-'], 3, [false, true]],
    ['opposite: alphas subtract', [2, 0.5], ['+-', '-+'], 1.5, [false, true]],
    ['the difference may be negative', [1, 3], ['+-', '-+'], 2, [true, false]],
  ])('merged, %s', (_, alphas, bases, alpha, negative) => {
    const layer = group(alphas, bases);
    const before = groupWeights(layer, 0);
    const sums = new CodeSums();
    countCodes(layer, 0, sums);
    mergeDependent(layer, 0, sums);
    layer.makePositive(0, 0);
    expect(layer.counts[0]).toBe(1);
    expect(layer.alphas[0]).toBe(alpha);
    expect(layer.negative(0, 0)).toEqual(negative);
    expect(groupWeights(layer, 0)).toEqual(before);
  });

  test('alphas are bounded by the largest wanted weight where nearly equal bases would cancel', () => {
    const layer = group([1, 1], ['++++++++', '+++++++-']);
    const expected = [0, 0, 0, 0, 0, 0, 0, 5];
    solveAlphas(layer, 0, sumsFor(layer, expected), 1, { damping: 1e-9, merge: 'epoch', tied: false });
    expect(Math.max(...layer.alphas)).toBeLessThanOrEqual(1);
  });
});

describe('fault 4: the pool', () => {
  const trained = (poolShare: number) => {
    const { model, layers, grids } = start(2, channelwise, 3);
    const optimiser = AlqOptimiser.fromFloat(model, layers, grids, { poolShare });
    for (const g of gradients(optimiser.parameters(), 1, 2)) optimiser.update(g, 1e-3);
    return optimiser;
  };

  test.each([1, 2.8])('a share of %d is refused', (share) => {
    expect(() => trained(share)).toThrow(/poolShare/);
  });

  test('a pruning that would take more than the pool is refused, and prunes nothing', () => {
    const optimiser = trained(0.1);
    const before = optimiser.state();
    expect(() => optimiser.prune({ meanBitwidth: 1.5 })).toThrow(/poolShare.*whole pool/);
    expect(optimiser.state()).toEqual(before);
  });

  test('the pool is larger than what goes, so layers shrink by different shares', () => {
    const optimiser = trained(0.6);
    const before = optimiser.bitwidths();
    const report = optimiser.prune({ meanBitwidth: 2 });
    expect(report.pruned).toBeLessThan(report.pool);
    const shares = optimiser.bitwidths().map((b, l) => b / before[l]!);
    expect(Math.max(...shares) - Math.min(...shares)).toBeGreaterThan(0.1);
  });
});

describe('fault 5: all four structures on 1-D kernels and dense layers', () => {
  const GROUPS: Record<string, number[]> = {
    kernelwise: [8, 24, 18],
    pixelwise: [20, 18, 3],
    channelwise: [4, 6, 3],
    subchannelwise: [8, 12, 6],
  };

  test.each(STRUCTURES)('%j', (structure) => {
    const { model, layers, grids } = start(7, () => structure, 2);
    const optimiser = AlqOptimiser.fromFloat(model, layers, grids);
    for (const phase of ['straight-through', 'bases', 'coordinates', 'straight-through'] as const) {
      optimiser.phase = phase;
      for (const g of gradients(optimiser.parameters(), 1, 3)) optimiser.update(g, 1e-3);
      optimiser.prune({ meanBitwidth: 0.9 * optimiser.level({ meanBitwidth: 0 }) });
    }
    expect(optimiser.toIntegerLayers().map(({ bitwidths }) => bitwidths.length)).toEqual(GROUPS[structure.kind]);
    expect(
      optimiser
        .parameters()
        .flatMap((p) => [...p])
        .every(Number.isFinite),
    ).toBe(true);
  });

  test.each(STRUCTURES)('%j: a weight of a layer moves against its own gradient', (structure) => {
    const { model, layers, grids } = start(7, () => structure, 8);
    const zeros = model.layers.flatMap((l) => [new Float32Array(l.weights.length), new Float32Array(l.bias.length)]);
    for (const at of [0, 7, 33]) {
      const optimiser = AlqOptimiser.fromFloat(model, layers, grids);
      const before = optimiser.state().layers[1]!.shadow;
      zeros[2]!.fill(0)[at] = 1;
      optimiser.update(zeros, 0.5);
      const moved = optimiser.state().layers[1]!.shadow.map((w, i) => before[i]! - w);
      expect(Array.from(moved.filter((m) => m !== 0))).toEqual([expect.closeTo(0.5, 4)]);
      // In group order; pixelwise groups hold a tap over all channels.
      const [out, channel, tap] = [Math.floor(at / 12), Math.floor((at % 12) / 3), at % 3];
      const place = structure.kind === 'pixelwise' ? out * 12 + tap * 4 + channel : at;
      expect(moved.findIndex((m) => m !== 0)).toBe(place);
    }
  });
});

describe('fault 6: straight-through training starts from the saved quantised network', () => {
  test.each(STRUCTURES)('%j', (structure) => {
    const given = start(13, () => structure, 3);
    const first = AlqOptimiser.fromFloat(given.model, given.layers, given.grids);
    first.phase = 'bases';
    for (const g of gradients(first.parameters(), 1, 5)) first.update(g, 1e-2);
    first.prune({ meanBitwidth: 0.8 * first.level({ meanBitwidth: 0 }) });
    first.regrid();
    const resumed = AlqOptimiser.fromFloat(given.model, given.layers, given.grids, { alphas: 'gradient' });
    resumed.restore(first.state());
    resumed.phase = 'straight-through';
    expect(resumed.parameters()).toEqual(first.parameters());
    // Its shadow weights too: a step of rate 0 moves nothing.
    resumed.update(
      resumed.parameters().map((p) => new Float32Array(p.length)),
      0,
    );
    expect(resumed.parameters()).toEqual(first.parameters());
  });
});

test('fault 7: nothing about the input is fitted: it stays as the model fixes it, and no data is asked for', () => {
  const { model, layers, grids } = start(1, channelwise);
  const optimiser = AlqOptimiser.fromFloat(model, layers, grids);
  const { input, inputScale } = structuredClone(model);
  for (const g of gradients(optimiser.parameters(), 1, 5)) optimiser.update(g, 1e-2);
  optimiser.prune({ meanBitwidth: 2 });
  optimiser.regrid();
  expect(optimiser.toAlq()).toMatchObject({ input, inputScale });
  expect(optimiser.grids[0]!.inputLog2).toBe(Math.log2(inputScale));
});
