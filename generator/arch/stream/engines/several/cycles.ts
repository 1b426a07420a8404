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
 * A layer from its sequencer to its output register advances in steps, all of it together; a cycle in which the output register
 * is blocked is no step. Of each beat: the step in which it is due at the output register, and the number of blocked cycles up
 * to then; cycle = step + blocked.
 */
export interface Steps {
  due: number[];
  blocked: number[];
}

/** The sequencer: tile by tile, when its rows are there. */
export function* sequencer(own: Times, layer: LayerHardware, steps: Steps, fragments: number): Generator<void> {
  const { tiles, tileCycles } = layer;
  const { due, blocked } = steps;
  // Step of the last cycle of each output channel's last pass, counted from the start of a tile.
  let cycles = 0;
  const ends = outputCycles(layer, layer.lanes).map((output) => {
    cycles += output;
    return cycles - 1;
  });
  let step = 0; // the next that is not over
  let beat = 0; // the next that is due in it or later
  let delay = 0; // blocked cycles before it

  /** Goes over the beats that are due up to step `until()`, which may add delay. */
  function* pass(until: () => number): Generator<void> {
    for (; beat < due.length && due[beat]! <= until(); beat++) {
      while (blocked.length <= beat) yield;
      delay = blocked[beat]!;
      step = Math.max(step, due[beat]!);
    }
  }

  for (let fragment = 0; fragment < fragments; fragment++) {
    for (let tile = 0; tile < tiles; tile++) {
      const needed = lastRowRead(layer, fragment, tile);
      while (own.rowComplete.length <= needed) yield;
      const rowsThere = own.rowComplete[needed]! + 1;
      yield* pass(() => Math.max(step, rowsThere - delay));
      // In that step the sequencer sees the rows; it starts in the next.
      step = Math.max(step, rowsThere - delay) + 1;
      const closing = closingLanes(layer, tile);
      for (const end of ends) for (const { lane } of closing) due.push(step + end + READ_TO_POOL + lane);
      const done = step + tileCycles - 1;
      yield* pass(() => done);
      own.tileDone.push(done + delay);
      step = done + 1;
    }
  }
}

/** The output register: a beat that is due waits for the one before it to be taken. */
export function* outputRegister(own: Times, steps: Steps, beats: number): Generator<void> {
  let delay = 0;
  for (let beat = 0; beat < beats; beat++) {
    while (steps.due.length <= beat || own.taken.length < beat) yield;
    const due = steps.due[beat]!;
    if (beat > 0) delay = Math.max(delay, own.taken[beat - 1]! - due);
    own.loaded.push(due + delay);
    steps.blocked.push(delay);
  }
}
