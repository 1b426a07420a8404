import type * as TensorFlow from '@tensorflow/tfjs';
import type { FloatLayer } from '../model/float-model.js';
import { type Convolution, type Edge, INPUT, isEnd, type LayerShape } from '../network/network.js';
import { random } from '../support/random.js';
import { conv1d } from './conv1d.js';
import { poolActivation } from './kernels/pool-activation.js';
import type { Tf } from './tensorflow.js';

type Tensor4D = TensorFlow.Tensor4D;
type Tensor2D = TensorFlow.Tensor2D;

/** Weights [out][in][tap] and bias [out] of every layer, in turn: w0, b0, w1, b1, ... */
export type Parameters = Float32Array[];

/** He initialisation (normal, variance 2 / fan-in), biases zero. */
export function initialParameters(layers: readonly LayerShape[], seed: number): Parameters {
  const chance = random(seed);
  return layers.flatMap((l) => {
    const fanIn = l.inChannels * l.kernel;
    const sigma = Math.sqrt(2 / fanIn);
    const weights = Float32Array.from({ length: l.outChannels * fanIn }, () => sigma * chance.normal());
    return [weights, new Float32Array(l.outChannels)];
  });
}

/** Shape of each tensor of `Parameters`. */
export function parameterShapes(layers: readonly LayerShape[]): number[][] {
  return layers.flatMap((l) => [[l.outChannels, l.inChannels, l.kernel], [l.outChannels]]);
}

export function toLayers(layers: readonly Convolution[], parameters: Parameters): FloatLayer[] {
  return layers.map((l, i) => ({ ...l, weights: parameters[2 * i]!, bias: parameters[2 * i + 1]! }));
}

export function toParameters(layers: readonly FloatLayer[]): Parameters {
  return layers.flatMap((l) => [l.weights, l.bias]);
}

/** Quantiser of the activations that leave a layer; null: floating point (ReLU). */
export type Activation = { bits: number; stepLog2: number } | null;

/**
 * Scores [batch, classes] of `x` [batch, samples x channels] (real values, position by position). Every layer: convolution, bias, activation, pooling;
 * the last one is linear. Without `activations` every layer is in floating point. With them, and with parameters on
 * their grids, all sums are exact in float32 as long as they stay below 2^24 steps: the integer network itself.
 */
export function forward(
  tf: Tf,
  layers: readonly Convolution[],
  parameters: readonly TensorFlow.Tensor[],
  x: Tensor2D,
  activations?: readonly Activation[],
): Tensor2D {
  const channels = layers.find(({ from }) => from[0] === INPUT)!.inChannels;
  const codes = tf.reshape(x, [x.shape[0], 1, x.shape[1] / channels, channels]) as Tensor4D;
  const streams = new Map<Edge, Tensor4D>([[INPUT, codes]]);
  let y = streams.get(INPUT)!;
  layers.forEach((l, i) => {
    const weights = parameters[2 * i]!;
    const bias = parameters[2 * i + 1] as TensorFlow.Tensor1D;
    const filter = tf.reshape(tf.transpose(weights, [2, 1, 0]), [1, l.kernel, l.inChannels, l.outChannels]) as Tensor4D;
    const sums = conv1d(tf, streams.get(l.from[0])!, filter, l.stride, l.padding, l.from[0] !== INPUT, bias);
    const activation = isEnd({ layers }, l) ? 'linear' : (activations?.[i] ?? 'relu');
    y = poolActivation(tf, sums, l.pool, activation);
    streams.set(l.name, y);
  });
  return tf.reshape(y, [x.shape[0], -1]) as Tensor2D;
}
