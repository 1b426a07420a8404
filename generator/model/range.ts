/** Whole numbers from `min` to `max`, both ends included. */
export interface Range {
  min: number;
  max: number;
}

/** Smallest range that holds all of them, and 0. */
export const hull = (ranges: readonly Range[]): Range => ({
  min: ranges.reduce((min, range) => Math.min(min, range.min), 0),
  max: ranges.reduce((max, range) => Math.max(max, range.max), 0),
});

/** Smallest two's complement width that holds every value of the ranges. */
export function signedBits(ranges: readonly Range[]): number {
  let bits = 1;
  for (const { min, max } of ranges) while (min < -(2 ** (bits - 1)) || max > 2 ** (bits - 1) - 1) bits++;
  return bits;
}
