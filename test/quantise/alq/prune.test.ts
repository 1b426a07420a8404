import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { storage } from '../../../generator/model/storage.js';
import { isEnd } from '../../../generator/network/network.js';
import { cubicSchedule, type Measured } from '../../../generator/quantise/alq/budget.js';
import { CodeSums } from '../../../generator/quantise/alq/code-sums.js';
import { GroupedLayer } from '../../../generator/quantise/alq/grouped-layer.js';
import { groupWeights, removals } from '../../../generator/quantise/alq/importance.js';
import { AlqOptimiser } from '../../../generator/quantise/alq/optimiser.js';
import { basisPrices, prune } from '../../../generator/quantise/alq/prune.js';
import { ALQ_DEFAULTS, type Importance } from '../../../generator/quantise/alq/settings.js';
import { addBits } from '../../../generator/quantise/alq/stored-bits.js';
import { sketch } from '../../../generator/quantise/sketch.js';
import { UserError } from '../../../generator/support/errors.js';
import { random } from '../../../generator/support/random.js';
import { anyNetwork } from '../../model/random-network.js';
import { anyStart, gradients, start } from './networks.js';

const channelwise = () => ({ kind: 'channelwise' }) as const;

describe('importance', () => {
  const problem = fc.record({ seed: fc.integer({ min: 0, max: 1e6 }), bits: fc.integer({ min: 1, max: 4 }) });
  /** A layer on a quadratic loss with random slope and curvature. */
  const quadratic = ({ seed, bits }: { seed: number; bits: number }) => {
    const { model, layers } = start(seed, channelwise, bits);
    const layer = new GroupedLayer(sketch(model, layers).layers[1]!);
    const rng = random(seed);
    const gradient = Float64Array.from({ length: layer.weights }, () => rng.normal());
    const hessian = gradient.map(() => 0.1 + rng.uniform());
    const loss = (group: number, from: Float64Array) =>
      groupWeights(layer, group).reduce((sum, w, i) => {
        const d = w - from[i]!;
        const at = group * layer.size + i;
        return sum + gradient[at]! * d + (hessian[at]! * d * d) / 2;
      }, 0);
    return { layer, gradient, hessian, loss };
  };

  test.each<Importance>(['taylor', 'quadratic'])('%s is the measured change of a quadratic loss', (importance) => {
    fc.assert(
      fc.property(problem, (given) => {
        const { layer, gradient, hessian, loss } = quadratic(given);
        if (importance === 'quadratic') gradient.fill(0);
        for (let group = 0; group < layer.groups; group++)
          for (const { q, rise } of removals(layer, group, importance, gradient, hessian, 1e-3, new CodeSums())) {
            const before = groupWeights(layer, group);
            const alpha = layer.alphas[group * layer.capacity + q]!;
            layer.alphas[group * layer.capacity + q] = 0;
            expect(rise).toBeCloseTo(loss(group, before), 8);
            layer.alphas[group * layer.capacity + q] = alpha;
          }
      }),
    );
  });

  test('refit is the measured change once the other alphas are fitted anew, one basis after the other', () => {
    fc.assert(
      fc.property(problem, (given) => {
        const { layer, gradient, hessian, loss } = quadratic(given);
        gradient.fill(0);
        const before = groupWeights(layer, 0);
        const order = removals(layer, 0, 'refit', gradient, hessian, 1e-9, new CodeSums());
        let sum = 0;
        const gone = new Set<number>();
        for (const { q, rise } of order) {
          sum += rise;
          gone.add(q);
          // Coordinate descent on the alphas that stay: slow, but nothing of it is in the code under test.
          const alphas = layer.alphas.slice(0, layer.counts[0]!);
          const found = alphas.slice();
          for (const other of gone) found[other] = 0;
          const beta = (i: number, r: number) => 1 - 2 * ((layer.codes[i]! >> r) & 1);
          for (let round = 0; round < 2000; round++)
            for (let r = 0; r < found.length; r++) {
              if (gone.has(r)) continue;
              let above = 0;
              let below = 0;
              before.forEach((w, i) => {
                const rest = found.reduce((s, alpha, other) => (other === r ? s : s + alpha * beta(i, other)), 0);
                above += hessian[i]! * beta(i, r) * (w - rest);
                below += hessian[i]!;
              });
              found[r] = above / below;
            }
          layer.alphas.set(found);
          expect(sum).toBeCloseTo(loss(0, before), 5);
          layer.alphas.set(alphas);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('refit sees a basis that others can stand in for, the other measures do not', () => {
    const { model, layers } = start(1, channelwise, 2);
    const layer = new GroupedLayer(sketch(model, layers).layers[1]!);
    // The second basis becomes the first.
    layer.codes.forEach((code, i) => {
      layer.codes[i] = (code & 1) * 3;
    });
    const zero = new Float64Array(layer.weights);
    const min = (importance: Importance) =>
      removals(
        layer,
        0,
        importance,
        zero,
        zero.map(() => 1),
        1e-3,
        new CodeSums(),
      )[0]!.rise;
    expect(min('refit')).toBeLessThan(1e-3 * min('quadratic'));
  });
});

test('price: stored bits and cycles of a basis over their means', () => {
  const { model, layers, grids } = start(1, channelwise, 2);
  const network: Measured = {
    layers: sketch(model, layers).layers.map((layer) => new GroupedLayer(layer)),
    grids: grids.map((grid) => ({ ...grid, alphaLog2: -8 })),
    biases: [],
    positions: [8, 4, 1],
    addBits: 0,
  };
  // Bases of n signs, 8 bits of alpha and a last flag: 19, 21, 15 bits; 4, 6 and 3 outputs with 2 bases each.
  const meanBits = (8 * 19 + 12 * 21 + 6 * 15) / 26;
  const meanCycles = (8 * 80 + 12 * 48 + 6 * 6) / 26;
  expect(basisPrices(network, 0)).toEqual([19, 21, 15].map((bits) => expect.closeTo(bits / meanBits, 12)));
  expect(basisPrices(network, 1)).toEqual([80, 48, 6].map((cycles) => expect.closeTo(cycles / meanCycles, 12)));
  expect(basisPrices(network, 0.25)[0]).toBeCloseTo((0.75 * 19) / meanBits + (0.25 * 80) / meanCycles, 12);
  expect(basisPrices(network, 'count')).toEqual([1, 1, 1]);
});

/** After some steps, so that there are moments. */
function trained(
  seed: number,
  settings: ConstructorParameters<typeof AlqOptimiser>[2] = {},
  maxBits = 3,
): AlqOptimiser {
  const { model, layers, grids } = start(seed, channelwise, maxBits);
  const optimiser = AlqOptimiser.fromFloat(model, layers, grids, settings);
  for (const g of gradients(optimiser.parameters(), seed, 3)) optimiser.update(g, 1e-3);
  return optimiser;
}

describe('prune', () => {
  test.each([
    ['bytes', { bytes: 90 }, 1],
    ['laneCycles', { laneCycles: 1500 }, 80],
    ['meanBitwidth', { meanBitwidth: 1.8 }, 12 / 130],
  ])('%s: at or just under what is wanted', (_, expected, largestStep) => {
    const optimiser = trained(3, { poolShare: 0.9 });
    const value = Object.values(expected)[0]!;
    const report = optimiser.prune(expected);
    expect(report.pruned).toBeGreaterThan(0);
    expect(report.level).toBe(optimiser.level(expected));
    expect(report.level).toBeLessThanOrEqual(value);
    // One basis less pruned would be above: no basis is worth more than this.
    expect(report.level).toBeGreaterThan(value - Math.max(largestStep, 8));
    expect(optimiser.prune(expected)).toEqual({ pruned: 0, pool: 0, level: report.level });
  });

  test('the last layer keeps its bases of every output channel', () => {
    const optimiser = trained(3, { headBases: 2 });
    for (let level = optimiser.level({ bytes: 0 }); ; level--) {
      try {
        optimiser.checkBudget({ bytes: level });
      } catch {
        break;
      }
      optimiser.prune({ bytes: level });
    }
    expect(optimiser.bitwidths()).toEqual([0, 0, 2]);
  });

  test('the layer whose loss is flat gives its bases first', () => {
    const { model, layers, grids } = start(5, channelwise, 3);
    const optimiser = AlqOptimiser.fromFloat(model, layers, grids, { price: 'count' });
    const [g] = gradients(optimiser.parameters(), 1, 1);
    g![2]!.forEach((_, i) => {
      g![2]![i]! *= 1e-4;
    });
    optimiser.update(g!, 1e-5);
    const before = optimiser.bitwidths();
    optimiser.prune({ meanBitwidth: optimiser.level({ meanBitwidth: 0 }) - 0.5 });
    const after = optimiser.bitwidths();
    expect(after[1]).toBeLessThan(before[1]!);
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
  });

  test('cycles as the price spare the layer with few positions, bits the one with few weights a basis', () => {
    const prunedOf = (price: number) => {
      const optimiser = trained(8, { price, poolShare: 0.9 });
      const before = optimiser.bitwidths();
      optimiser.prune({ meanBitwidth: 2 });
      return before.map((b, l) => b - optimiser.bitwidths()[l]!);
    };
    expect(prunedOf(1)[0]).toBeGreaterThan(prunedOf(0)[0]!);
  });

  test('a budget below the least possible says the least possible', () => {
    const optimiser = trained(1);
    const error = (() => {
      try {
        optimiser.checkBudget({ bytes: 3 });
      } catch (thrown) {
        return thrown as UserError;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(UserError);
    const min = Number(error!.problems[0]!.fix);
    expect(error!.problems[0]).toMatchObject({ field: 'budget.bytes', value: 3, allowed: `at least ${min}` });
    expect(() => optimiser.checkBudget({ bytes: min })).not.toThrow();
    expect(() => optimiser.checkBudget({ bytes: min - 1 })).toThrow(UserError);
    expect(() => optimiser.prune({ meanBitwidth: 0.01 })).toThrow(/budget.meanBitwidth/);
  });

  test('what is wanted exactly is enough', () => {
    const { pruned, level } = trained(3).prune({ laneCycles: 2200 });
    expect(trained(3).prune({ laneCycles: level })).toMatchObject({ pruned, level });
  });

  /** A network of one dense layer, its price `count`, all curvatures 1. */
  const oneLayer = (groups: { alphas: number[]; bases: string[] }[]) => {
    const inChannels = groups[0]!.bases[0]!.length;
    const layer = new GroupedLayer({
      kind: 'convolution',
      from: ['input'],
      ...{ name: 'dense', inChannels, outChannels: groups.length, kernel: 1, stride: 1, padding: 0, pool: null },
      structure: { kind: 'channelwise' },
      groups: groups.map(({ alphas, bases }) => ({
        alphas,
        negative: bases.map((basis) => Array.from(basis, (sign) => sign === '-')),
      })),
      bias: new Float32Array(groups.length),
    });
    const grid = { alphaBits: 8, alphaLog2: -8, inputLog2: 0, activation: null };
    const network: Measured = { layers: [layer], grids: [grid], biases: [[0, 0]], positions: [1], addBits: 0 };
    const zero = new Float64Array(layer.weights);
    const settings = { ...ALQ_DEFAULTS, damping: 1e-9, headBases: 0, price: 'count', poolShare: 0.9 } as const;
    const sensitivity = [{ gradient: zero, hessian: zero.map(() => 1) }];
    return {
      layer,
      prune: (laneCycles: number) => prune(network, sensitivity, { laneCycles }, settings, new CodeSums()),
    };
  };

  test('of a group goes the first of its order, though the next then costs less', () => {
    // Bases that nearly cancel: without one, the other alone stands for little. First 1.8, then 0.2; the other group 1.25.
    const network = oneLayer([
      { alphas: [1, 0.99], bases: ['++++++++++', '---------+'] },
      { alphas: [0.5], bases: ['+-+-+-+-+-'] },
    ]);
    network.prune(20);
    expect(Array.from(network.layer.counts)).toEqual([2, 0]);
  });

  test('the alphas that stay are fitted to the weights as they were', () => {
    const network = oneLayer([
      { alphas: [2, 0.5], bases: ['++++', '+++-'] },
      { alphas: [9], bases: ['++++'] },
    ]);
    network.prune(8);
    // Weights 2.5, 2.5, 2.5, 1.5: their mean.
    expect(Array.from(network.layer.counts)).toEqual([1, 1]);
    expect(network.layer.alphas[0]).toBeCloseTo(2.25, 6);
  });
});

test('the count of stored bytes is that of the integer layers, whatever is pruned', () => {
  fc.assert(
    fc.property(anyStart, fc.double({ min: 0.3, max: 0.95, noNaN: true }), ({ model, layers, grids }, share) => {
      const optimiser = AlqOptimiser.fromFloat(model, layers, grids, { poolShare: 0.99 });
      for (const g of gradients(optimiser.parameters(), 1, 2)) optimiser.update(g, 1e-2);
      const check = () =>
        expect(optimiser.level({ bytes: 0 })).toBe(storage({ layers: optimiser.toIntegerLayers() }).totalBytes);
      check();
      const signs = () => storage({ layers: optimiser.toIntegerLayers() }).averageBitwidth;
      expect(optimiser.level({ meanBitwidth: 0 })).toBeCloseTo(signs(), 12);
      const expected = { meanBitwidth: Math.max(0.3, share * signs()) };
      optimiser.prune(expected);
      check();
      optimiser.regrid();
      check();
    }),
    { numRuns: 60 },
  );
});

test('the schedule falls from start to budget, and never rises to a budget above the start', () => {
  expect(cubicSchedule(100, 20, 0)).toBe(100);
  expect(cubicSchedule(100, 20, 1)).toBe(20);
  expect(cubicSchedule(100, 20, 0.5)).toBe(30);
  expect(cubicSchedule(10, 20, 0)).toBe(20);
});

test('shifts of adds are counted as the integer network stores them', () => {
  fc.assert(
    fc.property(anyNetwork, (network) => {
      const layers = network.layers.map((layer) => (isEnd(network, layer) ? { ...layer, requant: null } : layer));
      const adds = storage({ layers }).layers.filter((_, i) => layers[i]!.kind === 'add');
      expect(addBits(network)).toBe(adds.reduce((bits, { requantBits }) => bits + requantBits, 0));
    }),
  );
});
