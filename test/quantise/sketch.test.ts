import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Structure } from '../../generator/model/grouping.js';
import { reconstruct } from '../../generator/quantise/bases.js';
import { nearestCodes, refineGroup } from '../../generator/quantise/refine.js';
import { alqToFloat, sketch, sketchGroup } from '../../generator/quantise/sketch.js';
import { UserError } from '../../generator/support/errors.js';
import { initialParameters, toLayers } from '../../generator/train/network.js';
import { TINY, TINY_LAYERS } from '../train/tiny.js';
import { squaredError, weightsOf, weightsOfGroup } from './groups.js';

const model = { ...TINY, layers: toLayers(TINY_LAYERS, initialParameters(TINY_LAYERS, 1)) };

describe('sketchGroup', () => {
  test('by hand: one basis is the signs times the mean magnitude, 0 counting as +', () => {
    const group = sketchGroup(Float64Array.of(3, -1, 0, -4), 1);
    expect(group).toEqual({ alphas: [2], negative: [[false, true, false, true]] });
  });

  test('by hand: two bases give four weights of two magnitudes exactly', () => {
    // First basis + + - -, alpha 2, residual 1 -1 -1 1; second basis + - - +, alpha 1; nothing is left.
    const group = sketchGroup(Float64Array.of(3, 1, -3, -1), 4);
    expect(group.negative).toEqual([
      [false, false, true, true],
      [false, true, true, false],
    ]);
    expect(group.alphas[0]).toBeCloseTo(2, 12);
    expect(group.alphas[1]).toBeCloseTo(1, 12);
  });

  test('weights that are all zero take no basis', () => {
    expect(sketchGroup(new Float64Array(5), 3)).toEqual({ alphas: [], negative: [] });
  });

  test('one more basis never leaves a larger error; positive falling alphas, at most maxBits', () => {
    fc.assert(
      fc.property(weightsOfGroup, (weights) => {
        let before = squaredError(weights, { alphas: [], negative: [] });
        for (let maxBits = 1; maxBits <= 6; maxBits++) {
          const group = sketchGroup(weights, maxBits);
          expect(group.alphas.length).toBeLessThanOrEqual(maxBits);
          expect(group.alphas.every((alpha, i) => alpha > 0 && alpha <= (group.alphas[i - 1] ?? alpha))).toBe(true);
          const error = squaredError(weights, group);
          expect(error).toBeLessThanOrEqual(before + 1e-9);
          before = error;
        }
      }),
    );
  });

  test('a group of n weights is exact with n bases', () => {
    fc.assert(
      fc.property(
        weightsOfGroup.filter((w) => w.length <= 8),
        (weights) => {
          const size = weights.reduce((sum, w) => sum + w * w, 0);
          expect(squaredError(weights, sketchGroup(weights, 8))).toBeLessThanOrEqual(1e-6 * size + 1e-12);
        },
      ),
    );
  });
});

describe('refineGroup', () => {
  test('every weight takes the nearest of all levels', () => {
    const alphas = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(weightsOfGroup, alphas, (weights, hundredths) => {
        const given = hundredths.map((a) => a / 100);
        const levels = Array.from({ length: 2 ** given.length }, (_, code) =>
          given.reduce((sum, alpha, i) => sum + ((code >> i) & 1 ? -alpha : alpha), 0),
        );
        const chosen = reconstruct(given, nearestCodes(weights, given), weights.length);
        weights.forEach((w, i) => {
          const min = Math.min(...levels.map((level) => Math.abs(level - w)));
          expect(Math.abs(chosen[i]! - w)).toBeCloseTo(min, 9);
        });
      }),
    );
  });

  test('never worse than the sketch, never more bases', () => {
    fc.assert(
      fc.property(weightsOfGroup, fc.integer({ min: 1, max: 5 }), (weights, maxBits) => {
        const start = sketchGroup(weights, maxBits);
        const end = refineGroup(weights, start);
        expect(end.alphas.length).toBeLessThanOrEqual(start.alphas.length);
        expect(squaredError(weights, end)).toBeLessThanOrEqual(squaredError(weights, start) + 1e-9);
      }),
    );
  });

  test('by hand: it finds two magnitudes where the sketch does not', () => {
    // Levels of 2 bases: +-(a + b), +-(a - b); 10 and 0 need a = b = 5.
    const weights = Float64Array.of(10, 10, 0, 0, 0, 0, 0, 0, 0, 10);
    const start = sketchGroup(weights, 2);
    const end = refineGroup(weights, { alphas: [6, 4], negative: start.negative });
    weightsOf(end, 10).forEach((w, i) => {
      expect(w).toBeCloseTo(weights[i]!, 9);
    });
  });
});

describe('sketch', () => {
  test.each<[Structure, number[]]>([
    [{ kind: 'kernelwise' }, [3, 12, 16, 8]],
    [{ kind: 'pixelwise' }, [15, 16, 12, 8]],
    [{ kind: 'channelwise' }, [3, 4, 4, 2]],
  ])('%j: groups of every layer; with 8 bases nearly the weights', (structure, counts) => {
    const alq = sketch(
      model,
      TINY_LAYERS.map(() => ({ structure, maxBits: 8 })),
    );
    expect(alq.layers.map((l) => l.groups.length)).toEqual(counts);
    alqToFloat(alq).layers.forEach((layer, l) => {
      expect(layer.bias).toEqual(model.layers[l]!.bias);
      const error = layer.weights.reduce((sum, w, i) => sum + (w - model.layers[l]!.weights[i]!) ** 2, 0);
      expect(error).toBeLessThan(1e-3 * model.layers[l]!.weights.reduce((sum, w) => sum + w * w, 0));
    });
  });

  test('every setting that does not fit is named with the nearest that does', () => {
    const channelwise: Structure = { kind: 'channelwise' };
    const settings = [
      { structure: channelwise, maxBits: 9 },
      { structure: channelwise, maxBits: 0 },
      { structure: { kind: 'subchannelwise', count: 3 } as const, maxBits: 2.5 },
    ];
    try {
      sketch(model, settings);
      expect.unreachable();
    } catch (error) {
      expect((error as UserError).problems).toMatchObject([
        { field: 'layers[0] (conv1).maxBits', value: 9, allowed: '1 to 8', fix: '8' },
        { field: 'layers[1] (conv2).maxBits', value: 0, fix: '1' },
        { field: 'layers[2] (conv3).maxBits', value: 2.5, fix: '3' },
        { field: 'layers[2] (conv3).structure.count', value: 3, allowed: '1, 2, 4', fix: '2' },
        { field: 'layers[3] (dense1)' },
      ]);
      expect(error).toBeInstanceOf(UserError);
    }
  });
});
