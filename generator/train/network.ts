import type { FloatLayer, FloatNode } from '../model/float-model.js';
import { type Convolution, convolutions, type Joining, mapConvolutions, type Node } from '../network/network.js';
import { random } from '../support/random.js';

/** Weights [out][in][tap] and bias [out] of every convolution, in turn: w0, b0, w1, b1, ... */
export type Parameters = Float32Array[];

/** He initialisation (normal, variance 2 / fan-in) within each channel group, biases zero. */
export function initialParameters(nodes: readonly Node[], seed: number): Parameters {
  const rng = random(seed);
  return convolutions(nodes).flatMap((layer) => {
    const sigma = Math.sqrt(2 / ((layer.inChannels / (layer.channelGroups ?? 1)) * layer.kernel));
    const weights = Float32Array.from({ length: layer.outChannels * layer.inChannels * layer.kernel }, (_, at) =>
      inOneGroup(layer, at) ? sigma * rng.normal() : 0,
    );
    return [weights, new Float32Array(layer.outChannels)];
  });
}

/** Whether a weight [out][in][tap] is of an input channel of the same group as the output channel; others are 0. */
export function inOneGroup({ inChannels, outChannels, kernel, channelGroups = 1 }: Convolution, at: number): boolean {
  const [out, channel] = [Math.floor(at / (inChannels * kernel)), Math.floor(at / kernel) % inChannels];
  return Math.floor((out * channelGroups) / outChannels) === Math.floor((channel * channelGroups) / inChannels);
}

/** Shape of each tensor of `Parameters`. */
export function parameterShapes(nodes: readonly Node[]): number[][] {
  return convolutions(nodes).flatMap((l) => [[l.outChannels, l.inChannels, l.kernel], [l.outChannels]]);
}

export function toLayers<N extends Node>(nodes: readonly N[], parameters: Parameters): (FloatLayer | Joining<N>)[] {
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
