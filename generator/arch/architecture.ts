import type { Design } from '../config/design.js';
import { type Ports, portsOf } from '../config/ports.js';
import type { IntegerModel } from '../model/integer-model.js';
import { runCycles } from './cycles.js';
import { foldedHardware } from './folded/folded.js';
import { foldedOrder } from './folded/order.js';
import type { Hardware } from './hardware.js';
import { releaseCycles } from './ports.js';
import { streamHardware } from './stream.js';
import { type Beat, streamOrder } from './stream-order.js';

/** Sizes the hardware of a design. `where` names its configuration in errors. */
export function buildHardware(design: Design, model: IntegerModel, where: string): Hardware {
  const { name, parity, ports } = design;
  const { registered } = portsOf(design);
  switch (design.architecture) {
    case 'stream':
      return { ...streamHardware(name, model, design.folding, where, registered), parity, ports };
    case 'folded':
      return { ...foldedHardware(name, model, design.folding, where, registered), parity, ports };
  }
}

/**
 * Cycle in which the last score of each fragment is taken, when samples are always offered and scores always taken; the
 * first cycle after the release of the reset's pin is 0.
 */
export function completions(hardware: Hardware, fragments: number): number[] {
  const ports = portsOf(hardware);
  return coreCompletions(hardware, fragments, ports).map((cycle) => cycle + releaseCycles(ports));
}

function coreCompletions(hardware: Hardware, fragments: number, { registered }: Ports): number[] {
  if (hardware.architecture === 'stream') return runCycles(hardware.layers, fragments, registered).completions;
  const { firstCompletion, intervalCycles } = hardware;
  return Array.from({ length: fragments }, (_, f) => firstCompletion + f * intervalCycles);
}

/** The order in which the bench sees each layer's values, [layer]. */
export function layerOrders(hardware: Hardware): Beat[][] {
  return hardware.architecture === 'stream' ? hardware.layers.map(streamOrder) : hardware.layers.map(foldedOrder);
}
