import { type Assembler, pieces } from './assembler.js';
import type { FoldedSizing, SharedWork } from './hardware.js';
import { SOURCES } from './isa.js';
import type { Rows } from './layout.js';

/** Stores the samples of a fragment. */
export function storeInputs(assembler: Assembler, rows: Rows): void {
  const { channels, length, before, after, pitch, start } = rows;
  if (channels === 1) {
    assembler.moveStore(start - before - assembler.store);
    if (before > 0) assembler.storeMany('zeros', before);
    assembler.storeMany('inputs', length);
    if (after > 0) assembler.storeMany('zeros', after);
    return;
  }
  // Inputs come position by position; a round ends at the channel after the last.
  assembler.moveStore(start - assembler.store);
  assembler.loop(0, length, () => {
    assembler.pitch(pitch);
    assembler.emit(
      ...pieces(channels, assembler.limits.store).map(
        (count) => ({ op: 'store', source: SOURCES.inputs, count }) as const,
      ),
    );
    assembler.store += channels * pitch;
    assembler.moveStore(1 - channels * pitch);
  });
  zerosBetween(assembler, rows);
}

/** Zeros before the first row and after each, where some layer reads padding. */
export function zerosBetween(assembler: Assembler, { channels, start, length, pitch, before, after }: Rows): void {
  if (before === 0 && after === 0) return;
  assembler.moveStore(start - before - assembler.store);
  if (before > 0) assembler.storeMany('zeros', before);
  assembler.loop(0, channels, () => {
    assembler.moveStore(length);
    assembler.storeMany('zeros', pitch - length);
  });
}

/** Moves the values that two windows share to where the later one has them. */
export function moveRows(
  assembler: Assembler,
  layer: FoldedSizing,
  rows: Rows,
  { shift, from, count }: SharedWork,
): void {
  assembler.moveStore(rows.start + from - assembler.store);
  assembler.moveLoad(rows.start + from + shift - assembler.load);
  assembler.loop(0, layer.shape.outChannels, () => {
    const start = { load: assembler.load, store: assembler.store };
    assembler.pitch(1);
    assembler.loop(1, count, () => {
      assembler.emit({ op: 'pool', step: 1, first: true, store: true });
      if (count === 1) assembler.setPitch(1);
      assembler.load += 1;
      assembler.store += 1;
    });
    assembler.moveLoad(start.load + rows.pitch - assembler.load);
    assembler.moveStore(start.store + rows.pitch - assembler.store);
  });
}

/** Windows of several blocks: each is read, pooled, and stored in the same row, never ahead of what is still to be read. Returns the address of the store. */
export function poolRows(assembler: Assembler, layer: FoldedSizing, rows: Rows, lanes: number): number {
  const { pool, outChannels } = layer.shape;
  const blocks = pool!.kernel / layer.block;
  const stride = pool!.stride / layer.block;
  const skipped = (lanes - layer.tilePositions) / layer.block;
  assembler.moveStore(rows.store - assembler.store);
  assembler.moveLoad(rows.store + skipped - assembler.load);
  let address = 0;
  assembler.loop(0, outChannels, () => {
    const start = { load: assembler.load, store: assembler.store };
    assembler.pitch(1);
    assembler.loop(1, rows.length, () => {
      for (let i = 0; i < blocks; i++) {
        const step = i < blocks - 1 ? 1 : stride - blocks + 1;
        assembler.emit({ op: 'pool', step, first: i === 0, store: i === blocks - 1 });
      }
      // The value is stored in the next cycle; no read may fall into it. The loop's end is none.
      address = assembler.address;
      if (rows.length === 1) assembler.setPitch(1);
      assembler.load += stride;
      assembler.store += 1;
    });
    assembler.moveLoad(start.load + rows.pitch - assembler.load);
    assembler.moveStore(start.store + rows.pitch - assembler.store);
  });
  return address;
}
