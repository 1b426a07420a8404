import { reach } from '../../network/nodes/convolution.js';
import { SLICE } from '../ports.js';
import type { LayerHardware } from './engine.js';
import { type Outlet, offered, type Source, type Times } from './times.js';

/** Samples at the port: each is there as soon as the one before it is taken. */
export function* samples(own: Outlet, codes: number, from: number): Generator<void> {
  for (let code = 0; code < codes; code++) {
    while (own.taken.length < code) yield;
    own.loaded.push(own.taken[code - 1] ?? from - 1);
  }
}

/** The register slice of the sample port, with the cycles in which it takes samples: they are there from cycle `from` on, and it holds two. */
export function* sampleSlice(own: Outlet, entered: number[], codes: number, from: number): Generator<void> {
  for (let code = 0; code < codes; code++) {
    const before = code - SLICE.beats;
    while (own.taken.length <= before) yield;
    const free = before < 0 ? Math.max(SLICE.first, from) : own.taken[before]! + 1;
    entered.push(Math.max(free, (entered[code - 1] ?? 0) + 1));
    while (own.taken.length < code) yield;
    own.loaded.push(Math.max(entered[code]!, own.taken[code - 1] ?? 0));
  }
}

/** Scores at the port: each is taken as soon as it is there. */
export function* sink(own: Outlet, scores: number): Generator<void> {
  while (own.taken.length < scores) {
    while (own.loaded.length <= own.taken.length) yield;
    own.taken.push(own.loaded[own.taken.length]! + 1);
  }
}

/** A stream that several read: a beat of it is taken when the last of them has taken it. */
export function* fork(own: Outlet, readers: readonly Outlet[], beats: number): Generator<void> {
  for (let beat = 0; beat < beats; beat++) {
    while (readers.some(({ taken }) => taken.length <= beat)) yield;
    own.taken.push(Math.max(...readers.map(({ taken }) => taken[beat]!)));
  }
}

/** A queue of so many words, and its output register: see `bb_fifo`. */
export interface QueueTimes extends Outlet {
  written: number[];
}

export function* queue(own: QueueTimes, from: Source, words: number, beats: number): Generator<void> {
  for (let beat = 0; beat < beats; beat++) {
    const before = beat - words;
    while (own.loaded.length <= before) yield;
    const free = before < 0 ? 0 : own.loaded[before]! + 1;
    const written = Math.max((yield* offered(from)) + 1, (own.written[beat - 1] ?? -1) + 1, free);
    from.take(written);
    own.written.push(written);
  }
}

/** The output side of a queue. */
export function* dequeue(own: QueueTimes, beats: number): Generator<void> {
  for (let beat = 0; beat < beats; beat++) {
    while (own.written.length <= beat || own.taken.length < beat) yield;
    own.loaded.push(Math.max(own.written[beat]! + 1, own.taken[beat - 1] ?? 0));
  }
}

/** Write side of a window. */
export function* writer(own: Times, layer: LayerHardware, from: Source, fragments: number): Generator<void> {
  const { inChannels, padding } = layer.shape;
  const { rowPositions, fragmentRows, rows } = layer.window;
  const { continuing } = layer;
  let time = -1; // of the last write

  /** Writes one value to a place counted over all fragments; `data`: the next beat, else a zero. */
  function* write(position: number, channel: number, data: boolean): Generator<void> {
    const row = Math.floor(position / rowPositions);
    let earliest = time + 1;
    if (row >= rows) {
      // The tile that frees the row whose place this one takes.
      const freed = row - rows;
      const tile = continuing
        ? freed
        : Math.floor(freed / fragmentRows) * layer.tiles + Math.min(freed % fragmentRows, layer.tiles - 1);
      while (own.tileDone.length <= tile) yield;
      earliest = Math.max(earliest, own.tileDone[tile]! + 1);
    }
    if (data) {
      earliest = Math.max(earliest, (yield* offered(from)) + 1);
      from.take(earliest);
    }
    time = earliest;
    if (channel === inChannels - 1 && position % rowPositions === rowPositions - 1) own.rowComplete.push(time);
  }

  for (let fragment = 0; fragment < fragments; fragment++) {
    const first = fragment * fragmentRows * rowPositions;
    let position = first;
    if (waitsForData(layer)) time = Math.max(time, yield* offered(from));
    for (; position < first + padding; position++)
      for (let channel = 0; channel < inChannels; channel++) yield* write(position, channel, false);
    for (const length of layer.inputBursts) {
      for (let channel = 0; channel < inChannels; channel++)
        for (let i = 0; i < length; i++) yield* write(position + i, channel, true);
      position += length;
    }
    if (continuing) return;
    for (; position < first + fragmentRows * rowPositions; position++)
      for (let channel = 0; channel < inChannels; channel++) yield* write(position, channel, false);
  }
}

/** Zeros before the input that are a window by themselves wait for its first value, so that no work is done before. */
export const waitsForData = ({ shape }: LayerHardware) => shape.padding >= reach(shape);

/** The last row, counted over all fragments, that a tile reads: the last tile reads all that are left. */
export function lastRowRead({ tiles, window }: LayerHardware, fragment: number, tile: number): number {
  const { fragmentRows, freedRows, tileRows } = window;
  return fragment * fragmentRows + (tile === tiles - 1 ? fragmentRows : tile * freedRows + tileRows) - 1;
}
