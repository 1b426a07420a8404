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

/** Rows of one stream in the memory, one a channel, zeros between them. */
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
  /** Zeros before the first row, and at least so many after each. */
  before: number;
  after: number;
}

/** What rows of a stream take: `stored` words each, of which `length` values from `offset` on are used; starts are multiples of `unit`. */
export interface RowsRequest extends Pick<Rows, 'channels' | 'length' | 'before' | 'after'> {
  stored: number;
  offset: number;
  unit: number;
}

/** Rows in the memory from `base` on; all that is written lies from `base` on and before `end`. Zeros between rows serve both. */
export function rowsAt(base: number, request: RowsRequest): Rows & { end: number } {
  const { channels, length, stored, offset, before, after, unit } = request;
  const up = (n: number) => Math.ceil(n / unit) * unit;
  const store = up(base + Math.max(0, before - offset));
  const pitch = up(Math.max(stored, length + Math.max(before, after)));
  const start = store + offset;
  return { channels, length, start, store, pitch, before, after, end: start + channels * pitch };
}
