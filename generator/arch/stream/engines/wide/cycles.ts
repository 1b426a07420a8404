import type { LayerSizing } from '../../../sizing.js';
import { cyclesByOutput } from '../../cycles-by-output.js';
import type { LayerHardware } from '../../engine.js';
import { lastRowRead } from '../../handshakes.js';
import { closingLanes } from '../../order.js';
import type { Times } from '../../times.js';
import { multipliersFor, type WideHardware } from './sizing.js';

/** A pass takes a cycle a channel of its group, a pass that adds nothing one a slot of lanes. */
export function outputCycles(
  { encoded, grouping }: Pick<LayerSizing, 'encoded' | 'grouping'>,
  lanes: number,
): number[] {
  const { channelsPerGroup } = grouping;
  const slots = lanes / multipliersFor(lanes, channelsPerGroup);
  return cyclesByOutput(encoded, 0, (alpha) => (alpha === 0 ? slots : channelsPerGroup));
}

/** From the issue of a pass' last step to its first values in the queue: memories, tree, sum, products, accumulators, values. */
function stepToQueue(kernel: number, channelsPerGroup: number): number {
  return 2 + Math.ceil(Math.log2(kernel)) + Number(channelsPerGroup > 1) + 4;
}

/** From the queue's memory to the pool. */
const QUEUE_TO_POOL = 2;

/**
 * Sequencer of an engine that takes all taps at once: what it issues nothing stops any more, so it waits between two output
 * channels while as many as the engine holds are on their way.
 */
export function* issuer(own: Times, layer: LayerHardware<WideHardware>, fragments: number): Generator<void> {
  const { tiles, engine } = layer;
  const outputs = outputCycles(layer, layer.lanes);
  let time = -1; // of the last cycle that is over

  /** The first cycle after this one in which the sequencer does not wait. */
  function* next(): Generator<void, number> {
    const before = own.issued.length - engine.held;
    if (before < 0) return time + 1;
    while (own.left.length <= before) yield;
    return Math.max(time, own.left[before]!) + 1;
  }

  for (let fragment = 0; fragment < fragments; fragment++) {
    for (let tile = 0; tile < tiles; tile++) {
      const needed = lastRowRead(layer, fragment, tile);
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
export function* leaver(own: Times, layer: LayerHardware<WideHardware>, fragments: number): Generator<void> {
  const { lanes, shape, tiles } = layer;
  const { multipliers, maxOf } = layer.engine;
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
        }
        own.left.push(time);
      }
    }
  }
}
