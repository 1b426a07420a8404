import { passHeadBits } from '../../../../model/encode.js';
import type { LayerSizing } from '../../../sizing.js';
import { cyclesByOutput } from '../../cycles-by-output.js';
import type { LayerHardware } from '../../engine.js';
import { lastRowRead, waitsForData } from '../../handshakes.js';
import { closingLanes } from '../../order.js';
import { offered, type Source, type Times } from '../../times.js';
import type { SingleHardware } from './sizing.js';

/** Bias, alphas and signs come bit by bit (see bb_single); the last cycle is that in which the value leaves. */
export function outputCycles({ encoded, grouping }: Pick<LayerSizing, 'encoded' | 'grouping'>): number[] {
  const taps = grouping.channelsPerGroup * grouping.tapsPerGroup;
  const head = passHeadBits(encoded);
  return cyclesByOutput(encoded, encoded.biasBits + 2, (alpha) => head + (alpha === 0 ? 1 : taps + 1));
}

/** Write side of the ring of an engine with one lane: a fragment begins when the one before has been read whole. */
export function* ringWriter(
  own: Times,
  layer: LayerHardware<SingleHardware>,
  from: Source,
  fragments: number,
): Generator<void> {
  const { inChannels, stride } = layer.shape;
  const { before: padding } = layer.engine;
  const { rows } = layer.window;
  let time = -1; // of the last beat or zero

  /** Takes the next beat, at `earliest` or later. */
  function* take(earliest: number): Generator<void> {
    time = Math.max(earliest, (yield* offered(from)) + 1);
    from.take(time);
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

    if (waitsForData(layer)) time = Math.max(time, yield* offered(from));
    for (; position < padding; position++)
      for (let channel = 0; channel < inChannels; channel++) yield* write(position, channel, false);
    const end = layer.continuing ? Number.POSITIVE_INFINITY : padding + layer.engine.positions;
    let dropped = 0;
    for (const length of layer.inputBursts) {
      for (let channel = 0; channel < inChannels; channel++)
        for (let i = 0; i < length; i++) {
          // Beyond the last position in its last channel nothing is written any more.
          if (position + i >= end && (position >= end || channel === inChannels - 1)) dropped++;
          else yield* write(position + i, channel, true);
        }
      position += length;
    }
    if (layer.continuing) return;
    for (position = end; position < layer.window.fragmentRows; position++)
      for (let channel = 0; channel < inChannels; channel++) yield* write(position, channel, false);
    const last = tiles + layer.tiles - 1;
    while (own.tileDone.length <= last) yield;
    time = Math.max(time, own.tileDone[last]!);
    for (; dropped > 0; dropped--) yield* take(time + 1);
  }
}

/** Reader of an engine with one lane: nothing is done beside waiting for a value to be taken. */
export function* ringReader(own: Times, layer: LayerHardware<SingleHardware>, fragments: number): Generator<void> {
  const { tiles } = layer;
  const outputs = outputCycles(layer);
  let time = -1; // of the last cycle that is over
  for (let fragment = 0; fragment < fragments; fragment++) {
    for (let tile = 0; tile < tiles; tile++) {
      const needed = lastRowRead(layer, fragment, tile);
      while (own.rowComplete.length <= needed) yield;
      // The cycle in which the engine sees that the window is there.
      time = Math.max(time, own.rowComplete[needed]!) + 1;
      const closes = closingLanes(layer, tile).length > 0;
      for (const cycles of outputs) {
        time += cycles;
        if (!closes) continue;
        const beat = own.loaded.length;
        own.loaded.push(time - 1);
        while (own.taken.length <= beat) yield;
        time = own.taken[beat]!;
      }
      own.tileDone.push(time);
    }
  }
}
