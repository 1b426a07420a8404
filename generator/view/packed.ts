import type { Packed } from './data.js';

const ARRAYS = { 1: Int8Array, 2: Int16Array, 4: Int32Array } as const;

/** Whole numbers in the fewest bytes that hold them all, signed. */
export function packed(values: ArrayLike<number>): Packed {
  let [min, max] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isInteger(value)) throw new RangeError(`${value}: no whole number`);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const bytes = ([1, 2, 4] as const).find((n) => min >= -(2 ** (8 * n - 1)) && max < 2 ** (8 * n - 1));
  if (bytes === undefined) throw new RangeError(`${min} to ${max}: wider than 32 bits`);
  const { buffer } = ARRAYS[bytes].from(values);
  return { bytes, base64: Buffer.from(buffer).toString('base64') };
}
