import type * as TensorFlow from '@tensorflow/tfjs';
import { type Convolution, INPUT } from '../../network/network.js';
import { conv1d } from '../conv1d.js';
import { poolActivation } from '../kernels/pool-activation.js';
import type { Activation } from '../network.js';
import type { Tf } from '../tensorflow.js';

type Tensor4D = TensorFlow.Tensor4D;

/** Convolution, bias, activation, pooling of a stream [batch, 1, positions, channels]. */
export function convolution(
  tf: Tf,
  node: Convolution,
  [x]: readonly Tensor4D[],
  [weights, bias]: readonly TensorFlow.Tensor[],
  activation: NonNullable<Activation> | 'relu' | 'linear',
): Tensor4D {
  const { kernel, inChannels, outChannels, stride, padding, pool } = node;
  const taps = tf.transpose(weights!, [2, 1, 0]);
  const filter = tf.reshape(taps, [1, kernel, inChannels, outChannels]) as Tensor4D;
  const sums = conv1d(tf, x!, filter, stride, padding, node.from[0] !== INPUT, bias as TensorFlow.Tensor1D);
  return poolActivation(tf, sums, pool, activation);
}
