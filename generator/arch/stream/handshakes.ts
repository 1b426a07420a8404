import { SLICE } from '../ports.js';
import type { LayerHardware } from './engine.js';
import { closingLanes } from './order.js';
import type { Producer, Times } from './times.js';

/** Samples come position by position. */
export const sampleBursts = ({ lengths }: LayerHardware) => new Array<number>(lengths.input).fill(1);

/** The register slice of the sample port: samples are there from cycle `from` on, and it holds two. */
export function* sampleSlice(own: Times, codes: number, from: number): Generator<void> {
  for (let code = 0; code < codes; code++) {
    const before = code - SLICE.beats;
    while (own.taken.length <= before) yield;
    const free = before < 0 ? Math.max(SLICE.first, from) : own.taken[before]! + 1;
    own.loaded.push(Math.max(free, (own.loaded[code - 1] ?? 0) + 1));
  }
}

/** Write side of a window. No producer: samples, always there. */
export function* writer(own: Times, layer: LayerHardware, from: Producer | null, fragments: number): Generator<void> {
  const { inChannels, padding } = layer.shape;
  const { rowPositions, fragmentRows, rows } = layer.window;
  const bursts = from?.bursts ?? sampleBursts(layer);
  let time = -1; // of the last write
  let beat = 0;

  /** Writes one value to a place counted over all fragments; `data`: the producer's next beat, else a zero. */
  function* write(position: number, channel: number, data: boolean): Generator<void> {
    const row = Math.floor(position / rowPositions);
    let earliest = time + 1;
    if (row >= rows) {
      // The tile that frees the row whose place this one takes.
      const freed = row - rows;
      const tile = Math.floor(freed / fragmentRows) * layer.tiles + Math.min(freed % fragmentRows, layer.tiles - 1);
      while (own.tileDone.length <= tile) yield;
      earliest = Math.max(earliest, own.tileDone[tile]! + 1);
    }
    if (data && from !== null) {
      while (from.times.loaded.length <= beat) yield;
      earliest = Math.max(earliest, from.times.loaded[beat]! + 1);
      from.times.taken.push(earliest);
    }
    if (data) beat++;
    if (data && from === null) own.sampled.push(earliest);
    time = earliest;
    if (channel === inChannels - 1 && position % rowPositions === rowPositions - 1) own.rowComplete.push(time);
  }

  for (let fragment = 0; fragment < fragments; fragment++) {
    const first = fragment * fragmentRows * rowPositions;
    let position = first;
    for (; position < first + padding; position++)
      for (let channel = 0; channel < inChannels; channel++) yield* write(position, channel, false);
    for (const length of bursts) {
      for (let channel = 0; channel < inChannels; channel++)
        for (let i = 0; i < length; i++) yield* write(position + i, channel, true);
      position += length;
    }
    for (; position < first + fragmentRows * rowPositions; position++)
      for (let channel = 0; channel < inChannels; channel++) yield* write(position, channel, false);
  }
}

/** Values of one channel in a row, for each tile of the producer that gives any. */
export function burstsOf(producer: LayerHardware): number[] {
  return Array.from({ length: producer.tiles }, (_, tile) => closingLanes(producer, tile).length).filter((n) => n > 0);
}

/** The last row, counted over all fragments, that a tile reads: the last tile reads all that are left. */
export function lastRowRead({ tiles, window }: LayerHardware, fragment: number, tile: number): number {
  const { fragmentRows, freedRows, tileRows } = window;
  return fragment * fragmentRows + (tile === tiles - 1 ? fragmentRows : tile * freedRows + tileRows) - 1;
}
