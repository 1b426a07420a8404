import { expect, test } from 'vitest';
import { biasWords, passWords, signWords, weightWords } from '../../../generator/arch/stream/words.js';

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

test('signs: the first in bit 0, the last word filled up', () => {
  expect(signWords(encoded, 16)).toEqual([0x8011n, 1n]);
  expect(signWords(encoded, 5)).toEqual([0x11n, 0n, 0n, 3n]);
});

test('no signs: one word all the same', () => {
  expect(signWords({ signs: new Uint8Array() }, 16)).toEqual([0n]);
});

test('passes: {last, skip, alpha}', () => {
  expect(passWords(encoded)).toEqual([5n, 0x1ffn]);
});

test("biases: two's complement", () => {
  expect(biasWords(encoded)).toEqual([0x1ffn, 100n]);
});

test('weights: bit i at place (i + 1) % width, the last word filled up', () => {
  const stream = Uint8Array.from([1, 0, 0, 0, 0, 1, 1]);
  expect(weightWords(stream, 4, 0, 2)).toEqual([2n, 0xcn]);
  expect(weightWords(stream, 4, 1, 1)).toEqual([0xcn]);
  expect(weightWords(stream, 2, 0, 4)).toEqual([2n, 0n, 1n, 2n]);
});
