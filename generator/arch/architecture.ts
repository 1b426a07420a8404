import type { Design } from '../config/design.js';
import type { IntegerModel } from '../model/integer-model.js';
import { runCycles } from './cycles.js';
import { foldedHardware } from './folded/folded.js';
import { foldedOrder } from './folded/order.js';
import type { Hardware } from './hardware.js';
import { streamHardware } from './stream.js';
import { type Beat, streamOrder } from './stream-order.js';

/** Sizes the hardware of a design. `where` names its configuration in errors. */
export function buildHardware(design: Design, model: IntegerModel, where: string): Hardware {
  switch (design.architecture) {
    case 'stream':
      return { ...streamHardware(design.name, model, design.folding, where), parity: design.parity };
    case 'folded':
      return { ...foldedHardware(design.name, model, design.folding, where), parity: design.parity };
  }
}

/** Cycle after reset in which the last score of each fragment is taken, when samples are always offered and scores always taken. */
export function completions(hardware: Hardware, fragments: number): number[] {
  if (hardware.architecture === 'stream') return runCycles(hardware.layers, fragments).completions;
  const { firstCompletion, intervalCycles } = hardware;
  return Array.from({ length: fragments }, (_, f) => firstCompletion + f * intervalCycles);
}

/** The order in which the bench sees each layer's values, [layer]. */
export function layerOrders(hardware: Hardware): Beat[][] {
  return hardware.architecture === 'stream' ? hardware.layers.map(streamOrder) : hardware.layers.map(foldedOrder);
}
