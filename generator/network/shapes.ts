import type { LayerShape, Pool } from './network.js';

/**
 * Log2 of what pooling scales real values by. A sum counts as 2^-ceil(log2 kernel) times the sum of its values: the
 * average times a constant from 1/2 to 1, so that the step of real values stays a power of two.
 */
export function poolScaleLog2(pool: Pool | null): number {
  return pool?.kind === 'sum' ? 0 - Math.ceil(Math.log2(pool.kernel)) : 0;
}

/** Positions of a layer's streams. */
export interface LayerLengths {
  /** Input positions. */
  input: number;
  /** Output positions of the convolution. */
  conv: number;
  /** Output positions after pooling; the same as `conv` without a pool. */
  output: number;
}

/** Positions of every layer's input, convolution and output, for `samples` input samples. A length below 1 means that the layer does not fit. */
export function layerLengths(samples: number, layers: readonly LayerShape[]): LayerLengths[] {
  let input = samples;
  return layers.map((l) => {
    const conv = Math.floor((input + 2 * l.padding - l.kernel) / l.stride) + 1;
    const output = l.pool === null ? conv : Math.floor((conv - l.pool.kernel) / l.pool.stride) + 1;
    const lengths = { input, conv, output };
    input = output;
    return lengths;
  });
}

/** Convolution positions that a layer's pooling windows use, for so many output positions; later ones are never computed. */
export function usedPositions({ pool }: Pick<LayerShape, 'pool'>, outputPositions: number): number {
  return pool === null ? outputPositions : (outputPositions - 1) * pool.stride + pool.kernel;
}
