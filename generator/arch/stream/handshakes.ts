import type { LayerHardware, SingleHardware, WideHardware } from '../hardware.js';
import { SLICE } from '../ports.js';
import { outputCycles } from './layer.js';
import { closingLanes } from './order.js';
import { QUEUE_TO_POOL, stepToQueue, wideOutputCycles } from './wide.js';

/** Cycles in which things happened, in the order in which they do. */
export interface Times {
  /** A code was taken; of the first engine only. */
  sampled: number[];
  /** A row of the window became complete. */
  rowComplete: number[];
  /** A tile issued its last read. */
  tileDone: number[];
  /** An output channel of a tile issued its last step; of engines that take all taps at once only, as the next. */
  issued: number[];
  /** The last value of an output channel of a tile went to the pool. */
  left: number[];
  /** An output beat entered the output register (it is offered from the next cycle on). */
  loaded: number[];
  /** An output beat was taken by the next layer. */
  taken: number[];
}

export const lengthsOf = (times: Times) =>
  [times.sampled, times.rowComplete, times.tileDone, times.issued, times.left, times.loaded, times.taken].reduce(
    (sum, list) => sum + list.length,
    0,
  );

export function noTimes(): Times {
  return { sampled: [], rowComplete: [], tileDone: [], issued: [], left: [], loaded: [], taken: [] };
}

/** What gives a window its values: their times, and how many of one channel come in a row, for each such burst. */
export interface Producer {
  times: Times;
  bursts: readonly number[];
}

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

/** Write side of the ring of an engine with one lane: a fragment begins when the one before has been read whole. */
export function* ringWriter(
  own: Times,
  layer: LayerHardware,
  single: SingleHardware,
  from: Producer | null,
  fragments: number,
): Generator<void> {
  const { inChannels, padding, stride } = layer.shape;
  const { rows } = layer.window;
  const bursts = from?.bursts ?? sampleBursts(layer);
  let time = -1; // of the last beat or zero
  let beat = 0;

  /** Takes the producer's next beat, at `earliest` or later. */
  function* take(earliest: number): Generator<void> {
    time = earliest;
    if (from !== null) {
      while (from.times.loaded.length <= beat) yield;
      time = Math.max(time, from.times.loaded[beat]! + 1);
      from.times.taken.push(time);
    }
    if (from === null) own.sampled.push(time);
    beat++;
  }

  for (let fragment = 0; fragment < fragments; fragment++) {
    const tiles = fragment * layer.tiles;
    let position = 0;

    /** Writes a value or a zero of a position of this fragment, once its place is free. */
    function* write(place: number, channel: number, data: boolean): Generator<void> {
      let earliest = time + 1;
      if (place >= rows) {
        const tile = tiles + Math.ceil((place - rows + 1) / stride) - 1;
        while (own.tileDone.length <= tile) yield;
        earliest = Math.max(earliest, own.tileDone[tile]! + 1);
      }
      if (data) yield* take(earliest);
      else time = earliest;
      if (channel === inChannels - 1) own.rowComplete.push(time);
    }

    for (; position < padding; position++)
      for (let channel = 0; channel < inChannels; channel++) yield* write(position, channel, false);
    const end = padding + single.positions;
    let dropped = 0;
    for (const length of bursts) {
      for (let channel = 0; channel < inChannels; channel++)
        for (let i = 0; i < length; i++) {
          // Beyond the last position in its last channel nothing is written any more.
          if (position + i >= end && (position >= end || channel === inChannels - 1)) dropped++;
          else yield* write(position + i, channel, true);
        }
      position += length;
    }
    for (position = end; position < layer.window.fragmentRows; position++)
      for (let channel = 0; channel < inChannels; channel++) yield* write(position, channel, false);
    const last = tiles + layer.tiles - 1;
    while (own.tileDone.length <= last) yield;
    time = Math.max(time, own.tileDone[last]!);
    for (; dropped > 0; dropped--) yield* take(time + 1);
  }
}

/** Reader of an engine with one lane: nothing is done beside waiting for a value to be taken. */
export function* singleReader(own: Times, layer: LayerHardware, last: boolean, fragments: number): Generator<void> {
  const { tiles, window, encoded, grouping } = layer;
  const outputs = outputCycles(encoded, grouping.channelsPerGroup * grouping.tapsPerGroup, 1);
  let time = -1; // of the last cycle that is over
  for (let fragment = 0; fragment < fragments; fragment++) {
    for (let tile = 0; tile < tiles; tile++) {
      const needed = fragment * window.fragmentRows + tile * window.freedRows + window.tileRows - 1;
      while (own.rowComplete.length <= needed) yield;
      // The cycle in which the engine sees that the window is there.
      time = Math.max(time, own.rowComplete[needed]!) + 1;
      const closes = closingLanes(layer, tile).length > 0;
      for (const cycles of outputs) {
        time += cycles;
        if (!closes) continue;
        const beat = own.loaded.length;
        own.loaded.push(time - 1);
        if (last) own.taken.push(time);
        while (own.taken.length <= beat) yield;
        time = own.taken[beat]!;
      }
      own.tileDone.push(time);
    }
  }
}

/** From pass_end (last read of an output channel issued) to lane 0's value at the pool: lane, product, sum, requantised. */
const READ_TO_POOL = 4;

/**
 * Sequencer to output register of a layer. It advances in steps, all of it together; a cycle in which the output register
 * is blocked is no step. `delay` is the number of such cycles so far: cycle = step + delay.
 */
export function* reader(own: Times, layer: LayerHardware, last: boolean, fragments: number): Generator<void> {
  const { tiles, window, tileCycles } = layer;
  const { encoded, grouping } = layer;
  // Step of the last cycle of each output channel's last pass, counted from the start of a tile.
  let cycles = 0;
  const ends = outputCycles(encoded, grouping.channelsPerGroup * grouping.tapsPerGroup, layer.lanes).map((output) => {
    cycles += output;
    return cycles - 1;
  });
  const beats: number[] = []; // steps at which beats are due at the output register
  let delay = 0;
  let step = 0;

  /** Lets the beats out that are due up to step `until()`; that may add delay. */
  function* letOut(until: () => number): Generator<void> {
    for (let beat = own.loaded.length; beat < beats.length && beats[beat]! <= until(); beat++) {
      const due = beats[beat]!;
      while (own.taken.length < beat) yield;
      if (beat > 0) delay = Math.max(delay, own.taken[beat - 1]! - due);
      own.loaded.push(due + delay);
      if (last) own.taken.push(due + delay + 1);
      step = Math.max(step, due);
    }
  }

  for (let fragment = 0; fragment < fragments; fragment++) {
    for (let tile = 0; tile < tiles; tile++) {
      const needed =
        fragment * window.fragmentRows + (tile === tiles - 1 ? window.fragmentRows : tile + window.tileRows) - 1;
      while (own.rowComplete.length <= needed) yield;
      const rowsThere = own.rowComplete[needed]! + 1;
      yield* letOut(() => Math.max(step, rowsThere - delay));
      // In that step the sequencer sees the rows; it starts in the next.
      step = Math.max(step, rowsThere - delay) + 1;
      const closing = closingLanes(layer, tile);
      for (const end of ends) for (const { lane } of closing) beats.push(step + end + READ_TO_POOL + lane);
      const done = step + tileCycles - 1;
      yield* letOut(() => done);
      own.tileDone.push(done + delay);
      step = done + 1;
    }
  }
  yield* letOut(() => Number.POSITIVE_INFINITY);
}

/**
 * Sequencer of an engine that takes all taps at once: what it issues nothing stops any more, so it waits between two output
 * channels while as many as the engine holds are on their way.
 */
export function* issuer(own: Times, layer: LayerHardware, wide: WideHardware, fragments: number): Generator<void> {
  const { tiles, window, encoded, grouping } = layer;
  const outputs = wideOutputCycles(encoded, grouping.channelsPerGroup, layer.lanes / wide.multipliers);
  let time = -1; // of the last cycle that is over

  /** The first cycle after this one in which the sequencer does not wait. */
  function* next(): Generator<void, number> {
    const before = own.issued.length - wide.held;
    if (before < 0) return time + 1;
    while (own.left.length <= before) yield;
    return Math.max(time, own.left[before]!) + 1;
  }

  for (let fragment = 0; fragment < fragments; fragment++) {
    for (let tile = 0; tile < tiles; tile++) {
      const needed =
        fragment * window.fragmentRows + (tile === tiles - 1 ? window.fragmentRows : tile + window.tileRows) - 1;
      while (own.rowComplete.length <= needed) yield;
      // In that cycle the sequencer sees the rows; it starts in the next.
      time = Math.max(yield* next(), own.rowComplete[needed]! + 1);
      for (const cycles of outputs) {
        time = (yield* next()) + cycles - 1;
        own.issued.push(time);
      }
      own.tileDone.push(time);
    }
  }
}

/** The same engine from its queue on: value by value through the pool to the output register. */
export function* leaver(
  own: Times,
  layer: LayerHardware,
  wide: WideHardware,
  last: boolean,
  fragments: number,
): Generator<void> {
  const { lanes, shape, tiles } = layer;
  const { multipliers, maxOf } = wide;
  const delay = stepToQueue(shape.kernel, layer.grouping.channelsPerGroup) + QUEUE_TO_POOL;
  let time = -1; // in which the last value went to the pool
  for (let fragment = 0; fragment < fragments; fragment++) {
    for (let tile = 0; tile < tiles; tile++) {
      const closing = new Set(closingLanes(layer, tile).map(({ lane }) => lane));
      for (let channel = 0; channel < shape.outChannels; channel++) {
        const output = own.left.length;
        while (own.issued.length <= output) yield;
        for (let lane = 0; lane < lanes; lane += maxOf) {
          const slot = Math.floor(lane / multipliers);
          time = Math.max(time + 1, own.issued[output]! + delay + slot);
          // Of lanes that go to the pool as one, only the last can close a window.
          if (!closing.has(lane + maxOf - 1)) continue;
          const beat = own.loaded.length;
          while (own.taken.length < beat) yield;
          if (beat > 0) time = Math.max(time, own.taken[beat - 1]!);
          own.loaded.push(time);
          if (last) own.taken.push(time + 1);
        }
        own.left.push(time);
      }
    }
  }
}

/** Values of one channel in a row, for each tile of the producer that gives any. */
export function burstsOf(producer: LayerHardware): number[] {
  return Array.from({ length: producer.tiles }, (_, tile) => closingLanes(producer, tile).length).filter((n) => n > 0);
}
