import { engineOf, type LayerHardware } from './engines.js';
import { lastRowRead } from './handshakes.js';
import { closingLanes } from './order.js';
import type { Source, Times } from './times.js';

/**
 * An engine at its worst: its reader does nothing beside waiting for a value to be taken, and a tile frees its rows when all of
 * its values have been. Whatever an engine waits for, in whatever rhythm its streams pause, this one waits for too; so a
 * network of such engines that goes through goes through in hardware (see `queues.ts`). The cycles are those of none.
 */
export function patient(
  own: Times,
  layer: LayerHardware,
  operands: readonly Source[],
  fragments: number,
): Generator<void>[] {
  const processes = engineOf(layer).processes(own, layer, operands, fragments);
  // An add is so by itself. Of others the first process writes the window, as it does in any case.
  return layer.layer.align === null ? [processes[0]!, patientReader(own, layer, fragments)] : processes;
}

function* patientReader(own: Times, layer: LayerHardware, fragments: number): Generator<void> {
  let time = -1;
  for (let fragment = 0; fragment < fragments; fragment++) {
    for (let tile = 0; tile < layer.tiles; tile++) {
      const needed = lastRowRead(layer, fragment, tile);
      while (own.rowComplete.length <= needed) yield;
      time = Math.max(time, own.rowComplete[needed]!) + 1;
      const values = closingLanes(layer, tile).length * layer.shape.outChannels;
      for (let value = 0; value < values; value++) {
        own.loaded.push(time);
        while (own.taken.length < own.loaded.length) yield;
        time = own.taken.at(-1)!;
      }
      own.tileDone.push(time);
    }
  }
}
