import type { EngineSize } from './estimate/circuit.js';
import type { FoldedHardware } from './folded/hardware.js';
import { foldedSize } from './folded/size.js';
import { bitsOf, isRom, type Memory, withParity } from './memory.js';
import type { StreamHardware } from './stream/hardware.js';
import { engineSize } from './stream/size.js';

/** What an estimate is made from: all but the cycles. */
export type Sized = Pick<StreamHardware, 'architecture' | 'model' | 'layers' | 'parity'> | FoldedHardware;

/** The engines of a design with their memories, parity bits included. */
export function engines(hardware: Sized): EngineSize[] {
  const plain = hardware.architecture === 'stream' ? hardware.layers.map(engineSize) : [foldedSize(hardware)];
  if (!hardware.parity) return plain;
  return plain.map((engine) => ({ ...engine, memories: engine.memories.map((m) => (isRom(m) ? withParity(m) : m)) }));
}

/** Every memory of a design, parity bits included. */
export function memories(hardware: Sized): Memory[] {
  return engines(hardware).flatMap((engine) => engine.memories);
}

/**
 * Bytes that a core stores, rounded up: every word of the memories that are initialised, the filling of words, instructions and
 * parity included. A model's own bytes are `storage`'s: the same network takes another number on each architecture.
 */
export function storedBytes(hardware: Sized): number {
  return Math.ceil(bitsOf(memories(hardware).filter(isRom)) / 8);
}

/** Bits of parity, one a word of what is only read. */
export function parityBits(hardware: Sized): number {
  const roms = memories(hardware).filter(isRom);
  return hardware.parity ? roms.reduce((sum, { count, words }) => sum + count * words, 0) : 0;
}
