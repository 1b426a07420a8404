import type { Hardware } from '../arch/hardware.js';
import { memories } from '../arch/memories.js';
import { isRom, type Memory } from '../arch/memory.js';
import { IMAGE_FOLDER, imageFile } from './memory-images.js';
import { layerInstance } from './names.js';

/** One memory of a core as a data sheet lists it. */
export interface MemoryRow extends Pick<Memory, 'count' | 'words' | 'bits' | 'purpose'> {
  /** Instance that holds it. */
  instance: string;
  type: 'ROM' | 'RAM' | 'single-port RAM';
  /** Path of its image in the generated folder; null: not initialised. */
  image: string | null;
}

/** Every memory of a core, those that synthesis may turn into logic or registers included. */
export function memoryMap(hardware: Hardware): MemoryRow[] {
  return memories(hardware).flatMap((memory): MemoryRow[] => {
    const row = { ...memory, instance: memory.layer === null ? 'engine' : layerInstance(memory.layer), image: null };
    if (isRom(memory)) return [{ ...row, type: 'ROM', image: `${IMAGE_FOLDER}${imageFile(hardware.name, memory)}` }];
    const { bits, singlePortBits = 0 } = memory;
    const parts = [
      { ...row, type: 'single-port RAM', bits: singlePortBits },
      { ...row, type: 'RAM', bits: bits - singlePortBits },
    ] as const;
    return parts.filter((part) => part.bits > 0);
  });
}
