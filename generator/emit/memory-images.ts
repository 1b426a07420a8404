import type { EncodedLayer } from '../model/encode.js';
import { SIGN_WORD_BITS } from '../model/storage.js';

/** `value` as `bits`-wide two's complement in hexadecimal, as $readmemh and $fscanf("%h") read it. */
export function hex(value: number, bits: number): string {
  return BigInt.asUintN(bits, BigInt(value))
    .toString(16)
    .padStart(Math.ceil(bits / 4), '0');
}

const lines = (words: string[]) => words.map((word) => `${word}\n`).join('');

/** Sign words of 16 bits, the first sign in bit 0; at least one word. */
export function signImage({ signs }: EncodedLayer): string {
  const words: string[] = [];
  for (let at = 0; at < signs.length || at === 0; at += SIGN_WORD_BITS) {
    let word = 0;
    for (let bit = 0; bit < SIGN_WORD_BITS; bit++) word |= (signs[at + bit] ?? 0) << bit;
    words.push(hex(word, SIGN_WORD_BITS));
  }
  return lines(words);
}

/** Pass words {last, skip, alpha}. */
export function passImage({ passes, skipBits, alphaBits }: EncodedLayer): string {
  const word = (last: boolean, skip: number, alpha: number) =>
    (Number(last) * 2 ** skipBits + skip) * 2 ** alphaBits + alpha;
  return lines(passes.map(({ last, skip, alpha }) => hex(word(last, skip, alpha), 1 + skipBits + alphaBits)));
}

/** One bias a word, two's complement. */
export function biasImage({ biases, biasBits }: EncodedLayer): string {
  return lines(biases.map((bias) => hex(bias, biasBits)));
}
