import type { InputSpec } from '../network/input.js';
import type { Convolution } from '../network/network.js';
import type { Structure } from './grouping.js';

/**
 * The integer network: the one artefact hardware is made from. Semantics (all whole numbers):
 *
 *   x        = clamp((code - zero) >> shift)                      signed, `input.bits`
 *   acc[o,t] = bias[o] + sum over groups g, bases i of alpha[g,i] * sum over (c,k) in g of beta[g,i,c,k] * x[c, t*stride + k - padding]
 *   y[o,t]   = clamp((acc + half) >> requant.shift, 0, 2^requant.bits - 1), half = shift > 0 ? 2^(shift-1) : 0
 *   then pooling: the largest y of a window, or the sum of its y (0 .. kernel * (2^requant.bits - 1), never clamped);
 *   the last layer (requant null, no pooling) gives acc itself: the scores. Class: largest score, lowest index on a tie.
 */
export interface IntegerModel {
  name: string;
  classes: string[];
  input: InputSpec;
  layers: IntegerLayer[];
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
  requant: { shift: number; bits: number } | null;
  /** Real value of one accumulator step is 2^scaleLog2 (information for reports; hardware does not use it). */
  scaleLog2: number;
}
