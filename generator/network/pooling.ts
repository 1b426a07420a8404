/** What a kind of pooling makes of the values of a window. */
interface Pooling {
  /** The value so far with one more. */
  more(soFar: number, value: number): number;
  /** The largest value of `kernel` values of at most 1. */
  largest(kernel: number): number;
  /** Log2 of what real values are scaled by. */
  scaleLog2(kernel: number): number;
}

/**
 * Every kind of pooling: the largest value of a window, or the sum of its values, an average up to a constant. A sum counts as
 * 2^-ceil(log2 kernel) times the sum of its values: the average times a constant from 1/2 to 1, so that the step of real values
 * stays a power of two.
 */
export const POOLING = {
  max: { more: Math.max, largest: () => 1, scaleLog2: () => 0 },
  sum: {
    more: (soFar, value) => soFar + value,
    largest: (kernel) => kernel,
    scaleLog2: (kernel) => 0 - Math.ceil(Math.log2(kernel)),
  },
} as const satisfies Record<string, Pooling>;

export type PoolKind = keyof typeof POOLING;
export const POOL_KINDS = Object.keys(POOLING) as [PoolKind, ...PoolKind[]];
