import { expect, test } from 'vitest';
import { biasImage, hex, passImage, signImage, weightImage } from '../../generator/emit/memory-images.js';

const encoded = {
  passes: [
    { skip: 0, alpha: 5, last: false },
    { skip: 3, alpha: 63, last: true },
  ],
  skipBits: 2,
  alphaBits: 6,
  signs: Uint8Array.from([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
  biases: [-1, 100],
  biasBits: 9,
};

test.each([
  [0, 1, '0'],
  [-1, 9, '1ff'],
  [5, 8, '05'],
  [-2048, 12, '800'],
])('hex(%d, %d) is %s', (value, bits, text) => {
  expect(hex(value, bits)).toBe(text);
});

test('signs: 16 a word, the first in bit 0, the last word filled up', () => {
  expect(signImage(encoded)).toBe('8011\n0001\n');
});

test('no signs: one word all the same', () => {
  expect(signImage({ ...encoded, signs: new Uint8Array() })).toBe('0000\n');
});

test('passes: {last, skip, alpha}', () => {
  expect(passImage(encoded)).toBe('005\n1ff\n');
});

test("biases: two's complement", () => {
  expect(biasImage(encoded)).toBe('1ff\n064\n');
});

test('weights: bit i at place (i + 1) % width, the last word filled up', () => {
  const stream = Uint8Array.from([1, 0, 0, 0, 0, 1, 1]);
  expect(weightImage(stream, 4, 0, 2)).toBe('2\nc\n');
  expect(weightImage(stream, 4, 1, 1)).toBe('c\n');
  expect(weightImage(stream, 2, 0, 4)).toBe('2\n0\n1\n2\n');
});
