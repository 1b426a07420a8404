import type * as TensorFlow from '@tensorflow/tfjs';
import { random } from '../config/random.js';
import type { FloatLayer } from '../model/float-model.js';
import type { LayerShape } from '../model/network.js';
import type { Tf } from './backend.js';
import { conv1d } from './conv1d.js';

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

export function toLayers(layers: readonly LayerShape[], parameters: Parameters): FloatLayer[] {
  return layers.map((l, i) => ({ ...l, weights: parameters[2 * i]!, bias: parameters[2 * i + 1]! }));
}

export function toParameters(layers: readonly FloatLayer[]): Parameters {
  return layers.flatMap((l) => [l.weights, l.bias]);
}

/**
 * Scores [batch, classes] of `x` [batch, samples] (real values). Every layer: convolution, bias, max-pool, ReLU; the
 * last one is linear. The ReLU stands after the pool: the same result from fewer values, as both are monotonic.
 */
export function forward(tf: Tf, layers: readonly LayerShape[], parameters: TensorFlow.Tensor[], x: Tensor2D): Tensor2D {
  let y = tf.reshape(x, [x.shape[0], 1, x.shape[1], 1]) as Tensor4D;
  layers.forEach((l, i) => {
    const weights = parameters[2 * i]!;
    const filter = tf.reshape(tf.transpose(weights, [2, 1, 0]), [1, l.kernel, l.inChannels, l.outChannels]) as Tensor4D;
    y = tf.add(conv1d(tf, y, filter, l.stride, l.padding, i > 0), parameters[2 * i + 1]!);
    if (l.pool !== null) y = tf.maxPool(y, [1, l.pool.kernel], [1, l.pool.stride], 'valid');
    if (i < layers.length - 1) y = tf.relu(y);
  });
  return tf.reshape(y, [x.shape[0], -1]) as Tensor2D;
}
