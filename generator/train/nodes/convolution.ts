import type * as TensorFlow from '@tensorflow/tfjs';
import { type Convolution, INPUT } from '../../network/network.js';
import { paddings } from '../../network/nodes/convolution.js';
import { conv1d } from '../conv1d.js';
import { poolActivation } from '../kernels/pool-activation.js';
import { inOneGroup } from '../network.js';
import type { Tf } from '../tensorflow.js';
import type { Computing } from './computing.js';

/** Convolution, bias, activation, pooling of a stream [batch, 1, positions, channels]. */
export const convolution: Computing<Convolution> = (tf, node, [x], [weights, bias], activation) => {
  const { stride, pool, dilation = 1, channelGroups: groups = 1 } = node;
  const window = { stride, dilation, ...paddings(node), groups };
  const inputGradient = node.from[0] !== INPUT;
  const sums = conv1d(tf, x!, filterOf(tf, weights!, node), window, inputGradient, bias as TensorFlow.Tensor1D);
  return poolActivation(tf, sums, pool, activation);
};

/** Weights [out, in, tap] as a filter [1, taps, in, out]; of channel groups without the weights between them. */
function filterOf(tf: Tf, weights: TensorFlow.Tensor, node: Convolution): TensorFlow.Tensor4D {
  const { kernel, inChannels, outChannels, channelGroups = 1 } = node;
  const own = channelGroups === 1 ? weights : withinGroups(tf, weights, node);
  const taps = tf.transpose(own, [2, 1, 0]);
  return tf.reshape(taps, [1, kernel, inChannels / channelGroups, outChannels]) as TensorFlow.Tensor4D;
}

/** Weights [out, in, tap] as [out, in / groups, tap]. TensorFlow.js's own choice of rows has no gradient on this backend. */
function withinGroups(tf: Tf, weights: TensorFlow.Tensor, node: Convolution): TensorFlow.Tensor {
  const { kernel, inChannels, outChannels, channelGroups = 1 } = node;
  const ins = inChannels / channelGroups;
  const kept = Array.from({ length: outChannels * inChannels }, (_, at) => at).filter((at) =>
    inOneGroup(node, at * kernel),
  );
  const op = tf.customGrad((x) => ({
    value: pick(tf, x as TensorFlow.Tensor, kept, [outChannels * inChannels, kernel], [outChannels, ins, kernel]),
    gradFunc: (dy: TensorFlow.Tensor) => {
      // Behind the last row one of zeros, for the weights between groups.
      const rows = new Array<number>(outChannels * inChannels).fill(kept.length);
      kept.forEach((at, row) => {
        rows[at] = row;
      });
      const all = tf.concat([tf.reshape(dy, [kept.length, kernel]), tf.zeros([1, kernel])]);
      return pick(tf, all, rows, [kept.length + 1, kernel], [outChannels, inChannels, kernel]);
    },
  }));
  return op(weights);
}

/** Rows of a matrix, as a tensor of another shape. */
const pick = (tf: Tf, x: TensorFlow.Tensor, rows: number[], matrix: [number, number], shape: number[]) =>
  tf.reshape(tf.gather(tf.reshape(x, matrix), tf.tensor1d(rows, 'int32')), shape);
