import type { FoldedSizing } from './hardware.js';
import { tapsByPhase } from './taps.js';

/**
 * Sign words of a layer in the order in which its passes look them up: pass by pass, tables from the last to the first.
 * Bit j of a word is the sign of the table's tap j; taps that table 0 lacks, its first ones, are 0. Where window words are
 * looked up the last ones lack.
 */
export function signWords(layer: FoldedSizing, taps: number): number[] {
  const order = tapOrder(layer);
  const missing = layer.direct ? 0 : layer.tablesPerGroup * taps - order.length;
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

/** Weights of a group in the order of their window words. */
function tapOrder({ grouping, pixelwise, phases }: FoldedSizing): number[] {
  const { channelsPerGroup, tapsPerGroup } = grouping;
  const taps = pixelwise ? [0] : tapsByPhase(tapsPerGroup, phases).flat();
  return Array.from({ length: channelsPerGroup }, (_, c) => taps.map((k) => c * tapsPerGroup + k)).flat();
}
