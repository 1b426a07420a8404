import type * as TensorFlow from '@tensorflow/tfjs';
import { type Convolution, INPUT } from '../../network/network.js';
import { paddings, reach } from '../../network/nodes/convolution.js';
import { conv1d } from '../conv1d.js';
import { spreadPositions } from '../kernels/plain-conv1d.js';
import { poolActivation } from '../kernels/pool-activation.js';
import type { Tf } from '../tensorflow.js';
import type { Computing } from './computing.js';

type Tensor4D = TensorFlow.Tensor4D;

/** Convolution, bias, activation, pooling of a stream [batch, 1, positions, channels]. */
export const convolution: Computing<Convolution> = (tf, node, [x], [weights, bias], activation) => {
  const { stride, pool } = node;
  const inputGradient = node.from[0] !== INPUT;
  const { padded, padding } = padSides(tf, x!, node);
  const filter = filterOf(tf, weights!, node);
  const sums = conv1d(tf, padded, filter, stride, padding, inputGradient, bias as TensorFlow.Tensor1D);
  return poolActivation(tf, sums, pool, activation);
};

/** Weights [out, in, tap] as a filter [1, taps, in, out], with zeros between taps that are apart. */
function filterOf(tf: Tf, weights: TensorFlow.Tensor, node: Convolution): Tensor4D {
  const { kernel, inChannels, outChannels, dilation = 1 } = node;
  const taps = tf.transpose(weights, [2, 1, 0]);
  if (dilation === 1) return tf.reshape(taps, [1, kernel, inChannels, outChannels]) as Tensor4D;
  const row = tf.reshape(taps, [1, 1, kernel, inChannels * outChannels]) as Tensor4D;
  return tf.reshape(spreadPositions(tf, row, dilation), [1, reach(node), inChannels, outChannels]) as Tensor4D;
}

/** Zeros that the kernels do not put: they take as many on both sides, and fewer than taps. */
function padSides(tf: Tf, x: Tensor4D, node: Convolution): { padded: Tensor4D; padding: number } {
  const { before, after } = paddings(node);
  const padding = Math.min(before, after, reach(node) - 1);
  if (before === padding && after === padding) return { padded: x, padding };
  const sides: [number, number][] = [
    [0, 0],
    [0, 0],
    [before - padding, after - padding],
    [0, 0],
  ];
  return { padded: tf.pad(x, sides), padding };
}
