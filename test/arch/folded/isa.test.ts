import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Entry,
  encode,
  FEEDBACK,
  type Field,
  type Instruction,
  ISA,
  leastWordBits,
  longestStep,
  loopStart,
  RESTART,
  type WordFormat,
} from '../../../generator/arch/folded/isa.js';
import { WRITTEN, writtenAgain } from './isa-text.js';

const ENTRIES: readonly [string, Entry][] = Object.entries(ISA);

test.each([...WRITTEN.keys()])('%s: what is written of the instruction set is up to date (make goldens)', (path) => {
  const text = readFileSync(path, 'utf8');
  return expect(writtenAgain(path, text)).toMatchFileSnapshot(resolve(path));
});

test('every word is one instruction: no code begins another, and together they leave no word out', () => {
  const codes = ENTRIES.map(([, { code }]) => code);
  for (const code of codes) expect(codes.filter((other) => other.startsWith(code))).toEqual([code]);
  expect(codes.reduce((sum, { length }) => sum + 2 ** -length, 0)).toBe(1);
});

const FORMAT: WordFormat = {
  ...{ wordBits: 16, alphaBits: 5, groupBits: 3, countBits: 4, loopBits: 6, stepBits: 2, tapBits: 2, tableBits: 4 },
  ...{ windowBits: 6, addressBits: 8, laneBits: 3, shiftBits: 2, bitsBits: 1, signUnit: 2, shiftMin: 4, bitsMin: 3 },
  ...{ directBits: 1, signedBits: 0 },
};

describe('words by hand, fields from the highest bit down', () => {
  test.each<[Instruction, string]>([
    [{ op: 'bias', value: -2 }, '1 111111111111110'],
    [{ op: 'pass', alpha: 9, advance: 5 }, '0000 0000 101 01001'],
    [{ op: 'fill', step: 2, count: 8, write: true }, '0001 00000 1 0111 10'],
    [{ op: 'build', one: 1, missing: 3, zero: false }, '0010 0000 0 11 00001'],
    [{ op: 'pitch', step: -1, bump: true }, '0011 1 11111111111'],
    [{ op: 'signs', address: 20 }, '0100 000000000101'],
    [{ op: 'next', target: 200, loop: 1 }, '0101 000 1 11001000'],
    [{ op: 'setPass', lookups: 16, direct: 1 }, '0110 000 0000 1 1111'],
    [{ op: 'setWindow', address: 33 }, '0110 001 000 100001'],
    [{ op: 'setStep', step: 64 }, '0110 010 000 000000'],
    [{ op: 'setOutput', raw: false, sum: true, block: 8, shift: 6, bits: 4, signed: 0 }, '0110 011 0 1 10 111 1 0'],
    [{ op: 'setOutput', raw: true, sum: false, block: 1, shift: 0, bits: 0, signed: 0 }, '0110 011 0 0 00 000 0 1'],
    [{ op: 'setLoop0', rounds: 1 }, '0110 100 000 000001'],
    [{ op: 'setLoop1', rounds: 2 }, '0110 101 000 000010'],
    [{ op: 'store', source: 2, count: 3 }, '0110 110 000 0010 10'],
    [RESTART, '0110 110 000 0000 01'],
    [{ op: 'setTable', table: 11 }, '0110 111 00000 1011'],
    [{ op: 'pool', step: -3, store: true, first: false }, '01110 0 1 111111101'],
    [{ op: 'read', step: 5 }, '01111 00000000101'],
  ])('%j', (instruction, word) => {
    expect(encode(instruction, FORMAT).toString(2).padStart(16, '0')).toBe(word.replaceAll(' ', ''));
  });
});

test.each<[Instruction, RegExp]>([
  [{ op: 'pass', alpha: 32, advance: 0 }, /alpha is 32 in 5 bits/],
  [{ op: 'pass', alpha: 1, advance: -1 }, /advance is -1 in 3 bits/],
  [{ op: 'bias', value: 2 ** 14 }, /value is 16384 in 15 bits/],
  [{ op: 'read', step: -1025 }, /step is -1025 in 11 bits/],
  [{ op: 'setOutput', raw: false, sum: false, block: 1, shift: 4, bits: 3, signed: 1 }, /signed is 1 in 0 bits/],
  [{ op: 'signs', address: 4 * 4096 }, /address is 4096 in 12 bits/],
  [{ op: 'setPass', lookups: 0, direct: 0 }, /lookups is -1 in 4 bits/],
])('a field that does not fit is a mistake, not a cut-off: %j', (instruction, message) => {
  expect(() => encode(instruction, FORMAT)).toThrow(message);
});

test('the least word is that of the longest instruction', () => {
  const needs = { biasBits: 1, signBits: 1, poolStepBits: 1 };
  const { wordBits: _, ...widths } = FORMAT;
  expect(leastWordBits({ ...widths, ...needs })).toBe(7 + 2 + 3 + 2 + 1);
  expect(leastWordBits({ ...widths, ...needs, biasBits: 20 })).toBe(21);
  expect(leastWordBits({ ...widths, ...needs, poolStepBits: 9 })).toBe(5 + 2 + 9);
  expect(leastWordBits({ ...widths, ...needs, loopBits: 13 })).toBe(7 + 13);
  expect(leastWordBits({ ...widths, ...needs, shiftBits: 6, bitsBits: 4 })).toBe(7 + 2 + 3 + 6 + 4);
});

test.each([10, 16, 33])(
  'the longest step in words of %i bits: both ways it fits, and no longer one does',
  (wordBits) => {
    const step = longestStep(wordBits);
    const format = { ...FORMAT, wordBits };
    const both = (by: number): Instruction[] => [
      { op: 'pitch', step: by, bump: true },
      { op: 'read', step: by },
    ];
    for (const instruction of [...both(step), ...both(-step)]) encode(instruction, format);
    expect(() => both(step + 1).map((instruction) => encode(instruction, format))).toThrow(/step is/);
  },
);

test('a word of the least width holds every field at its ends, and one less does not', () => {
  const width = fc.integer({ min: 1, max: 9 });
  const widths = fc.record({
    ...{ alphaBits: width, groupBits: width, countBits: width, loopBits: fc.integer({ min: 2, max: 16 }) },
    ...{ stepBits: fc.integer({ min: 2, max: 4 }), tapBits: width, tableBits: width, windowBits: width },
    ...{ addressBits: width, laneBits: width, shiftBits: width, bitsBits: width },
    ...{ directBits: fc.integer({ min: 0, max: 1 }), signedBits: fc.integer({ min: 0, max: 1 }) },
    ...{ signUnit: fc.constant(0), shiftMin: fc.constant(0), bitsMin: fc.constant(0) },
    ...{ biasBits: width, signBits: width, poolStepBits: width },
  });
  fc.assert(
    fc.property(widths, (format) => {
      const wordBits = leastWordBits(format);
      const ends = ENTRIES.map(([op, { fields }]) => instructionOf(op, fields, format));
      for (const instruction of ends) expect(encode(instruction, { ...format, wordBits })).toBeLessThan(2 ** wordBits);
      const short = { ...format, wordBits: wordBits - 1 };
      expect(() => ends.map((instruction) => encode(instruction, short))).toThrow();
    }),
  );
});

/** An instruction whose fields hold the largest value, of those that take the rest as large as they need. */
function instructionOf(op: string, fields: readonly Field[], format: Readonly<Record<string, number>>): Instruction {
  const largest = ({ name, width, signed }: Field) => {
    if (width === 'flag' || width === 1) return 1;
    if (name === 'rounds' || name === 'lookups' || name === 'count' || name === 'block') return 1;
    if (typeof width === 'string') return 2 ** format[width]! - 1;
    return signed ? -(2 ** (format[width.rest]! - 1)) : 2 ** format[width.rest]! - 1;
  };
  return { op, ...Object.fromEntries(fields.map((field) => [field.name, largest(field)])) } as unknown as Instruction;
}

test.each(FEEDBACK.map((_, bits) => bits).slice(2))(
  'a loop register of %i bits counts every number of rounds',
  (bits) => {
    const feedback = FEEDBACK[bits]!;
    const max = 2 ** bits - 1;
    let state = loopStart(max, bits);
    // As bb_folded_loops steps it; 1 is reached in the last round, and not before.
    for (let left = max; left > 1; left--) {
      if (left % 97 === 0 || left < 40) expect(loopStart(left, bits)).toBe(state);
      expect(state === 1 || state === 0).toBe(false);
      state = (state >> 1) ^ (state & 1 ? feedback : 0);
    }
    expect(state).toBe(1);
  },
);
