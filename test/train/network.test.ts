import { expect, test } from 'vitest';
import { layerLengths } from '../../generator/network/shapes.js';
import { loadBackend } from '../../generator/train/backend.js';
import { forward } from '../../generator/train/forward.js';
import { initialParameters, parameterShapes } from '../../generator/train/network.js';
import { TINY, TINY_LAYERS } from './tiny.js';

const { tf } = await loadBackend();
const SAMPLES = TINY.input.samples;
const shapes = parameterShapes(TINY_LAYERS);
/** Biases away from 0, so that few values sit at the corner of the ReLU. */
const parameters = initialParameters(TINY_LAYERS, 3).map((p, i) => (i % 2 === 1 ? p.map((_, k) => 0.1 * k + 0.05) : p));
const input = Float32Array.from({ length: 2 * SAMPLES }, (_, i) => Math.sin(i) + 0.3 * Math.cos(3 * i));

function tfScores(from: readonly Float32Array[]): number[] {
  return tf.tidy(() => {
    const tensors = from.map((p, i) => tf.tensor(p, shapes[i]!));
    return Array.from(forward(tf, TINY_LAYERS, tensors, tf.tensor2d(input, [2, SAMPLES])).dataSync());
  }) as unknown as number[];
}

/** The same network in plain float64 loops, ReLU before the pool as the definition has it. */
function plainScores(from: readonly ArrayLike<number>[], x: ArrayLike<number>): number[] {
  let values = Array.from(x);
  layerLengths(TINY).forEach((length, i) => {
    const { inChannels, outChannels, kernel, stride, padding, pool } = TINY_LAYERS[i]!;
    const next: number[] = [];
    for (let o = 0; o < outChannels; o++) {
      const row = Array.from({ length: length.conv }, (_, t) => {
        let sum = from[2 * i + 1]![o]!;
        for (let c = 0; c < inChannels; c++)
          for (let k = 0; k < kernel; k++) {
            const at = t * stride + k - padding;
            if (at >= 0 && at < length.input)
              sum += from[2 * i]![(o * inChannels + c) * kernel + k]! * values[c * length.input + at]!;
          }
        return i === TINY_LAYERS.length - 1 ? sum : Math.max(0, sum);
      });
      for (let p = 0; p < length.output; p++)
        next.push(Math.max(...row.slice(p * (pool?.stride ?? 1), p * (pool?.stride ?? 1) + (pool?.kernel ?? 1))));
    }
    values = next;
  });
  return values;
}

test('the scores are those of plain loops', () => {
  const plain = [
    ...plainScores(parameters, input.subarray(0, SAMPLES)),
    ...plainScores(parameters, input.subarray(SAMPLES)),
  ];
  tfScores(parameters).forEach((score, i) => {
    expect(score).toBeCloseTo(plain[i]!, 5);
  });
});

test('every gradient is the quotient of differences of the plain loops', () => {
  const expected = [0.7, -0.4, 1.1, 0.2];
  const gradients = tf.tidy(() => {
    const loss = (...p: ReturnType<typeof tf.tensor>[]) =>
      tf
        .sum(tf.mul(forward(tf, TINY_LAYERS, p, tf.tensor2d(input, [2, SAMPLES])), tf.tensor2d(expected, [2, 2])))
        .asScalar();
    const tensors = parameters.map((p, i) => tf.tensor(p, shapes[i]!));
    return tf
      .valueAndGrads(loss)(tensors)
      .grads.map((g) => g.dataSync());
  }) as unknown as Float32Array[];
  const lossOf = (from: readonly Float64Array[]) =>
    [0, 1].reduce((sum, f) => {
      const [a, b] = plainScores(from, input.subarray(f * SAMPLES, (f + 1) * SAMPLES));
      return sum + a! * expected[2 * f]! + b! * expected[2 * f + 1]!;
    }, 0);
  const h = 1e-6;
  parameters.forEach((p, index) => {
    p.forEach((_, k) => {
      const at = (by: number) =>
        lossOf(parameters.map((q, i) => Float64Array.from(q, (v, j) => (i === index && j === k ? v + by : v))));
      expect(gradients[index]![k], `parameter ${index}[${k}]`).toBeCloseTo((at(h) - at(-h)) / (2 * h), 3);
    });
  });
});

test('weights start with variance 2 / fan-in, biases with 0, the same for the same seed', () => {
  const wide = [{ ...TINY_LAYERS[0]!, outChannels: 200, inChannels: 10 }];
  const [weights, bias] = initialParameters(wide, 1);
  const variance = weights!.reduce((sum, w) => sum + w * w, 0) / weights!.length;
  expect(variance * 50).toBeGreaterThan(1.9);
  expect(variance * 50).toBeLessThan(2.1);
  expect(bias!.every((b) => b === 0)).toBe(true);
  expect(initialParameters(wide, 1)).toEqual([weights, bias]);
  expect(initialParameters(wide, 2)[0]).not.toEqual(weights);
});
