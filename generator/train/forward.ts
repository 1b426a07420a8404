import type * as TensorFlow from '@tensorflow/tfjs';
import { type Convolution, type Edge, INPUT, isEnd, type Node } from '../network/network.js';
import type { Activation } from './network.js';
import { convolution } from './nodes/convolution.js';
import type { Tf } from './tensorflow.js';

type Tensor4D = TensorFlow.Tensor4D;
type Tensor2D = TensorFlow.Tensor2D;

/** What each kind of node computes from the streams that it reads, [batch, 1, positions, channels], and its parameters. */
const NODES = { convolution } satisfies Record<Node['kind'], unknown>;

/**
 * Scores [batch, classes] of `x` [batch, samples x channels] (real values, position by position): every node's stream from those that
 * it reads; what leaves the network is linear. Without `activations` every node is in floating point. With them, and with parameters
 * on their grids, all sums are exact in float32 as long as they stay below 2^24 steps: the integer network itself.
 */
export function forward(
  tf: Tf,
  layers: readonly Convolution[],
  parameters: readonly TensorFlow.Tensor[],
  x: Tensor2D,
  activations?: readonly Activation[],
): Tensor2D {
  const scores = streamsOf(tf, layers, parameters, x, activations).get(layers.at(-1)!.name)!;
  return tf.reshape(scores, [x.shape[0], -1]) as Tensor2D;
}

/** Every node's stream, [batch, 1, positions, channels], by its name. */
export function streamsOf(
  tf: Tf,
  layers: readonly Convolution[],
  parameters: readonly TensorFlow.Tensor[],
  x: Tensor2D,
  activations?: readonly Activation[],
): Map<Edge, Tensor4D> {
  const channels = layers.find(({ from }) => from[0] === INPUT)!.inChannels;
  const codes = tf.reshape(x, [x.shape[0], 1, x.shape[1] / channels, channels]) as Tensor4D;
  const streams = new Map<Edge, Tensor4D>([[INPUT, codes]]);
  layers.forEach((node, i) => {
    const from = node.from.map((edge) => streams.get(edge)!);
    const own = parameters.slice(2 * i, 2 * i + 2);
    const activation = isEnd({ layers }, node) ? 'linear' : (activations?.[i] ?? 'relu');
    streams.set(node.name, NODES[node.kind](tf, node, from, own, activation));
  });
  return streams;
}
