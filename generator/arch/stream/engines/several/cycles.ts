import type { LayerSizing } from '../../../sizing.js';
import { cyclesByOutput } from '../../cycles-by-output.js';
import type { LayerHardware } from '../../engine.js';
import { lastRowRead } from '../../handshakes.js';
import { closingLanes } from '../../order.js';
import type { Times } from '../../times.js';

/** A pass takes a cycle a tap, and at least one a lane. */
export function outputCycles(
  { encoded, grouping }: Pick<LayerSizing, 'encoded' | 'grouping'>,
  lanes: number,
): number[] {
  const taps = grouping.channelsPerGroup * grouping.tapsPerGroup;
  return cyclesByOutput(encoded, 0, (alpha) => Math.max(alpha === 0 ? 1 : taps, lanes));
}

/** From pass_end (last read of an output channel issued) to lane 0's value at the pool: lane, product, sum, requantised. */
const READ_TO_POOL = 4;

/**
 * Sequencer to output register of a layer. It advances in steps, all of it together; a cycle in which the output register
 * is blocked is no step. `delay` is the number of such cycles so far: cycle = step + delay.
 */
export function* reader(own: Times, layer: LayerHardware, fragments: number): Generator<void> {
  const { tiles, tileCycles } = layer;
  // Step of the last cycle of each output channel's last pass, counted from the start of a tile.
  let cycles = 0;
  const ends = outputCycles(layer, layer.lanes).map((output) => {
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
      step = Math.max(step, due);
    }
  }

  for (let fragment = 0; fragment < fragments; fragment++) {
    for (let tile = 0; tile < tiles; tile++) {
      const needed = lastRowRead(layer, fragment, tile);
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
