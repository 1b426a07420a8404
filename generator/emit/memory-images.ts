import type { Hardware } from '../arch/hardware.js';
import { memories } from '../arch/memories.js';
import { isRom, type Memory } from '../arch/memory.js';
import { topModule } from './names.js';

/** `value` as `bits`-wide two's complement in hexadecimal, as $readmemh and $fscanf("%h") read it. */
export function hex(value: number | bigint, bits: number): string {
  return BigInt.asUintN(bits, BigInt(value))
    .toString(16)
    .padStart(Math.ceil(bits / 4), '0');
}

/** Folder of the memory images in a generated folder, and the value that the parameter MEM of every top has by itself. */
export const IMAGE_FOLDER = 'mem/';

/**
 * File of a memory's image: no other memory and no other design has the same. No memory's name has an underscore, so the last
 * one of a file's name stands before it.
 */
export function imageFile(design: string, { layer, name }: Pick<Memory, 'layer' | 'name'>): string {
  return `${topModule(design)}__${layer === null ? '' : `${layer}_`}${name}.hex`;
}

/** An image as a top names it: in the folder that its parameter MEM says. */
export const imageParameter = (design: string, memory: Pick<Memory, 'layer' | 'name'>) =>
  `{MEM, "${imageFile(design, memory)}"}`;

/** Memory images of a design: path -> text. */
export function memoryImages(hardware: Hardware): Map<string, string> {
  return new Map(
    memories(hardware)
      .filter(isRom)
      .map((rom) => [
        `${IMAGE_FOLDER}${imageFile(hardware.name, rom)}`,
        rom
          .contents()
          .map((word) => `${hex(word, rom.bits)}\n`)
          .join(''),
      ]),
  );
}
