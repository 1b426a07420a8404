import fc from 'fast-check';
import { expect, it } from 'vitest';
import { floatScores, floatStreams } from '../../generator/model/float-network.js';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import { Interpreter, integerWeights, quantiseInput } from '../../generator/model/interpreter.js';
import { anyModel } from './random-model.js';

it('gives scores solved by hand', () => {
  const layers = [
    {
      name: 'conv',
      inChannels: 1,
      outChannels: 2,
      kernel: 2,
      stride: 1,
      padding: 1,
      pool: { kernel: 2, stride: 2 },
      weights: Float32Array.of(1, -1, 0.5, 0.5),
      bias: Float32Array.of(0, -1),
    },
    {
      name: 'dense',
      inChannels: 2,
      outChannels: 2,
      kernel: 2,
      stride: 1,
      padding: 0,
      pool: null,
      weights: Float32Array.of(1, 0, 0, 0, 1, 2, 3, 4),
      bias: Float32Array.of(-10, 0.25),
    },
  ];
  // Padded 0 1 4 2 0: differences -1 -3 2 2 pool to (0, 2), halves of sums less 1: -0.5 1.5 2 0 pool to (1.5, 2).
  const streams = floatStreams({ layers }, Float64Array.of(1, 4, 2));
  expect([...streams[0]!]).toEqual([0, 2, 1.5, 2]);
  expect([...streams[1]!]).toEqual([-10, 0 + 2 * 2 + 3 * 1.5 + 4 * 2 + 0.25]);
});

it('equals the interpreter where nothing is rounded or clamped', () => {
  const drawn = anyModel.chain((model) => {
    const [first, last] = [model.layers[0]!, model.layers[1]!];
    // No shift and values that 8 bits hold: only the ReLU is left of the requantisation.
    const exact = { ...first, bitwidths: first.bitwidths.map((b) => Math.min(b, 1)), requant: { shift: 0, bits: 8 } };
    const bases = exact.bitwidths.reduce((a, b) => a + b, 0);
    const size = first.alphas.length === 0 ? 0 : first.signs.length / first.alphas.length;
    const layer = {
      ...exact,
      alphas: new Uint16Array(bases).fill(1),
      signs: first.signs.subarray(0, bases * size),
      bias: first.bias.map((b) => b % 100),
    };
    const code = fc.integer({ min: 1022, max: 1026 });
    const { samples } = model.input;
    return fc.tuple(
      fc.constant<IntegerModel>({ ...model, input: { ...model.input, shift: 0 }, layers: [layer, last] }),
      fc.array(code, { minLength: samples, maxLength: samples }),
    );
  });
  fc.assert(
    fc.property(drawn, ([model, codes]) => {
      const layers = model.layers.map((l) => ({
        ...l,
        weights: Float32Array.from(integerWeights(l)),
        bias: Float32Array.from(l.bias),
      }));
      const real = floatScores({ layers }, Float64Array.from(quantiseInput(model.input, codes)));
      expect([...real].map((v) => v + 0)).toEqual([...new Interpreter(model).scores(codes)]);
    }),
  );
});
