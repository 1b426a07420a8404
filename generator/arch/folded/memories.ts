import { unsignedBits } from '../../model/encode.js';
import { SPRAM } from '../estimate/blocks.js';
import type { Memory } from '../memory.js';
import type { FoldedHardware } from './hardware.js';
import { encode } from './isa.js';

/** Words of the window and table memory; as TABLE_WORDS in bb_folded. */
export function tableWords(tables: number, taps: number): number {
  if (taps === 1) return Math.max(2, tables);
  const rounded = 2 ** Math.max(1, unsignedBits(tables - 1));
  return rounded * 2 ** (taps - 1) + (taps - 1) * rounded + tables;
}

export function foldedMemories(hardware: FoldedHardware): Memory[] {
  const { folding, format, program, signWords, tables, activations, sumBits, xBits } = hardware;
  const { lanes, tapsPerLookup, spram } = folding;
  const rom = { layer: null, kind: 'rom', count: 1 } as const;
  const ram = { layer: null, kind: 'ram', count: 1 } as const;
  return [
    {
      ...{ ...rom, name: 'program', words: program.length, bits: format.wordBits },
      purpose: 'program of all layers: instructions, alphas, biases',
      contents: () => program.map((instruction) => BigInt(encode(instruction, format))),
    },
    {
      ...{ ...rom, name: 'signs', words: signWords.length, bits: tapsPerLookup },
      purpose: `signs of the bases, ${tapsPerLookup} taps a word`,
      contents: () => signWords.map(BigInt),
    },
    {
      ...{ ...ram, name: 'tables', words: tableWords(tables, tapsPerLookup), bits: lanes * sumBits },
      purpose: `window and tables of signed sums, ${sumBits} bits a lane`,
      singlePortBits: Math.min(lanes * sumBits, (spram?.tables ?? 0) * SPRAM.bits),
    },
    {
      ...{ ...ram, name: 'activations', words: activations, bits: xBits },
      purpose: 'activations that some layer still reads, zeros between the channels',
      singlePortBits: spram?.activations ? Math.min(xBits, SPRAM.bits) : 0,
    },
  ];
}
