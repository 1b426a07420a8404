import type { LayerShape, Structure } from './network.js';

/** Input as the hardware sees it: `x = clamp((code - zero) >> shift)` to a signed width. */
export interface InputSpec {
  /** Samples of one fragment, of each channel. */
  samples: number;
  /** Codes come position by position, in a position channel by channel. */
  channels: number;
  sampleRateHz: number;
  /** Bits of the unsigned ADC code. */
  codeBits: number;
  zero: number;
  shift: number;
  /** Signed bits of x. */
  bits: number;
  /** Thresholds of windows that get no class; absent: every window gets one. */
  guard?: Guard | undefined;
}

/** Codes of one window: its samples of all channels. */
export const codesPerWindow = ({ samples, channels }: Pick<InputSpec, 'samples' | 'channels'>) => samples * channels;

/** What is no signal; `guardFlags` says how it is judged. Codes are raw ADC codes. */
export interface Guard {
  flat?: { range: number; samples: number; within: number } | undefined;
  rails?: { low: number; high: number; saturated: number; leadOff: number } | undefined;
}

/** A trained network in floating point, free of any framework. Real input = x * inputScale. */
export interface FloatModel {
  name: string;
  classes: string[];
  input: InputSpec;
  /** Real value of one step of x. */
  inputScale: number;
  layers: FloatLayer[];
}

export interface FloatLayer extends LayerShape {
  /** [out][in][tap], flat. */
  weights: Float32Array;
  /** [out]. */
  bias: Float32Array;
}

/** One group of weights as a sum of `alpha * beta`; empty arrays: the group is pruned. */
export interface AlqGroup {
  /** All > 0. */
  alphas: number[];
  /** For each alpha, its basis in the order of `groupWeights`: true stands for -1. */
  negative: boolean[][];
}

/** A layer in multi-bit form with real alphas: what ALQ (or an import) yields and integer quantisation takes. */
export interface AlqLayer extends LayerShape {
  structure: Structure;
  /** [out][group], flat. */
  groups: AlqGroup[];
  bias: Float32Array;
}

export interface AlqModel extends Omit<FloatModel, 'layers'> {
  layers: AlqLayer[];
}
