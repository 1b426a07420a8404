import { unsignedBits } from '../../model/encode.js';
import { type Range, signedBits } from '../../model/range.js';
import type { FoldedFolding, FoldedHardware, FoldedSizing, SharedWork } from './hardware.js';
import { type Instruction, leastWordBits, longestStep, type WordFormat } from './isa.js';
import type { Layout, Signs } from './place.js';
import { buildProgram, type Program } from './program.js';
import { mostAdvance } from './tiles.js';
import { alphaBits, keepsSign, looksUpWords } from './widths.js';

type Widths = Pick<FoldedHardware, 'yBits' | 'shift' | 'tables'>;

/** The program in the narrowest words: wider ones hold longer steps and make it shorter. */
export function narrowestProgram(
  layers: readonly FoldedSizing[],
  layout: Layout,
  folding: FoldedFolding,
  signs: Signs,
  widths: Widths,
  shared: SharedWork | null,
): { program: Program; format: WordFormat } {
  const fixed = fixedFields(layers, folding, signs, widths);
  const needs = {
    biasBits: Math.max(...layers.map(({ encoded }) => encoded.biasBits)),
    signBits: unsignedBits(Math.ceil(signs.words.length / 2 ** signs.unit)),
  };
  const ofAny = { poolStepBits: 1, loopBits: 2, addressBits: 1 };
  for (let wordBits = leastWordBits({ ...fixed, ...needs, ...ofAny }); ; wordBits++) {
    const limits = { step: longestStep(wordBits), store: 2 ** fixed.countBits };
    const program = buildProgram(layers, layout, folding, signs.starts, limits, shared);
    const loopBits = Math.max(2, unsignedBits(mostRounds(program.instructions)));
    const addressBits = Math.max(1, unsignedBits(program.instructions.length - 1));
    const poolStepBits = signedBits(poolSteps(program.instructions));
    const needed = leastWordBits({ ...fixed, ...needs, poolStepBits, loopBits, addressBits });
    if (needed <= wordBits) return { program, format: { ...fixed, wordBits, loopBits, addressBits } };
  }
}

/** Fields whose widths do not depend on that of a word. */
function fixedFields(
  layers: readonly FoldedSizing[],
  { lanes, tapsPerLookup: taps }: FoldedFolding,
  { unit }: Signs,
  { yBits, shift, tables }: Widths,
): Omit<WordFormat, 'wordBits' | 'loopBits' | 'addressBits'> {
  const tapBits = taps === 4 ? 2 : 1;
  const tableBits = Math.max(1, unsignedBits(tables - 1));
  return {
    alphaBits: alphaBits(layers),
    groupBits: oneGroup(layers) ? 0 : Math.max(1, unsignedBits(mostAdvance(layers))),
    countBits: unsignedBits(
      Math.max(lanes, ...layers.map(({ lookups, tablesPerGroup: t, shape }) => Math.max(lookups, t, shape.kernel))),
    ),
    stepBits: Math.max(2, unsignedBits(Math.max(...layers.map(({ shape }) => shape.stride)))),
    tapBits,
    tableBits,
    windowBits: taps === 1 ? tableBits : tableBits + tapBits,
    laneBits: Math.max(1, Math.log2(lanes)),
    shiftBits: Math.max(1, unsignedBits(shift.max - shift.min)),
    bitsBits: Math.max(1, unsignedBits(yBits.max - yBits.min)),
    signUnit: unit,
    shiftMin: shift.min,
    bitsMin: yBits.min,
    directBits: Number(layers.some((layer) => looksUpWords(layer, taps))),
    signedBits: Number(layers.some(keepsSign)),
  };
}

/** Every pass begins at the first table or window word. */
const oneGroup = (layers: readonly FoldedSizing[]) =>
  layers.every(({ batches, work }) => work !== 'weights' && batches.every(({ groups }) => groups.length <= 1));

/** Steps of reads that pool. */
function poolSteps(instructions: readonly Instruction[]): Range[] {
  return instructions.flatMap((i) => (i.op === 'pool' ? [{ min: i.step, max: i.step }] : []));
}

function mostRounds(instructions: readonly Instruction[]): number {
  return instructions.reduce(
    (max, i) => (i.op === 'setLoop0' || i.op === 'setLoop1' ? Math.max(max, i.rounds) : max),
    2,
  );
}
