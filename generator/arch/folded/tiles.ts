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
function emitOutputs(assembler: Assembler, { lookups }: FoldedSizing, { outputs, groups }: Batch): void {
  const place = new Map(groups.map((group, i) => [group, i]));
  for (const { bias, passes } of outputs) {
    assembler.emit({ op: 'bias', value: bias });
    let at = 0;
    for (const { alpha, group } of passes) {
      const next = place.get(group)!;
      assembler.emit({ op: 'pass', alpha, advance: (next - at) * lookups });
      at = next;
    }
  }
  assembler.emit({ op: 'bias', value: 0 });
}

/** Most tables or window words that a pass skips to its group. */
export function mostAdvance(layers: readonly FoldedSizing[]): number {
  const ofOutput = ({ groups }: Batch, { passes }: Output) =>
    passes.map(({ group }, i) => groups.indexOf(group) - (i === 0 ? 0 : groups.indexOf(passes[i - 1]!.group)));
  return Math.max(
    0,
    ...layers.map(({ batches, lookups }) =>
      batches
        .flatMap((batch) => batch.outputs.flatMap((output) => ofOutput(batch, output)))
        .reduce((most, skipped) => Math.max(most, skipped * lookups), 0),
    ),
  );
}
