import type { Packed } from '../data.js';

const ARRAYS = { 1: Int8Array, 2: Int16Array, 4: Int32Array } as const;

/** The numbers of a packed list. */
export function unpacked({ bytes, base64 }: Packed): Int8Array | Int16Array | Int32Array {
  const { buffer } = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new ARRAYS[bytes](buffer);
}

export const grouped = (value: number): string => value.toLocaleString('en-US');

/** Steps of an axis: 1, 2 or 5 times a power of ten, at most `count` of them. */
export function step(range: number, count: number): number {
  const power = 10 ** Math.floor(Math.log10(range / count));
  return [1, 2, 5, 10].map((factor) => factor * power).find((size) => range / size <= count)!;
}
