import type { LayerShape } from '../network.js';

/** Positions of a convolution over `input` positions, and behind its pool. */
export function convolutionLengths(layer: Omit<LayerShape, 'name'>, input: number): LayerLengths {
  const { kernel, stride, padding, pool } = layer;
  const conv = Math.floor((input + 2 * padding - kernel) / stride) + 1;
  const output = pool === null ? conv : Math.floor((conv - pool.kernel) / pool.stride) + 1;
  return { input, conv, output };
}

/** Positions of a layer's streams. A length below 1 means that the layer does not fit. */
export interface LayerLengths {
  /** Input positions. */
  input: number;
  /** Output positions of the convolution. */
  conv: number;
  /** Output positions after pooling; the same as `conv` without a pool. */
  output: number;
}
