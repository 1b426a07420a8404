import type * as TensorFlow from '@tensorflow/tfjs';
import type { ActivationFunction } from '../kernels/plain-pool-activation.js';
import type { Tf } from '../tensorflow.js';

/** What a kind of node makes of the streams that it reads, [batch, 1, positions, channels], and its parameters. */
export type Computing<N> = (
  tf: Tf,
  node: N,
  from: readonly TensorFlow.Tensor4D[],
  parameters: readonly TensorFlow.Tensor[],
  activation: ActivationFunction,
) => TensorFlow.Tensor4D;
