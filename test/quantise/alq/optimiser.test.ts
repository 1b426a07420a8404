import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { storage } from '../../../generator/model/storage.js';
import { integerWeights } from '../../../generator/model/weights.js';
import { convolutions } from '../../../generator/network/network.js';
import { AlqOptimiser } from '../../../generator/quantise/alq/optimiser.js';
import type { AlqSettings, Phase } from '../../../generator/quantise/alq/settings.js';
import { tiedStorage } from '../../../generator/quantise/alq/uniform.js';
import { alqToFloat } from '../../../generator/quantise/sketch.js';
import { UserError } from '../../../generator/support/errors.js';
import type { Parameters } from '../../../generator/train/network.js';
import { anyStart, gradients, STRUCTURES, type Start, start } from './networks.js';

const PHASES: Phase[] = ['bases', 'coordinates', 'straight-through'];
const SETTINGS: Partial<AlqSettings>[] = [
  {},
  { merge: 'solve' },
  { alphas: 3 },
  { alphas: 'gradient', importance: 'fisher' },
  { importance: 'taylor', price: 'count' },
  { tied: true },
];

/** Steps in every phase, pruning and regridding in between, as a training would. */
function exercise(optimiser: AlqOptimiser, seed: number, settings: Partial<AlqSettings>): void {
  PHASES.forEach((phase, p) => {
    optimiser.phase = phase;
    for (const g of gradients(optimiser.parameters(), seed + p, 4)) optimiser.update(g, 1e-2);
    const level = optimiser.level({ meanBitwidth: 0 });
    if (settings.tied !== true && level > 0.8) optimiser.prune({ meanBitwidth: 0.8 * level });
    optimiser.regrid();
  });
}

const make = ({ model, layers, grids }: Start, settings: Partial<AlqSettings> = {}) =>
  AlqOptimiser.fromFloat(model, layers, grids, settings);

/** Parameters as the integer layers have them. */
function integerParameters(optimiser: AlqOptimiser): Parameters {
  return optimiser.toIntegerLayers().flatMap((layer, l) => {
    const { alphaLog2 } = optimiser.grids[l]!;
    return [
      Float32Array.from(integerWeights(layer), (w) => w * 2 ** alphaLog2),
      Float32Array.from(layer.bias, (b) => b * 2 ** layer.scaleLog2),
    ];
  });
}

test.each(SETTINGS)('%j: parameters are the integer network, exactly, after steps of every phase', (settings) => {
  fc.assert(
    fc.property(anyStart, (given) => {
      const optimiser = make(given, settings);
      const compare = () => expect(optimiser.parameters()).toEqual(integerParameters(optimiser));
      compare();
      exercise(optimiser, 1, settings);
      compare();
      optimiser.toIntegerLayers().forEach((layer, l) => {
        const { alphaBits, alphaLog2, inputLog2, activation } = optimiser.grids[l]!;
        expect(layer.alphas.every((alpha) => alpha >= 1 && alpha < 2 ** alphaBits)).toBe(true);
        expect(layer.scaleLog2).toBe(alphaLog2 + inputLog2);
        const shift = activation === null ? null : activation.stepLog2 - alphaLog2 - inputLog2;
        expect(layer.requant?.shift ?? null).toBe(shift);
      });
    }),
    { numRuns: 25 },
  );
});

test('the largest alpha of a layer nearly fills its width after regridding', () => {
  fc.assert(
    fc.property(anyStart, (given) => {
      const optimiser = make(given);
      exercise(optimiser, 2, {});
      for (const { alphas, alphaBits } of optimiser.toIntegerLayers())
        if (alphas.length > 0) expect(Math.max(...alphas)).toBeGreaterThan(0.39 * 2 ** alphaBits - 1);
    }),
  );
});

test('an alpha that outgrows its width waits at the top for the next regridding', () => {
  const optimiser = make(start(4, () => ({ kind: 'channelwise' })));
  optimiser.phase = 'coordinates';
  const largest = () => optimiser.toIntegerLayers().map(({ alphas }) => Math.max(...alphas));
  for (let step = 0; step < 5; step++) {
    const outwards = optimiser.parameters().map((p) => p.map((w) => -w));
    optimiser.update(outwards, 1);
  }
  expect(largest()).toEqual([255, 255, 255]);
  expect(optimiser.parameters()).toEqual(integerParameters(optimiser));
  const before = optimiser.grids;
  optimiser.regrid();
  for (const [l, grid] of optimiser.grids.entries()) expect(grid.alphaLog2).toBeGreaterThan(before[l]!.alphaLog2);
});

test('real alphas stand for the weights up to half a step a basis', () => {
  const optimiser = make(start(4, () => ({ kind: 'pixelwise' })));
  exercise(optimiser, 3, {});
  // Rounded up where an alpha is below one step.
  const real = convolutions(alqToFloat(optimiser.toAlq()).layers);
  const parameters = optimiser.parameters();
  optimiser.regrid();
  real.forEach(({ weights, bias }, l) => {
    const { alphaLog2, inputLog2 } = optimiser.grids[l]!;
    weights.forEach((w, i) => {
      expect(Math.abs(w - parameters[2 * l]![i]!)).toBeLessThanOrEqual(3 * 2 ** alphaLog2);
    });
    bias.forEach((b, i) => {
      expect(Math.abs(b - parameters[2 * l + 1]![i]!)).toBeLessThanOrEqual(2 ** (alphaLog2 + inputLog2 - 1) + 1e-6);
    });
  });
});

describe('resume', () => {
  test.each(SETTINGS)('%j: a saved state goes on bit for bit', (settings) => {
    const given = start(6, () => ({ kind: 'subchannelwise', count: 2 }));
    const whole = make(given, settings);
    exercise(whole, 1, settings);
    const saved = whole.state();
    const goOn = (optimiser: AlqOptimiser) => {
      // First without a step: what is pruned hangs on the last learning rate, too.
      if (settings.tied !== true) optimiser.prune({ meanBitwidth: 0.8 * optimiser.level({ meanBitwidth: 0 }) });
      exercise(optimiser, 7, settings);
    };
    goOn(whole);
    const resumed = make(given, settings);
    resumed.restore(saved);
    expect(resumed.state()).toEqual(saved);
    goOn(resumed);
    expect(resumed.state()).toEqual(whole.state());
    expect(resumed.parameters()).toEqual(whole.parameters());
  });

  test('a state is a copy', () => {
    const optimiser = make(start(6, () => ({ kind: 'channelwise' })));
    const saved = optimiser.state();
    const copy = structuredClone(saved);
    exercise(optimiser, 1, {});
    expect(saved).toEqual(copy);
  });

  test('a state of another network is refused', () => {
    const saved = make(start(6, () => ({ kind: 'channelwise' }))).state();
    expect(() => make(start(6, () => ({ kind: 'kernelwise' }))).restore(saved)).toThrow('another network');
  });
});

test('two runs give equal bits', () => {
  const run = () => {
    const optimiser = make(start(9, () => ({ kind: 'kernelwise' })));
    exercise(optimiser, 5, {});
    return optimiser.state();
  };
  expect(run()).toEqual(run());
});

test.each(STRUCTURES)('%j: straight-through training finds a target that its levels can reach', (structure) => {
  // Loss: squared distance of the weights to those of another multi-bit network.
  const target = make(start(11, () => structure, 2)).parameters();
  const optimiser = make(start(12, () => structure, 2));
  const distance = () =>
    optimiser.parameters().reduce((sum, p, i) => p.reduce((s, w, j) => s + (w - target[i]![j]!) ** 2, sum), 0);
  const before = distance();
  for (let step = 0; step < 400; step++) {
    const gradient = optimiser.parameters().map((p, i) => p.map((w, j) => w - target[i]![j]!));
    optimiser.update(gradient, 0.03 * (1 - step / 400));
    if (step % 50 === 49) optimiser.regrid();
  }
  expect(distance()).toBeLessThan(0.05 * before);
});

describe('tied alphas', () => {
  test.each([1, 2, 3, 4, 8])('%i bits: every weight is an odd multiple of its group scale, at most 2^b - 1', (bits) => {
    const optimiser = make(
      start(3, () => ({ kind: 'channelwise' }), bits),
      { tied: true },
    );
    exercise(optimiser, 1, { tied: true });
    optimiser.toIntegerLayers().forEach((layer) => {
      const perOutput = layer.inChannels * layer.kernel;
      expect(layer.bitwidths.every((b) => b === bits)).toBe(true);
      integerWeights(layer).forEach((w, i) => {
        const scale = layer.alphas[Math.floor(i / perOutput) * bits]!;
        expect(Math.abs(w / scale) % 2).toBe(1);
        expect(Math.abs(w / scale)).toBeLessThan(2 ** bits);
      });
    });
    expect(optimiser.bitwidths()).toEqual([bits, bits, bits]);
    expect(() => optimiser.prune({ meanBitwidth: 1 })).toThrow('nothing to prune');
  });

  test('more bits are nearer to the float weights', () => {
    const error = (bits: number) => {
      const given = start(3, () => ({ kind: 'channelwise' }), bits);
      const [weights] = make(given, { tied: true }).parameters();
      return weights!.reduce((sum, w, i) => sum + (w - given.model.layers[0]!.weights[i]!) ** 2, 0);
    };
    expect(error(2)).toBeLessThan(error(1));
    expect(error(4)).toBeLessThan(0.2 * error(2));
    expect(error(8)).toBeLessThan(0.2 * error(4));
  });

  test('alphas too narrow for the bases are refused', () => {
    const given = start(3, () => ({ kind: 'channelwise' }), 8, 7);
    expect(() => make(given, { tied: true })).toThrow(UserError);
  });

  test('storage by hand: a scale of 7 bits a group, no flags', () => {
    const optimiser = make(
      start(3, () => ({ kind: 'channelwise' }), 2),
      { tied: true },
    );
    const layers = optimiser.toIntegerLayers();
    // 13 groups with 2 alphas of 8 bits and 2 last flags each, against 13 scales of 8 - 2 + 1 bits.
    expect(tiedStorage({ layers }).totalBits).toBe(storage({ layers }).totalBits - 13 * (2 * 8 + 2) + 13 * 7);
  });
});

test('every setting that is out of range is named', () => {
  const given = start(3, () => ({ kind: 'channelwise' }));
  const bad: Partial<AlqSettings> = { alphas: 0, damping: 0, price: 2, poolShare: 1, headBases: -1 };
  try {
    make(given, bad);
    expect.unreachable();
  } catch (error) {
    expect((error as UserError).problems.map(({ field }) => field)).toEqual(Object.keys(bad));
  }
});
