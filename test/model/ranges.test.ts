import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { grouping, groupWeights } from '../../generator/model/grouping.js';
import type { IntegerLayer } from '../../generator/model/integer-model.js';
import { accumulatorRange } from '../../generator/model/nodes/convolution.js';
import { signedBits } from '../../generator/model/range.js';
import { inputRanges } from '../../generator/model/ranges.js';
import { anyLayer, anyModel } from './random-model.js';

/** Every basis sum and acc of one window x [in][tap], straight from the formula. */
function naive(layer: IntegerLayer, x: readonly number[]): { outputs: number[]; bases: number[] } {
  const outputs = [...layer.bias];
  const bases: number[] = [];
  const { groups } = grouping(layer, layer.structure);
  let sign = 0;
  layer.bitwidths.forEach((bitwidth, index) => {
    for (let i = 0; i < bitwidth; i++) {
      let sum = 0;
      for (const w of groupWeights(layer, layer.structure, index % groups))
        sum += layer.signs[sign++] === 1 ? -x[w]! : x[w]!;
      outputs[Math.floor(index / groups)]! += layer.alphas[bases.length]! * sum;
      bases.push(sum);
    }
  });
  return { outputs, bases };
}

const range = fc.constantFrom({ min: -128, max: 127 }, { min: 0, max: 15 }, { min: 0, max: 255 }, { min: -2, max: 1 });

describe('accumulatorRange', () => {
  it('holds every sum of random windows', () => {
    const drawn = fc.tuple(anyLayer, range).chain(([layer, input]) => {
      const count = layer.inChannels * layer.kernel;
      return fc.tuple(
        fc.constant(layer),
        fc.constant(input),
        fc.array(fc.integer(input), { minLength: count, maxLength: count }),
      );
    });
    fc.assert(
      fc.property(drawn, ([layer, input, x]) => {
        const { outputs, bases } = naive(layer, x);
        const proven = accumulatorRange(layer, input);
        expect(proven.outputs.length).toBe(outputs.length);
        expect(proven.bases.length).toBe(bases.length);
        outputs.forEach((v, o) => {
          expect(v).toBeGreaterThanOrEqual(proven.outputs[o]!.min);
          expect(v).toBeLessThanOrEqual(proven.outputs[o]!.max);
        });
        bases.forEach((v, i) => {
          expect(v).toBeGreaterThanOrEqual(proven.bases[i]!.min);
          expect(v).toBeLessThanOrEqual(proven.bases[i]!.max);
        });
      }),
    );
  });

  it('is reached: the window that pushes each weight its way gives the bound itself', () => {
    fc.assert(
      fc.property(anyLayer, range, (layer, input) => {
        const count = layer.inChannels * layer.kernel;
        const unit = (w: number) => Array.from({ length: count }, (_, i) => (i === w ? 1 : 0));
        const zero = naive(layer, new Array(count).fill(0));
        // The effect of each x alone, measured, not computed from the weights.
        const slopes = Array.from({ length: count }, (_, w) => naive(layer, unit(w)));
        const proven = accumulatorRange(layer, input);
        for (const kind of ['outputs', 'bases'] as const) {
          proven[kind].forEach(({ min, max }, i) => {
            const rising = slopes.map((s) => s[kind][i]! - zero[kind][i]! > 0);
            expect(
              naive(
                layer,
                rising.map((up) => (up ? input.max : input.min)),
              )[kind][i],
            ).toBe(max);
            expect(
              naive(
                layer,
                rising.map((up) => (up ? input.min : input.max)),
              )[kind][i],
            ).toBe(min);
          });
        }
      }),
    );
  });

  it('takes the signed input first and unsigned activations after', () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        const { requant, pool } = model.layers[0]!;
        const summed = pool?.kind === 'sum' ? pool.kernel : 1;
        expect(inputRanges(model)).toEqual([
          { min: -(2 ** (model.input.bits - 1)), max: 2 ** (model.input.bits - 1) - 1 },
          { min: 0, max: summed * (2 ** requant!.bits - 1) },
        ]);
      }),
    );
  });
});

test.each([
  [0, 0, 1],
  [-1, 0, 1],
  [0, 1, 2],
  [-128, 127, 8],
  [-129, 0, 9],
  [0, 128, 9],
  [-(2 ** 31), 2 ** 31 - 1, 32],
])('signedBits of %i to %i is %i', (min, max, bits) => {
  expect(signedBits([{ min, max }])).toBe(bits);
});
