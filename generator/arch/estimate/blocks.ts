import { bitsOf, isRom, type Memory } from '../memory.js';
import type { Fabric } from './circuit.js';

interface Block {
  /** Width x depth, with separate ports to read and to write. */
  shapes: readonly { width: number; depth: number }[];
  /** Bits of a memory from which Yosys takes a block, and no logic or distributed RAM. */
  least: Record<Memory['kind'], number>;
}

const BITS_18K: Block = {
  shapes: [36, 18, 9, 4, 2, 1].map((width) => ({ width, depth: width > 8 ? 18432 / width : 16384 / width })),
  least: { rom: 2305, ram: 1153 },
};

const BLOCKS: Readonly<Record<Fabric['family'], Block>> = {
  ice40: {
    shapes: [16, 8, 4, 2].map((width) => ({ width, depth: 4096 / width })),
    least: { rom: 1025, ram: 65 },
  },
  ecp5: BITS_18K,
  gowin: BITS_18K,
  nexus: BITS_18K,
};

/** A single-port RAM of the iCE40UP5K. */
export const SPRAM = { words: 16384, bits: 16 };

/** Bits of its words that are in no single-port RAM. */
const ownBits = (memory: Memory) => memory.bits - (isRom(memory) ? 0 : (memory.singlePortBits ?? 0));

/** Block RAMs of one of a memory's banks: those of the shape that takes the fewest. */
function bankBlocks(memory: Pick<Memory, 'kind' | 'words' | 'bits'>, family: Fabric['family'], forced = false): number {
  const { kind, words, bits } = memory;
  const { shapes, least } = BLOCKS[family];
  if (!forced && bits * words < least[kind]) return 0;
  const narrowest = Math.min(...shapes.map((b) => b.width));
  // Several words of a narrower memory that is only read share one of the block's.
  if (kind === 'rom' && bits < narrowest)
    return bankBlocks({ kind, bits: narrowest, words: Math.ceil((words * bits) / narrowest) }, family);
  return Math.min(...shapes.map((b) => Math.ceil(bits / b.width) * Math.ceil(words / b.depth)));
}

/** Block RAMs of a memory. */
export function blocks(memory: Memory, family: Fabric['family']): number {
  const forced = !isRom(memory) && memory.block === true;
  return memory.count * bankBlocks({ ...memory, bits: ownBits(memory) }, family, forced);
}

/** Single-port RAMs of a memory. */
export const singlePortRams = (memory: Memory) =>
  isRom(memory) ? 0 : Math.ceil((memory.singlePortBits ?? 0) / SPRAM.bits);

/** Bits of the memories of a kind that take no block. */
export function bitsInLogic(memories: readonly Memory[], family: Fabric['family'], kind: Memory['kind']): number {
  return bitsOf(memories.filter((memory) => memory.kind === kind && blocks(memory, family) === 0));
}
