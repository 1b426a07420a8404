import type { IntegerLayer } from '../../model/integer-model.js';
import { greatestCommonDivisor } from '../../support/integers.js';

/** Largest power of two that divides both `n` and `lanes`. */
function commonPowerOfTwo(n: number, lanes: number): number {
  let block = 1;
  while (n % (2 * block) === 0 && lanes % (2 * block) === 0) block *= 2;
  return block;
}

/** Positions that are pooled as they leave the lanes: every pooling window is a whole number of such blocks. */
export function blockOf({ pool }: Pick<IntegerLayer, 'pool'>, lanes: number): number {
  return pool === null ? 1 : commonPowerOfTwo(greatestCommonDivisor(pool.kernel, pool.stride), lanes);
}

/** Rows of one layer's activations in the memory, one a channel, zeros between them. */
export interface Rows {
  channels: number;
  /** Values of a row that are used. */
  length: number;
  /** Address of the first value of row 0. */
  start: number;
  /** Address where the first tile of row 0 is stored. */
  store: number;
  /** From row to row. */
  pitch: number;
  /** Zeros before the first row and after each. */
  padding: number;
}

/** Rows with room for `stored` words each, of which `length` values from `offset` on are used; starts are multiples of `unit`. */
export function rowsAt(
  base: number,
  rows: { channels: number; length: number; stored: number; offset: number; padding: number; unit: number },
): Rows & { end: number } {
  const { channels, length, stored, offset, padding, unit } = rows;
  const up = (n: number) => Math.ceil(n / unit) * unit;
  const store = up(base + Math.max(0, padding - offset));
  const pitch = up(Math.max(stored, length + padding));
  const start = store + offset;
  return { channels, length, start, store, pitch, padding, end: start + channels * pitch };
}
