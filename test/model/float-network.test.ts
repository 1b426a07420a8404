import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import type { FloatLayer } from '../../generator/model/float-model.js';
import { floatScores, floatStreams } from '../../generator/model/float-network.js';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import { Interpreter, quantiseInput } from '../../generator/model/interpreter.js';
import { integerWeights } from '../../generator/model/weights.js';
import { codesPerWindow } from '../../generator/network/input.js';
import { chained, type Unlinked } from '../../generator/network/network.js';
import { poolScaleLog2 } from '../../generator/network/shapes.js';
import { anyModel } from './random-model.js';

it('gives scores solved by hand', () => {
  const layers = chained<Unlinked<FloatLayer>>([
    {
      name: 'conv',
      inChannels: 1,
      outChannels: 2,
      kernel: 2,
      stride: 1,
      padding: 1,
      pool: { kind: 'max', kernel: 2, stride: 2 },
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
  ]);
  // Padded 0 1 4 2 0: differences -1 -3 2 2 pool to (0, 2), halves of sums less 1: -0.5 1.5 2 0 pool to (1.5, 2).
  const streams = floatStreams({ layers }, Float64Array.of(1, 4, 2));
  expect([...streams[0]!]).toEqual([0, 2, 1.5, 2]);
  expect([...streams[1]!]).toEqual([-10, 0 + 2 * 2 + 3 * 1.5 + 4 * 2 + 0.25]);
});

it('sums after the ReLU and divides by the power of two from the kernel on', () => {
  const conv = { name: 'conv', inChannels: 1, outChannels: 1, kernel: 1, stride: 1, padding: 0 };
  const values = { weights: Float32Array.of(1), bias: Float32Array.of(-1) };
  const layers = chained<Unlinked<FloatLayer>>([
    { ...conv, ...values, pool: { kind: 'sum', kernel: 3, stride: 2 } },
    { ...conv, ...values, name: 'head', kernel: 2, pool: null, weights: Float32Array.of(1, 2) },
  ]);
  // Less 1: 0 3 -2 4 8, ReLU 0 3 0 4 8: sums 3 and 12, quarters of them.
  const streams = floatStreams({ layers }, Float64Array.of(1, 4, -1, 5, 9));
  expect(streams.map((s) => [...s])).toEqual([[0.75, 3], [0.75 + 2 * 3 - 1]]);
});

test.each([
  ['max', 7, 0],
  ['sum', 1, 0],
  ['sum', 2, -1],
  ['sum', 3, -2],
  ['sum', 4, -2],
  ['sum', 5, -3],
  ['sum', 29, -5],
  ['sum', 65536, -16],
] as const)('poolScaleLog2 of %s over %i is %i', (kind, kernel, log2) => {
  expect(poolScaleLog2({ kind, kernel, stride: 1 })).toBe(log2);
  expect(poolScaleLog2(null)).toBe(0);
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
    const samples = codesPerWindow(model.input);
    return fc.tuple(
      fc.constant<IntegerModel>({
        ...model,
        input: { ...model.input, zero: 1024, shift: 0 },
        layers: chained([layer, last]),
      }),
      fc.array(code, { minLength: samples, maxLength: samples }),
    );
  });
  fc.assert(
    fc.property(drawn, ([model, codes]) => {
      const layers = model.layers.map((l, i) => ({
        ...l,
        // A real sum is scaled down: the weights that read it make that good.
        weights: Float32Array.from(
          integerWeights(l),
          (w) => w * 2 ** -poolScaleLog2(model.layers[i - 1]?.pool ?? null),
        ),
        bias: Float32Array.from(l.bias),
      }));
      const real = floatScores({ layers }, Float64Array.from(quantiseInput(model.input, codes)));
      expect([...real].map((v) => v + 0)).toEqual([...new Interpreter(model).scores(codes)]);
    }),
  );
});
