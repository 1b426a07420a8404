import type { FieldProblem } from '../../support/errors.js';

/** A stream: values of channels at positions. */
export interface Shape {
  channels: number;
  positions: number;
}

/** Positions of a node's streams. A length below 1 means that the node does not fit. */
export interface LayerLengths {
  /** Input positions. */
  input: number;
  /** Positions of the sums, before pooling. */
  conv: number;
  /** Output positions after pooling; the same as `conv` without a pool. */
  output: number;
}

/** What a kind of node makes of the shapes of the streams that it reads. */
export interface Shaping<N> {
  lengths(node: N, from: readonly Shape[]): LayerLengths;
  /** Whether the channels fit; fields are those of the node. */
  checkChannels(node: N, from: readonly { edge: string; channels: number }[]): FieldProblem[];
  /** Whether a position is left of what the node reads. */
  checkLengths(node: N, from: readonly Shape[]): FieldProblem[];
}

/** Positions behind a pool. */
export function pooled(pool: { kernel: number; stride: number } | null, positions: number): number {
  return pool === null ? positions : Math.floor((positions - pool.kernel) / pool.stride) + 1;
}

export function checkPool(pool: { kernel: number } | null, positions: number, of: string): FieldProblem[] {
  if (pool === null || pool.kernel <= positions) return [];
  return [
    {
      field: 'pool.kernel',
      message: `longer than the ${of} ${positions} positions`,
      value: pool.kernel,
      allowed: `1 to ${positions}`,
      fix: `${positions}`,
    },
  ];
}
