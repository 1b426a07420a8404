import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { windowCodes } from '../../generator/data/signal-set.js';
import type { AlqLayer } from '../../generator/model/float-model.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { integerWeights } from '../../generator/model/weights.js';
import { alqToFloat, alqWeights, sketch } from '../../generator/quantise/sketch.js';
import { gridsOf, integeriseLayer, toIntegerModel } from '../../generator/quantise/to-integer.js';
import type { UserError } from '../../generator/support/errors.js';
import { loadBackend } from '../../generator/train/backend.js';
import { train } from '../../generator/train/float-training.js';
import { floatScores } from '../../generator/train/loop.js';
import { TINY, TINY_LAYERS, TINY_SETTINGS, tinySet } from '../train/tiny.js';

const backend = await loadBackend();
const set = tinySet();
const trained = train(backend, TINY, set, { ...TINY_SETTINGS, epochs: 30 });
const alq = sketch(
  trained,
  TINY_LAYERS.map(() => ({ structure: { kind: 'channelwise' } as const, maxBits: 6 })),
);

const LAYER: AlqLayer = {
  name: 'one',
  kind: 'convolution',
  from: ['input'],
  inChannels: 1,
  outChannels: 2,
  kernel: 2,
  stride: 1,
  padding: 0,
  pool: null,
  structure: { kind: 'channelwise' },
  groups: [
    {
      alphas: [3, 0.5],
      negative: [
        [false, true],
        [true, true],
      ],
    },
    { alphas: [0.01], negative: [[false, false]] },
  ],
  bias: Float32Array.of(1.25, -0.5),
};

describe('integeriseLayer', () => {
  test('by hand: 5 bits, input step 1/4', () => {
    // Largest alpha 3 / 4 = 24 / 32 fits 5 bits at step 2^-5; 0.5 / 4 is 4 steps; 0.01 / 4 is 0.08 and goes.
    expect(integeriseLayer(LAYER, 0.25, 5)).toMatchObject({
      scaleLog2: -5,
      alphaBits: 5,
      alphas: Uint16Array.of(24, 4),
      bitwidths: Uint8Array.of(2, 0),
      signs: Uint8Array.of(0, 1, 1, 1),
      bias: Int32Array.of(40, -16),
      requant: null,
    });
  });

  test('for any input step and width: the weights are off by half a step per basis, the largest alpha fits tightly', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.integer({ min: 5, max: 8 }),
        (step, alphaBits) => {
          const layer = integeriseLayer(LAYER, step, alphaBits);
          const largest = Math.max(...layer.alphas);
          expect(largest).toBeLessThan(2 ** alphaBits);
          expect(largest).toBeGreaterThanOrEqual(2 ** (alphaBits - 1) - 1);
          const real = alqWeights(LAYER);
          integerWeights(layer).forEach((w, i) => {
            expect(Math.abs(w - (real[i]! * step) / 2 ** layer.scaleLog2)).toBeLessThanOrEqual(1.0001);
          });
        },
      ),
    );
  });

  test('a layer without any basis keeps its bias', () => {
    const pruned = { ...LAYER, groups: LAYER.groups.map(() => ({ alphas: [], negative: [] })) };
    const layer = integeriseLayer(pruned, 0.25, 8);
    expect(layer.alphas).toHaveLength(0);
    layer.bias.forEach((b, i) => {
      expect(b * 2 ** layer.scaleLog2).toBeCloseTo(LAYER.bias[i]!, 2);
    });
  });
});

describe('toIntegerModel', () => {
  test('a branch gets the numbers and grids that it has alone, whatever stands before it in the list', () => {
    const [stem, ...branch] = alq.layers;
    /** The layers behind the first once more, with other weights, so with other steps. */
    const other = branch.map((layer) => ({
      ...layer,
      name: `${layer.name}_other`,
      from: [layer.from[0] === stem!.name ? stem!.name : `${layer.from[0]}_other`] as const,
      groups: layer.groups.map((group) => ({ ...group, alphas: group.alphas.map((alpha) => 5 * alpha) })),
    }));
    const integer = (layers: AlqLayer[]) =>
      toIntegerModel({ ...alq, layers }, set, { alphaBits: 8, activationBits: 4 });
    const [one, two] = [integer([stem!, ...branch]), integer([stem!, ...other])];
    const both = integer([stem!, ...branch, ...other]);
    expect(both.layers).toEqual([...one.layers, ...two.layers.slice(1)]);
    const grids = [one, two].map((model) => gridsOf(model, alq.inputScale));
    expect(grids[0]).not.toEqual(grids[1]);
    expect(gridsOf(both, alq.inputScale)).toEqual([...grids[0]!, ...grids[1]!.slice(1)]);
  });

  test.each([1 / 64, 0.0101, 4 / 91.9])(
    'scores come near those of the float network, input scale %f',
    async (inputScale) => {
      const scaled = { ...alq, inputScale };
      const model = toIntegerModel(scaled, set, { alphaBits: 8, activationBits: 8 });
      const step = 2 ** model.layers.at(-1)!.scaleLog2;
      const interpreter = new Interpreter(model);
      const expected = floatScores(backend, alqToFloat(scaled), set);
      const spread = Math.max(...expected.flatMap((s) => Array.from(s, Math.abs)));
      expected.forEach((scores, i) => {
        interpreter.scores(windowCodes(set, i)).forEach((score, c) => {
          expect(Math.abs(score * step - scores[c]!)).toBeLessThan(0.04 * spread);
        });
      });
    },
  );

  test('fewer activation bits: narrower streams, shifts that are never negative', () => {
    const model = toIntegerModel(alq, set, { alphaBits: 6, activationBits: [2, 3, 8, 8] });
    expect(model.layers.map((l) => l.requant?.bits)).toEqual([2, 3, 8, undefined]);
    for (const { requant } of model.layers) expect(requant?.shift ?? 0).toBeGreaterThanOrEqual(0);
    const interpreter = new Interpreter(model);
    const largest = set.names.map((_, i) => Math.max(...interpreter.run(windowCodes(set, i))[0]!.values));
    // Of the four values three are used at least, else a finer step would leave less error.
    expect([2, 3]).toContain(Math.max(...largest));
  });

  test('every width out of range is named with its layer and the nearest legal one', () => {
    try {
      toIntegerModel(alq, set, { alphaBits: [8, 4, 8, 12], activationBits: [1, 8, 9, 99] });
      expect.unreachable();
    } catch (error) {
      expect((error as UserError).problems).toMatchObject([
        { field: 'layers[0] (conv1).activationBits', value: 1, allowed: '2 to 8', fix: '2' },
        { field: 'layers[1] (conv2).alphaBits', value: 4, allowed: '5 to 8', fix: '5' },
        { field: 'layers[2] (conv3).activationBits', value: 9, fix: '8' },
        { field: 'layers[3] (dense1).alphaBits', value: 12, fix: '8' },
      ]);
    }
  });
});
