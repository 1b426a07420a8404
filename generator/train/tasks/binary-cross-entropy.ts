import type * as TensorFlow from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow.js';

/** Sum of -log p(target), p = sigmoid(logit), over `rows`; targets are in 0 .. 1. */
export function binaryCrossEntropy(
  tf: Tf,
  logits: TensorFlow.Tensor,
  targets: Float32Array,
  rows: number,
): TensorFlow.Scalar {
  const op = tf.customGrad((x) => {
    const z = (x as TensorFlow.Tensor).dataSync();
    let sum = 0;
    const slope = new Float32Array(z.length);
    for (let i = 0; i < z.length; i++) {
      const e = Math.exp(-Math.abs(z[i]!));
      sum += Math.max(z[i]!, 0) - z[i]! * targets[i]! + Math.log1p(e);
      slope[i] = ((z[i]! >= 0 ? 1 : e) / (1 + e) - targets[i]!) / rows;
    }
    return {
      value: tf.scalar(sum / rows),
      gradFunc: (dy: TensorFlow.Tensor) => tf.mul(tf.tensor(slope, logits.shape), dy),
    };
  });
  return op(logits) as TensorFlow.Scalar;
}
