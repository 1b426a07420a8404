import { unsignedBits } from '../../model/encode.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import type { FoldedSizing } from './hardware.js';
import { rowsAt } from './layout.js';
import type { Layout } from './program.js';
import { signWords } from './signs.js';

/** Rows of every layer's inputs: even ones from address 0, odd ones behind them, so that no layer reads what it writes. */
export function placeRows(
  model: IntegerNetwork,
  layers: readonly FoldedSizing[],
  lanes: number,
  keepFirst: boolean,
): { layout: Layout; words: number } {
  const { channels, samples } = model.input;
  const requests = layers.map((layer, i) => {
    const padding = layer.shape.padding;
    const before = layers[i - 1];
    if (before === undefined) return { channels, length: samples, stored: samples, offset: 0, padding, unit: 1 };
    const unit = lanes / before.block;
    const { pool } = before.shape;
    const pooledLater = pool !== null && (pool.kernel !== before.block || pool.stride !== before.block);
    return {
      channels: before.shape.outChannels,
      length: before.lengths.output,
      stored: before.tiles * unit,
      // Lanes without a position come first.
      offset: pooledLater ? 0 : (lanes - before.tilePositions) / before.block,
      padding,
      unit,
    };
  });
  const even = requests.filter((_, i) => i % 2 === 0).map((request) => rowsAt(0, request).end);
  const base = Math.max(...even);
  const layout = requests.map((request, i) => rowsAt(i % 2 === 0 ? 0 : base, request));
  // What the next window takes over lies behind everything else.
  if (keepFirst && layout.length > 1)
    layout[1] = rowsAt(Math.max(...layout.map(({ end }, i) => (i === 1 ? base : end))), requests[1]!);
  return { layout, words: Math.max(...layout.map(({ end }) => end)) };
}

/** What takes most of the activation memory, in words of the model. */
export function widest(layout: Layout, layers: readonly FoldedSizing[]): string {
  const sizes = layout.map(({ channels, pitch }) => channels * pitch);
  const max = sizes.indexOf(Math.max(...sizes));
  return max === 0 ? 'the inputs' : `the output of layer ${layers[max - 1]!.name}`;
}

/** All sign words, and where those of each layer start. */
export interface Signs {
  words: number[];
  /** Address of the first of each layer, a multiple of 2^unit. */
  starts: number[];
  unit: number;
}

export function placeSigns(layers: readonly FoldedSizing[], taps: number): Signs {
  const ofLayers = layers.map((layer) => signWords(layer, taps));
  const all = ofLayers.reduce((sum, { length }) => sum + length, 0);
  // A longer memory starts its layers further apart, so that an address takes no wider an instruction.
  const unit = Math.max(2, unsignedBits(all - 1) - 12);
  const words: number[] = [];
  const starts = ofLayers.map((own) => {
    while (words.length % 2 ** unit !== 0) words.push(0);
    const start = words.length;
    for (const word of own) words.push(word);
    return start;
  });
  if (words.length === 0) words.push(0);
  return { starts, words, unit };
}
