import type { FoldedSizing } from './hardware.js';

/**
 * Sign words of a layer in the order in which its passes look them up: pass by pass, tables from the last to the first.
 * Bit j of a word is the sign of the table's tap j; taps that table 0 lacks, its first ones, are 0.
 */
export function signWords(layer: FoldedSizing, taps: number): number[] {
  const order = tapOrder(layer);
  const missing = layer.tablesPerGroup * taps - order.length;
  const words: number[] = [];
  const { signs, passes } = layer.encoded;
  let at = 0;
  for (const { alpha } of passes) {
    if (alpha === 0) continue;
    for (let table = layer.tablesPerGroup - 1; table >= 0; table--) {
      let word = 0;
      for (let j = 0; j < taps; j++) {
        const tap = order[table * taps + j - missing];
        if (tap !== undefined) word |= signs[at + tap]! << j;
      }
      words.push(word);
    }
    at += order.length;
  }
  return words;
}

/** Weights of a group in the order of their window words: a kernel's taps lie phase by phase of the stride. */
function tapOrder({ grouping, shape, pixelwise }: FoldedSizing): number[] {
  const { channelsPerGroup, tapsPerGroup } = grouping;
  const order: number[] = [];
  for (let c = 0; c < channelsPerGroup; c++)
    for (let phase = 0; phase < (pixelwise ? 1 : Math.min(shape.stride, tapsPerGroup)); phase++)
      for (let k = phase; k < tapsPerGroup; k += pixelwise ? 1 : shape.stride) order.push(c * tapsPerGroup + k);
  return order;
}
