import type { LayerHardware } from '../arch/hardware.js';
import { type EncodedLayer, weightStream } from '../model/encode.js';
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

/**
 * Words of a weight stream, bit i of it in word i / width at place (i + 1) % width, which is where bb_weights selects it; the
 * last word is filled up. `from` and `words` choose some of them.
 */
export function weightImage(stream: Uint8Array, width: number, from: number, words: number): string {
  const word = (index: number) => {
    let value = 0;
    for (let place = 0; place < width; place++)
      value += (stream[index * width + ((place + width - 1) % width)] ?? 0) * 2 ** place;
    return hex(value, width);
  };
  return lines(Array.from({ length: words }, (_, w) => word(from + w)));
}

/** Path of a memory image in the generated folder, which is where simulators and synthesis run. */
export function memoryFile(layer: string, kind: 'signs' | 'passes' | 'biases' | 'weights' | 'rest'): string {
  return `mem/${layer}_${kind}.hex`;
}

/** Every memory image of a layer: path -> text. */
export function memoryImages({ name, encoded, grouping, single }: LayerHardware): Map<string, string> {
  if (single === null) {
    return new Map([
      [memoryFile(name, 'signs'), signImage(encoded)],
      [memoryFile(name, 'passes'), passImage(encoded)],
      [memoryFile(name, 'biases'), biasImage(encoded)],
    ]);
  }
  const { width, depth, rest } = single.weights;
  const stream = weightStream(encoded, grouping.channelsPerGroup * grouping.tapsPerGroup);
  const images = new Map([[memoryFile(name, 'weights'), weightImage(stream, width, 0, depth)]]);
  if (rest > 0) images.set(memoryFile(name, 'rest'), weightImage(stream, width, depth, rest));
  return images;
}
