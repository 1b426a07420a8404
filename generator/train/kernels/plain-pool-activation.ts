import type * as TensorFlow from '@tensorflow/tfjs';
import type { Pool } from '../../network/network.js';
import type { Tf } from '../tensorflow.js';
import { spreadPositions } from './plain-conv1d.js';

type Tensor4D = TensorFlow.Tensor4D;
type Save = (tensors: TensorFlow.Tensor[]) => void;

/** `poolActivation` in TensorFlow.js's own operations, for every backend. */
export function plainPoolActivation(tf: Tf, x: Tensor4D, pool: Pool | null, activation: ActivationFunction): Tensor4D {
  if (pool?.kind === 'sum') return sumPool(tf, activate(tf, x, activation), pool);
  // The same result from fewer values, as both are monotonic.
  const largest = pool === null ? x : tf.maxPool(x, [1, pool.kernel], [1, pool.stride], 'valid');
  return activate(tf, largest, activation);
}

function activate(tf: Tf, x: Tensor4D, activation: ActivationFunction): Tensor4D {
  if (activation === 'linear') return x;
  if (activation === 'relu') return tf.relu(x);
  const { low, high, step } = limits(activation);
  const op = tf.customGrad((input, save) => {
    const real = input as Tensor4D;
    (save as Save)([real]);
    return {
      value: tf.mul(
        tf.clipByValue(tf.floor(tf.add(tf.div(real, step), 0.5)), low / step, high / step),
        step,
      ) as Tensor4D,
      gradFunc: (dy: Tensor4D, saved: TensorFlow.Tensor[]) => {
        const inside = tf.logicalAnd(tf.greater(saved[0]!, low), tf.less(saved[0]!, high));
        return tf.mul(dy, tf.cast(inside, 'float32'));
      },
    };
  });
  return op(x) as Tensor4D;
}

function sumPool(tf: Tf, x: Tensor4D, { kernel, stride }: Pool): Tensor4D {
  const scale = sumScale(kernel);
  const positions = x.shape[2];
  const op = tf.customGrad((input) => ({
    value: tf.mul(windowSums(tf, input as Tensor4D, kernel, stride), scale) as Tensor4D,
    gradFunc: (dy: Tensor4D) => {
      // Position t is in the windows that start at t - kernel + 1 .. t.
      const starts = spreadPositions(tf, dy, stride);
      const padded = tf.pad(starts, [
        [0, 0],
        [0, 0],
        [kernel - 1, positions - starts.shape[2]],
        [0, 0],
      ]);
      return tf.mul(windowSums(tf, padded, kernel, 1), scale);
    },
  }));
  return op(x) as Tensor4D;
}

/** Not tf.avgPool: its division would round sums that are exact. */
function windowSums(tf: Tf, x: Tensor4D, kernel: number, stride: number): Tensor4D {
  const [batch, , positions, channels] = x.shape;
  const windows = Math.floor((positions - kernel) / stride) + 1;
  const indices = Array.from({ length: windows * kernel }, (_, i) => Math.floor(i / kernel) * stride + (i % kernel));
  const gathered = tf.gather(x, tf.tensor1d(indices, 'int32'), 2);
  return tf.reshape(tf.sum(tf.reshape(gathered, [batch, windows, kernel, channels]), 2), [batch, 1, windows, channels]);
}

/** Factor of a sum-pool: 2^-ceil(log2 kernel). */
export const sumScale = (kernel: number) => 2 ** -Math.ceil(Math.log2(kernel));

/** A quantiser rounds half up to 0 .. 2^bits - 1 steps of 2^stepLog2, a signed one to -2^(bits-1) .. 2^(bits-1) - 1. */
export type ActivationFunction = 'relu' | 'linear' | { bits: number; stepLog2: number; signed?: boolean };

/** Gradients pass between `low` and `high`; `step` 0: no quantiser. */
export function limits(activation: ActivationFunction): { low: number; high: number; step: number } {
  if (activation === 'linear') return { low: -Infinity, high: Infinity, step: 0 };
  if (activation === 'relu') return { low: 0, high: Infinity, step: 0 };
  const { bits, stepLog2, signed = false } = activation;
  const step = 2 ** stepLog2;
  const levels = 2 ** bits;
  return signed
    ? { low: (-levels / 2) * step, high: (levels / 2 - 1) * step, step }
    : { low: 0, high: (levels - 1) * step, step };
}
