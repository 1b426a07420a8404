import { expect, test } from 'vitest';
import type { AlqLayer, AlqModel } from '../../generator/model/float-model.js';
import { floatScores } from '../../generator/model/float-network.js';
import { Interpreter, quantiseInput } from '../../generator/model/interpreter.js';
import { chained, type Unlinked } from '../../generator/network/network.js';
import { alqToFloat } from '../../generator/quantise/sketch.js';
import { toIntegerModel } from '../../generator/quantise/to-integer.js';
import { setOf } from '../simulate/simulate-network.js';

const SAMPLES = 602;
const POSITIONS = 600;

/** A convolution, the sum of all its positions (more than 16 bits) or of overlapping windows, a layer that reads the sums, a head. */
function network(kernel: number, stride: number): AlqModel {
  const one = { structure: { kind: 'channelwise' as const }, stride: 1, padding: 0 };
  const signs = (bits: string) => [...bits].map((bit) => bit === '1');
  const positions = Math.floor((POSITIONS - kernel) / stride) + 1;
  const half = (a: string, b: string) => ({
    alphas: [1.5],
    negative: [signs(a.repeat(positions) + b.repeat(positions))],
  });
  return {
    name: 'sums',
    classes: ['a', 'b'],
    input: { samples: SAMPLES, channels: 1, sampleRateHz: 360, codeBits: 11, zero: 1024, shift: 2, bits: 8 },
    inputScale: 1 / 64,
    layers: chained<Unlinked<AlqLayer>>([
      {
        ...one,
        name: 'conv',
        inChannels: 1,
        outChannels: 2,
        kernel: 3,
        pool: { kind: 'sum', kernel, stride },
        groups: [
          { alphas: [0.8, 0.3], negative: [signs('010'), signs('000')] },
          { alphas: [0.6], negative: [signs('100')] },
        ],
        bias: Float32Array.of(0.25, 1),
      },
      {
        ...one,
        name: 'mix',
        inChannels: 2,
        outChannels: 2,
        kernel: 1,
        pool: null,
        groups: [
          { alphas: [1, 0.4], negative: [signs('00'), signs('01')] },
          { alphas: [0.7], negative: [signs('01')] },
        ],
        bias: Float32Array.of(-0.1, 0.2),
      },
      {
        ...one,
        name: 'head',
        inChannels: 2,
        outChannels: 2,
        kernel: positions,
        pool: null,
        groups: [half('0', '1'), half('1', '1')],
        bias: Float32Array.of(0.5, -0.25),
      },
    ]),
  };
}

test.each([
  [POSITIONS, 1],
  [5, 2],
])('scores come near those of the float network, sums over %i positions, stride %i', (kernel, stride) => {
  const alq = network(kernel, stride);
  const codes = [3, 11, 40].map((f) =>
    Array.from({ length: SAMPLES }, (_, t) => Math.round(1024 + 900 * Math.sin((t * f) / 50) * Math.cos(t / f))),
  );
  const model = toIntegerModel(alq, setOf(codes), { alphaBits: 8, activationBits: 8 });
  const interpreter = new Interpreter(model);
  const max = Math.max(...codes.flatMap((c) => [...interpreter.run(c)[0]!.values]));
  expect(max).toBeGreaterThan(kernel === POSITIONS ? 2 ** 15 : kernel * 128);
  const step = 2 ** model.layers[2]!.scaleLog2;
  for (const c of codes) {
    const x = Float64Array.from(quantiseInput(alq.input, c), (v) => v * alq.inputScale);
    const expected = floatScores(alqToFloat(alq), x);
    const spread = Math.max(...expected.map(Math.abs));
    interpreter.scores(c).forEach((score, i) => {
      expect(Math.abs(score * step - expected[i]!)).toBeLessThan(0.02 * spread);
    });
  }
});
