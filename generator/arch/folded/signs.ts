import type { FoldedSizing } from './hardware.js';
import { tapOrder } from './taps.js';

/**
 * Sign words of a layer in the order in which its passes look them up: pass by pass, tables from the last to the first.
 * Bit j of a word is the sign of the table's tap j; taps that table 0 lacks, its first ones, are 0. Where window words are
 * looked up the last ones lack. A pass of one weight has a word of one sign.
 */
export function signWords(layer: FoldedSizing, taps: number): number[] {
  if (layer.work === 'weights')
    return layer.batches.flatMap(({ outputs }) =>
      outputs.flatMap(({ passes }) => passes.map(({ word }) => Number(word!.negative))),
    );
  const order = tapOrder(layer, layer.phases);
  const missing = layer.work === 'tables' ? layer.tablesPerGroup * taps - order.length : 0;
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
