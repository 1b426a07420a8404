import type * as TensorFlow from '@tensorflow/tfjs';
import { type Convolution, INPUT } from '../../network/network.js';
import { paddings } from '../../network/nodes/convolution.js';
import { conv1d } from '../conv1d.js';
import { poolActivation } from '../kernels/pool-activation.js';
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

/** Weights [out, in, tap] as [out, in / groups, tap]. */
function withinGroups(
  tf: Tf,
  weights: TensorFlow.Tensor,
  { kernel, inChannels, outChannels, channelGroups = 1 }: Convolution,
) {
  const [ins, outs] = [inChannels / channelGroups, outChannels / channelGroups];
  const rows = Int32Array.from({ length: outChannels * ins }, (_, at) => {
    const out = Math.floor(at / ins);
    return out * inChannels + Math.floor(out / outs) * ins + (at % ins);
  });
  const all = tf.reshape(weights, [outChannels * inChannels, kernel]);
  return tf.reshape(tf.gather(all, tf.tensor1d(rows, 'int32')), [outChannels, ins, kernel]);
}
