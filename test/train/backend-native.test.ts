import type * as TensorFlow from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../generator/support/random.js';
import { type Backend, loadNative, loadWasm } from '../../generator/train/backend.js';
import { forward } from '../../generator/train/forward.js';
import { initialParameters, parameterShapes } from '../../generator/train/network.js';
import { ECG17 } from '../ecg17.js';

// Opt-in: BITBEAT_TFJS_NODE names a tfjs-node that loads; backend-native.sh builds one.
const folder = process.env.BITBEAT_TFJS_NODE;

const BATCH = 4;
const rng = random(1);
const parameters = initialParameters(ECG17.layers, 2);
const inputs = Float32Array.from({ length: BATCH * ECG17.input.samples }, () => rng.normal());
const labels = Array.from({ length: BATCH }, () => rng.integer(0, ECG17.classes.length - 1));

/** The loss and its gradient by every parameter. */
function step({ tf }: Backend): Float32Array[] {
  const results: Float32Array[] = [];
  tf.tidy(() => {
    const shapes = parameterShapes(ECG17.layers);
    const x = tf.tensor2d(inputs, [BATCH, ECG17.input.samples]);
    const target = tf.oneHot(tf.tensor1d(labels, 'int32'), ECG17.classes.length);
    const loss = (...p: TensorFlow.Tensor[]) =>
      tf.losses.softmaxCrossEntropy(target, forward(tf, ECG17.layers, p, x)) as TensorFlow.Scalar;
    const { value, grads } = tf.valueAndGrads(loss)(parameters.map((p, i) => tf.tensor(p, shapes[i]!)));
    for (const t of [value, ...grads]) results.push(t.dataSync() as Float32Array);
  });
  return results;
}

/** Of the largest value of a tensor: nine layers of sums of up to 448 products and 28,800 positions, rounded at 2^-24. */
const TOLERANCE = 1e-5;

test.skipIf(folder === undefined)(
  `a training step is that of the native backend${folder === undefined ? ' (skipped: BITBEAT_TFJS_NODE is not set)' : ''}`,
  async () => {
    const native = step(await loadNative(folder));
    const wasm = step(await loadWasm('own'));
    expect(wasm.length).toBe(native.length);
    const errors = native.map((expected, i) => {
      const largest = expected.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      expect(largest).toBeGreaterThan(0);
      return expected.reduce((max, v, k) => Math.max(max, Math.abs(v - wasm[i]![k]!)), 0) / largest;
    });
    expect(Math.max(...errors)).toBeLessThan(TOLERANCE);
  },
);
