import type { FloatNode } from '../model/float-model.js';
import { convolutions, mapConvolutions, type Node } from '../network/network.js';
import { random } from '../support/random.js';

/** Weights [out][in][tap] and bias [out] of every convolution, in turn: w0, b0, w1, b1, ... */
export type Parameters = Float32Array[];

/** He initialisation (normal, variance 2 / fan-in), biases zero. */
export function initialParameters(nodes: readonly Node[], seed: number): Parameters {
  const rng = random(seed);
  return convolutions(nodes).flatMap((l) => {
    const fanIn = l.inChannels * l.kernel;
    const sigma = Math.sqrt(2 / fanIn);
    const weights = Float32Array.from({ length: l.outChannels * fanIn }, () => sigma * rng.normal());
    return [weights, new Float32Array(l.outChannels)];
  });
}

/** Shape of each tensor of `Parameters`. */
export function parameterShapes(nodes: readonly Node[]): number[][] {
  return convolutions(nodes).flatMap((l) => [[l.outChannels, l.inChannels, l.kernel], [l.outChannels]]);
}

export function toLayers<N extends Node>(nodes: readonly N[], parameters: Parameters) {
  return mapConvolutions(nodes, (l, i) => ({ ...l, weights: parameters[2 * i]!, bias: parameters[2 * i + 1]! }));
}

export function toParameters(nodes: readonly FloatNode[]): Parameters {
  return convolutions(nodes).flatMap((l) => [l.weights, l.bias]);
}

/** Quantiser of the activations that leave a node; null: floating point. */
export type Activation = Quantiser | null;

/** To whole steps of 2^stepLog2, unsigned behind a ReLU, signed without an activation. */
export interface Quantiser {
  bits: number;
  stepLog2: number;
}
