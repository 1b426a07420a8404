import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { buildDesign } from '../../generator/arch/built-design.js';
import { engines, memories, parityBits, storedBytes } from '../../generator/arch/memories.js';
import { bitsOf, isRom, memoryNamed } from '../../generator/arch/memory.js';

const FILES = [
  'test/goldens/tiny.json',
  'test/goldens/tiny-folded.json',
  'sim/mutation/wide.json',
  'sim/mutation/rest.json',
  'sim/mutation/spram.json',
];

describe.each(FILES)('%s', (file) => {
  const { design, hardware: given } = buildDesign(file);
  const built = (parity: boolean) => buildHardware({ ...design, parity }, given.model, file);
  const [plain, checked] = [built(false), built(true)];

  test.each([
    ['without parity', plain],
    ['with parity', checked],
  ])('%s: as many words as it says, each as wide as it says', (_, hardware) => {
    for (const { words, bits, contents } of memories(hardware).filter(isRom)) {
      expect(contents()).toHaveLength(words);
      expect(contents().every((word) => word >= 0n && word < 1n << BigInt(bits))).toBe(true);
    }
  });

  test('parity is one bit a word that is only read, and makes the ones of each even', () => {
    const [before, after] = [memories(plain), memories(checked)];
    expect(after.map(({ name, words, bits, kind }) => ({ name, words, bits: bits - Number(kind === 'rom') }))).toEqual(
      before.map(({ name, words, bits }) => ({ name, words, bits })),
    );
    expect(parityBits(plain)).toBe(0);
    expect(parityBits(checked)).toBe(bitsOf(after) - bitsOf(before));
    const ones = (word: bigint) => word.toString(2).replaceAll('0', '').length;
    for (const { contents } of after.filter(isRom)) expect(contents().every((word) => ones(word) % 2 === 0)).toBe(true);
  });

  test('what is stored is what is only read, in whole bytes', () => {
    expect(storedBytes(plain)).toBe(Math.ceil(bitsOf(memories(plain).filter(isRom)) / 8));
  });

  test('no two memories of an engine have one name', () => {
    for (const { memories: own } of engines(plain)) {
      const names = own.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(memoryNamed(own, names[0]!)).toBe(own[0]);
    }
  });
});

test('a memory that is not there is a mistake of the program', () => {
  expect(() => memoryNamed([], 'signs')).toThrow('no memory signs');
});
