import type { InputSpec } from '../network/input.js';
import type { Add, Concat, Convolution, Node, Per } from '../network/network.js';
import type { Task } from '../network/task.js';
import type { Structure } from './grouping.js';

/**
 * The integer network: the one artefact hardware is made from. Semantics (all whole numbers):
 *
 *   x        = clamp((code - zero) >> shift)                      signed, `input.bits`
 *   acc[o,t] = bias[o] + sum over groups g, bases i of alpha[g,i] * sum over (c,k) in g of beta[g,i,c,k] * x[c, t*stride + k*dilation - padding]
 *   acc[c,t] = (a[c,t] << align[0]) + (b[c,t] << align[1])        of an add
 *   y[o,t]   = clamp((acc + half) >> requant.shift), half = shift > 0 ? 2^(shift-1) : 0, to 0 .. 2^requant.bits - 1,
 *              without an activation to -2^(requant.bits-1) .. 2^(requant.bits-1) - 1
 *   then pooling: the largest y of a window, or the sum of its y (0 .. kernel * (2^requant.bits - 1), never clamped);
 *   the last node (requant null, no pooling) gives acc itself: the scores; `decisionOf` has what they say.
 *
 * A concat passes on the channels of what it reads.
 */
export interface IntegerModel<N extends IntegerNode = IntegerLayer> {
  name: string;
  /** Names of the outputs, whatever they say. */
  classes: string[];
  /** What the outputs say; absent: classes. */
  task?: Task | undefined;
  input: InputSpec;
  layers: N[];
  per?: Per | undefined;
}

/** A network of nodes of every kind; an `IntegerModel` by itself has convolutions alone. */
export type IntegerNetwork = IntegerModel<IntegerNode>;

export type IntegerNode = IntegerLayer | IntegerAdd | Concat;

/** What nodes become when they get whole numbers. */
export type IntegerOf<N extends Node> = N extends { kind: 'convolution' }
  ? IntegerLayer
  : N extends { kind: 'add' }
    ? IntegerAdd
    : Concat;

/** From sums to activations, by a shift and a clamp. */
export interface Requant {
  shift: number;
  bits: number;
}

export interface IntegerAdd extends Add {
  /** Bits by which each stream is shifted to the left: then one step of both is the same. */
  align: readonly [number, number];
  /** null: last node, raw sums out. */
  requant: Requant | null;
  /** Real value of one step of the sum is 2^scaleLog2. */
  scaleLog2: number;
}

export interface IntegerLayer extends Convolution {
  structure: Structure;
  /** Width of every alpha of this layer, unsigned; alphas are 1 .. 2^alphaBits - 1. */
  alphaBits: number;
  /** Number of bases of each group, [out][group], flat; 0: pruned. */
  bitwidths: Uint8Array;
  /** Alphas in the order [out][group][basis], flat. */
  alphas: Uint16Array;
  /** Signs in the order [out][group][basis][weight of the group as in `groupWeights`], one a byte: 1 stands for beta = -1. */
  signs: Uint8Array;
  /** [out], in accumulator steps. */
  bias: Int32Array;
  /** null: last layer, raw accumulators out. */
  requant: Requant | null;
  /** Real value of one accumulator step is 2^scaleLog2 (information for reports; hardware does not use it). */
  scaleLog2: number;
}
