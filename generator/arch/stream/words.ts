import type { EncodedLayer } from '../../model/encode.js';

/** Sign words of `bits` bits, the first sign in bit 0; at least one word. */
export function signWords({ signs }: Pick<EncodedLayer, 'signs'>, bits: number): bigint[] {
  const words: bigint[] = [];
  for (let at = 0; at < signs.length || at === 0; at += bits) {
    let word = 0n;
    for (let bit = 0; bit < bits; bit++) word |= BigInt(signs[at + bit] ?? 0) << BigInt(bit);
    words.push(word);
  }
  return words;
}

/** Pass words {last, skip, alpha}. */
export function passWords({ passes, skipBits, alphaBits }: EncodedLayer): bigint[] {
  return passes.map(({ last, skip, alpha }) => BigInt((Number(last) * 2 ** skipBits + skip) * 2 ** alphaBits + alpha));
}

/** One bias a word, two's complement. */
export function biasWords({ biases, biasBits }: EncodedLayer): bigint[] {
  return biases.map((bias) => BigInt.asUintN(biasBits, BigInt(bias)));
}

/**
 * Words of a weight stream, bit i of it in word i / width at place (i + 1) % width, which is where bb_weights selects it; the
 * last word is filled up. `from` and `words` choose some of them.
 */
export function weightWords(stream: Uint8Array, width: number, from: number, words: number): bigint[] {
  return Array.from({ length: words }, (_, w) => {
    let word = 0n;
    for (let place = 0; place < width; place++)
      word |= BigInt(stream[(from + w) * width + ((place + width - 1) % width)] ?? 0) << BigInt(place);
    return word;
  });
}
