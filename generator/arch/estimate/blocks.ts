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

/** Block RAMs of one of a memory's banks; `rows` of them one behind the other, of which a word of `bits` is picked. */
interface Bank {
  blocks: number;
  rows: number;
  bits: number;
}

/** A bank in the shape that takes the fewest blocks, of several the deepest; null: it takes none. */
function bank(memory: Memory, family: Fabric['family']): Bank | null {
  const { kind, words } = memory;
  const bits = ownBits(memory);
  const { shapes, least } = BLOCKS[family];
  const isForced = !isRom(memory) && memory.block === true;
  if (!isForced && bits * words < least[kind]) return null;
  const narrowest = Math.min(...shapes.map(({ width }) => width));
  // Several words of a narrower memory that is only read share one of the block's.
  const isShared = kind === 'rom' && bits < narrowest;
  const wide = isShared ? { bits: narrowest, words: Math.ceil((words * bits) / narrowest) } : { bits, words };
  return shapes
    .map(({ width, depth }) => {
      const rows = Math.ceil(wide.words / depth);
      return { blocks: Math.ceil(wide.bits / width) * rows, rows, bits: wide.bits };
    })
    .reduce((best, one) =>
      one.blocks < best.blocks || (one.blocks === best.blocks && one.rows < best.rows) ? one : best,
    );
}

/** Block RAMs of a memory. */
export const blocks = (memory: Memory, family: Fabric['family']): number =>
  memory.count * (bank(memory, family)?.blocks ?? 0);

/** Inputs of the multiplexers that pick a memory's word from blocks one behind the other, beside those of the first. */
export function pickedBits(memory: Memory, family: Fabric['family']): number {
  const own = bank(memory, family);
  return own === null ? 0 : memory.count * own.bits * (own.rows - 1);
}

/** Single-port RAMs of a memory. */
export const singlePortRams = (memory: Memory) =>
  isRom(memory) ? 0 : Math.ceil((memory.singlePortBits ?? 0) / SPRAM.bits);

/** Bits of the memories of a kind that take no block. */
export function bitsInLogic(memories: readonly Memory[], family: Fabric['family'], kind: Memory['kind']): number {
  return bitsOf(memories.filter((memory) => memory.kind === kind && blocks(memory, family) === 0));
}
