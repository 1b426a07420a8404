import { unsignedBits } from '../model/encode.js';
import type { FoldedHardware } from './folded/hardware.js';
import type { StreamHardware } from './stream/hardware.js';

/** A design's hardware as plain data. All text is made from this. */
export type Hardware = StreamHardware | FoldedHardware;

/** Width of a class index; at least one bit. */
export function classBits(classes: number): number {
  return Math.max(1, unsignedBits(classes - 1));
}

/** Samples from one window to the next, of a design that takes fragments for windows of one signal; undefined: they are not. */
export function hopOf(hardware: Hardware): number | undefined {
  return hardware.architecture === 'folded' ? hardware.folding.hopSamples : undefined;
}
