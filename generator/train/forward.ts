import type * as TensorFlow from '@tensorflow/tfjs';
import { convolutions, type Edge, INPUT, isEnd, type Node } from '../network/network.js';
import type { ActivationFunction } from './kernels/plain-pool-activation.js';
import type { Activation } from './network.js';
import { nodesOf } from './nodes/nodes.js';
import type { Tf } from './tensorflow.js';

type Tensor4D = TensorFlow.Tensor4D;
type Tensor2D = TensorFlow.Tensor2D;

/**
 * Scores [batch, positions x classes] (one position of the scores of a window) of `x` [batch, samples x channels] (real values, position by position): every node's stream from those that
 * it reads; what leaves the network is linear. Without `activations` every node is in floating point. With them, and with parameters
 * on their grids, all sums are exact in float32 as long as they stay below 2^24 steps: the integer network itself.
 */
export function forward(
  tf: Tf,
  layers: readonly Node[],
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
  layers: readonly Node[],
  parameters: readonly TensorFlow.Tensor[],
  x: Tensor2D,
  activations?: readonly Activation[],
): Map<Edge, Tensor4D> {
  const channels = convolutions(layers).find(({ from }) => from[0] === INPUT)!.inChannels;
  const codes = tf.reshape(x, [x.shape[0], 1, x.shape[1] / channels, channels]) as Tensor4D;
  const streams = new Map<Edge, Tensor4D>([[INPUT, codes]]);
  let next = 0;
  layers.forEach((node, i) => {
    const from = node.from.map((edge) => streams.get(edge)!);
    const own = node.kind === 'convolution' ? parameters.slice(next, next + 2) : [];
    next += own.length;
    streams.set(
      node.name,
      nodesOf(node)(tf, node, from, own, activationOf(node, isEnd({ layers }, node), activations?.[i])),
    );
  });
  return streams;
}

function activationOf(node: Node, isEnd: boolean, quantiser: Activation | undefined): ActivationFunction {
  if (isEnd || node.kind === 'concat') return 'linear';
  const signed = node.activation === 'none';
  if (quantiser) return { ...quantiser, ...(signed && { signed }) };
  return signed ? 'linear' : 'relu';
}
