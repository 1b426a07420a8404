import type { Random } from '../../../generator/support/random.js';

/** What modules compute, by the integer model. */

/** Accumulators of all sizes, both signs. */
export function accumulator(rng: Random, bits: number): number {
  const max = 2 ** rng.integer(0, bits - 1);
  return rng.integer(-max, max - 1);
}

export function requantised(acc: number, shift: number, bits: number, signed = false): bigint {
  const min = signed ? -(2 ** (bits - 1)) : 0;
  return BigInt(Math.min(min + 2 ** bits - 1, Math.max(min, Math.floor(acc / 2 ** shift))));
}

/** Value of a pooling window. */
export const pooledValue = (window: readonly number[], sum: boolean) =>
  sum ? window.reduce((a, b) => a + b, 0) : Math.max(...window);
