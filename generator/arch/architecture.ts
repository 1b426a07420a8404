import type { Design } from '../config/design.js';
import { type Ports, portsOf } from '../config/ports.js';
import type { IntegerModel } from '../model/integer-model.js';
import { foldedHardware } from './folded/folded.js';
import { foldedOrder } from './folded/order.js';
import type { Hardware } from './hardware.js';
import { releaseCycles, SLICE } from './ports.js';
import { runCycles } from './stream/cycles.js';
import type { StreamHardware } from './stream/hardware.js';
import { type Beat, streamOrder } from './stream/order.js';
import { streamHardware } from './stream/stream.js';

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

/** Cycle, counted from the release of the reset's pin, in which a sample that is offered from then on is taken. */
export function firstTake(hardware: Hardware): number {
  const ports = portsOf(hardware);
  const inside = ports.registered
    ? SLICE.first
    : hardware.architecture === 'stream'
      ? runCycles(hardware.layers, 1).codes[0]!
      : hardware.codeCycles.first[0]!;
  return inside + releaseCycles(ports);
}

function coreCompletions(hardware: Hardware, fragments: number, { registered }: Ports): number[] {
  if (hardware.architecture === 'stream') return runCycles(hardware.layers, fragments, registered).completions;
  const { firstCompletion, intervalCycles } = hardware;
  return Array.from({ length: fragments }, (_, f) => firstCompletion + f * intervalCycles);
}

/**
 * The same for a core that waits for its first sample, which comes in cycle `first`; `idle`: cycles after reset from which on
 * it waits. It matters to register slices alone: they take samples of a core that is not ready yet.
 */
export function idleRun(hardware: Hardware, fragments: number): { first: number; completions: number[]; idle: number } {
  const { registered } = portsOf(hardware);
  if (hardware.architecture === 'stream') {
    const [{ shape }] = hardware.layers as [StreamHardware['layers'][number]];
    const idle = shape.padding * shape.inChannels + SLICE.beats;
    const { codes, completions: ends } = runCycles(hardware.layers, fragments, registered, idle);
    return { first: codes[0]!, completions: ends, idle };
  }
  const idle = hardware.codeCycles.first[0]! + SLICE.beats;
  const ends = coreCompletions(hardware, fragments, { registered, reset: 'sync-low' });
  // A slice gives an engine that waits its first sample a cycle later.
  return { first: hardware.codeCycles.first[0]! - (registered ? 1 : 0), completions: ends, idle };
}

/** The order in which the bench sees each layer's values, [layer]. */
export function layerOrders(hardware: Hardware): Beat[][] {
  return hardware.architecture === 'stream' ? hardware.layers.map(streamOrder) : hardware.layers.map(foldedOrder);
}
