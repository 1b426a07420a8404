import { expect, test } from 'vitest';
import { withParity } from '../../generator/arch/memory.js';
import { hex } from '../../generator/emit/memory-images.js';

test.each([
  [0, 1, '0'],
  [-1, 9, '1ff'],
  [5, 8, '05'],
  [-2048, 12, '800'],
])('hex(%d, %d) is %s', (value, bits, text) => {
  expect(hex(value, bits)).toBe(text);
});

test('parity: one more bit on top of each word makes the number of its ones even', () => {
  const rom = { layer: 'a', name: 'signs', kind: 'rom', count: 1, words: 4, bits: 8, purpose: '' } as const;
  const checked = withParity({ ...rom, contents: () => [0n, 1n, 0x80n, 0xffn] });
  expect(checked.bits).toBe(9);
  expect(checked.contents()).toEqual([0n, 0x101n, 0x180n, 0xffn]);
});
