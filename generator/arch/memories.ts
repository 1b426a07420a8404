import type { SizedHardware } from './architecture.js';
import { architectureOf } from './architectures.js';
import type { EngineSize } from './estimate/circuit.js';
import { bitsOf, isRom, type Memory, withParity } from './memory.js';

/** The engines of a design with their memories, parity bits included. */
export function engines(hardware: SizedHardware): EngineSize[] {
  const plain = architectureOf(hardware).engines(hardware);
  if (!hardware.parity) return plain;
  return plain.map((engine) => ({ ...engine, memories: engine.memories.map((m) => (isRom(m) ? withParity(m) : m)) }));
}

/** Every memory of a design, parity bits included. */
export function memories(hardware: SizedHardware): Memory[] {
  return engines(hardware).flatMap((engine) => engine.memories);
}

/**
 * Bytes that a core stores, rounded up: every word of the memories that are initialised, the filling of words, instructions and
 * parity included. A model's own bytes are `storage`'s: the same network takes another number on each architecture.
 */
export function storedBytes(hardware: SizedHardware): number {
  return Math.ceil(bitsOf(memories(hardware).filter(isRom)) / 8);
}

/** Bits of parity, one a word of what is only read. */
export function parityBits(hardware: SizedHardware): number {
  const roms = memories(hardware).filter(isRom);
  return hardware.parity ? roms.reduce((sum, { count, words }) => sum + count * words, 0) : 0;
}
