import type { FloatLayer } from '../model/float-model.js';
import type { Convolution, LayerShape } from '../network/network.js';
import { random } from '../support/random.js';

/** Weights [out][in][tap] and bias [out] of every layer, in turn: w0, b0, w1, b1, ... */
export type Parameters = Float32Array[];

/** He initialisation (normal, variance 2 / fan-in), biases zero. */
export function initialParameters(layers: readonly LayerShape[], seed: number): Parameters {
  const rng = random(seed);
  return layers.flatMap((l) => {
    const fanIn = l.inChannels * l.kernel;
    const sigma = Math.sqrt(2 / fanIn);
    const weights = Float32Array.from({ length: l.outChannels * fanIn }, () => sigma * rng.normal());
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
