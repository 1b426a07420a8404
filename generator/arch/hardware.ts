import { unsignedBits } from '../model/encode.js';
import type { ArchitectureName } from './architecture.js';
import type { HardwareOfArchitecture } from './architectures.js';

/** A design's hardware as plain data. All text is made from this. */
export type Hardware = HardwareOfArchitecture<ArchitectureName>;

/** Width of a class index; at least one bit. */
export function classBits(classes: number): number {
  return Math.max(1, unsignedBits(classes - 1));
}
