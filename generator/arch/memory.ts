/** A memory of a core; those that synthesis turns into logic or registers are memories all the same. */
export type Memory = Rom | Ram;

interface Shape {
  /** Layer that it belongs to; null: of all layers. */
  layer: string | null;
  /** No other of the same layer has it. */
  name: string;
  /** Memories of this shape side by side. */
  count: number;
  words: number;
  /** Of a word. */
  bits: number;
  /** What it holds, in words. */
  purpose: string;
}

/** Only read. */
export interface Rom extends Shape {
  kind: 'rom';
  /** Every word, `bits` wide. */
  contents: () => bigint[];
}

/** Needs no initial content: nothing is read that was not written. */
export interface Ram extends Shape {
  kind: 'ram';
  /** Block RAM whatever its size. */
  block?: boolean;
  /** So many bits of each word lie in single-port RAMs. */
  singlePortBits?: number;
}

export const isRom = (memory: Memory): memory is Rom => memory.kind === 'rom';

/** All that a list of memories holds, in bits. */
export const bitsOf = (memories: readonly Memory[]) =>
  memories.reduce((sum, { count, words, bits }) => sum + count * words * bits, 0);

/** A memory of the list by its name; one that is not there is a mistake of the program. */
export function memoryNamed(memories: readonly Memory[], name: string): Memory {
  const found = memories.find((memory) => memory.name === name);
  if (found === undefined) throw new Error(`no memory ${name}`);
  return found;
}

/** The same memory with a bit on top of each word that makes the number of its ones even. */
export function withParity({ bits, contents, ...rest }: Rom): Rom {
  return { ...rest, bits: bits + 1, contents: () => contents().map((word) => word | (parityOf(word) << BigInt(bits))) };
}

function parityOf(word: bigint): bigint {
  let parity = 0n;
  for (let rest = word; rest > 0n; rest >>= 1n) parity ^= rest & 1n;
  return parity;
}
