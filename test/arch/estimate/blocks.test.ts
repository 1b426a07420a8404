import { expect, test } from 'vitest';
import { bitsInLogic, blocks, pickedBits, singlePortRams } from '../../../generator/arch/estimate/blocks.js';
import type { Memory, Ram } from '../../../generator/arch/memory.js';

const shape = { layer: null, name: 'any', count: 1, purpose: '' } as const;
const rom = (words: number, bits: number): Memory => ({ ...shape, kind: 'rom', words, bits, contents: () => [] });
const ram = (words: number, bits: number, own: Partial<Ram> = {}): Memory => ({
  ...shape,
  kind: 'ram',
  words,
  bits,
  ...own,
});

test.each([
  ['256 x 16 RAM', ram(256, 16), 1, 1],
  ['256 x 17 RAM', ram(256, 17), 2, 1],
  ['512 x 8 ROM', rom(512, 8), 1, 1],
  ['2049 x 2 ROM', rom(2049, 2), 2, 1],
  ['512 x 36 RAM', ram(512, 36), 5, 1],
  ['4096 x 1 ROM, of which two words share one of a block', rom(4096, 1), 1, 1],
  ['16 x 4 ROM, which is logic', rom(16, 4), 0, 0],
  ['2 x 4 RAM that must be a block', ram(2, 4, { block: true }), 1, 1],
  ['three banks of 256 x 16', ram(256, 16, { count: 3 }), 3, 3],
  ['256 x 32 RAM, half of it in a single-port RAM', ram(256, 32, { singlePortBits: 16 }), 1, 1],
  ['256 x 16 RAM in a single-port RAM', ram(256, 16, { singlePortBits: 16 }), 0, 0],
])('%s: %#', (_, memory, ice40, ecp5) => {
  expect([blocks(memory, 'ice40'), blocks(memory, 'ecp5')]).toEqual([ice40, ecp5]);
});

test.each([
  [ram(256, 32), 0],
  [ram(256, 32, { singlePortBits: 7 }), 1],
  [ram(256, 40, { singlePortBits: 33 }), 3],
  [rom(256, 40), 0],
])('single-port RAMs of 16 bits each: %j', (memory, count) => {
  expect(singlePortRams(memory)).toBe(count);
});

test.each([
  ['one block', ram(256, 16), 0, 0],
  ['4096 x 4, on iCE40 two rows of 2048 x 2', rom(4096, 4), 4, 0],
  ['two rows of three banks', ram(4096, 9, { count: 3 }), 27, 27],
  ['no block', rom(16, 4), 0, 0],
  ['narrow words, two of which share one of the block', rom(8192, 1), 2, 0],
  ['beside single-port RAMs', ram(4096, 20, { singlePortBits: 16 }), 4, 0],
])('bits that are picked from blocks one behind the other: %s', (_, memory, ice40, ecp5) => {
  expect([pickedBits(memory, 'ice40'), pickedBits(memory, 'ecp5')]).toEqual([ice40, ecp5]);
});

test('what takes no block is logic, apart for what is written and what is only read', () => {
  const memories = [rom(16, 4), rom(2049, 2), ram(4, 10, { count: 2 }), ram(7, 10)];
  expect(bitsInLogic(memories, 'ice40', 'rom')).toBe(64);
  expect(bitsInLogic(memories, 'ice40', 'ram')).toBe(80);
  expect(bitsInLogic(memories, 'ecp5', 'ram')).toBe(150);
});
