import type { LayerShape } from '../network.js';
import type { LayerLengths } from '../shapes.js';

/** Positions of a convolution over `input` positions, and behind its pool. */
export function convolutionLengths(layer: Omit<LayerShape, 'name'>, input: number): LayerLengths {
  const { kernel, stride, padding, pool } = layer;
  const conv = Math.floor((input + 2 * padding - kernel) / stride) + 1;
  const output = pool === null ? conv : Math.floor((conv - pool.kernel) / pool.stride) + 1;
  return { input, conv, output };
}
