import type { Assembler } from './assembler.js';
import type { Batch, Output } from './batches.js';
import { fillAndBuild } from './fill.js';
import type { FoldedFolding, FoldedSizing } from './hardware.js';
import type { Rows } from './layout.js';

/** What a layer reads and stores; `to` is null for scores. */
export interface LayerRows {
  from: readonly Rows[];
  to: Rows | null;
  /** Its first sign word. */
  signs: number;
}

/** `tiles` tiles from the `first` on. Returns the addresses of the biases. */
export function runTiles(
  assembler: Assembler,
  layer: FoldedSizing,
  { from, to, signs }: LayerRows,
  { lanes, tapsPerLookup }: FoldedFolding,
  first: number,
  tiles: number,
): { from: number; to: number } {
  const { outChannels, stride, padding } = layer.shape;
  const { block, tilePositions, batches } = layer;
  const input = { streams: from, offset: first * tilePositions * stride - padding };
  if (to !== null) assembler.moveStore(to.store + first * (lanes / block) - assembler.store);
  assembler.moveLoad(from[0]!.start + input.offset - assembler.load);

  let start: number | null = null;
  assembler.loop(0, tiles, () => {
    const tileStart = { load: assembler.load, store: assembler.store };
    batches.forEach((batch, i) => {
      const readSigns = () => {
        if (i === 0) assembler.emit({ op: 'signs', address: signs });
      };
      fillAndBuild(assembler, layer, input, batch, tapsPerLookup, readSigns);
      if (to !== null) assembler.pitch(to.pitch);
      start ??= assembler.address;
      emitOutputs(assembler, layer, batch);
    });
    if (to !== null) {
      assembler.store += outChannels * to.pitch;
      // The last value is stored in the cycle after its bias; no read may fall into it.
      assembler.setPitch(1);
      if (tiles > 1) assembler.moveStore(tileStart.store + lanes / block - assembler.store);
    }
    if (tiles > 1) assembler.moveLoad(tileStart.load + tilePositions * stride - assembler.load);
  });
  return { from: start!, to: endOfBiases(assembler) };
}

/** Behind the last bias. */
const endOfBiases = ({ instructions }: Assembler) => instructions.findLastIndex(({ op }) => op === 'bias') + 1;

/** Every output's bias and passes; a last bias pushes the last output out. */
function emitOutputs(assembler: Assembler, layer: FoldedSizing, batch: Batch): void {
  for (const output of batch.outputs) {
    assembler.emit({ op: 'bias', value: output.bias });
    const advances = advancesOf(layer, batch, output);
    output.passes.forEach(({ alpha }, i) => {
      assembler.emit({ op: 'pass', alpha, advance: advances[i]! });
    });
  }
  assembler.emit({ op: 'bias', value: 0 });
}

/** Tables or window words from one pass of an output to the next. */
function advancesOf({ span }: FoldedSizing, { groups }: Batch, { passes }: Output): number[] {
  const place = new Map(groups.map((group, i) => [group, i * span]));
  const places = passes.map(({ group, word }) => place.get(group)! + (word?.index ?? 0));
  return places.map((at, i) => at - (places[i - 1] ?? 0));
}

/** The longest of them; 0: there is one group. */
export const mostAdvance = (layers: readonly FoldedSizing[]): number =>
  layers
    .flatMap((layer) => layer.batches.flatMap((batch) => batch.outputs.map((o) => advancesOf(layer, batch, o))))
    .reduce((most, advances) => advances.reduce((max, advance) => Math.max(max, advance), most), 0);
