import type { LayerHardware } from '../arch/hardware.js';
import { type EncodedLayer, weightStream } from '../model/encode.js';
import { SIGN_WORD_BITS } from '../model/storage.js';
import { topModule } from './names.js';

/** `value` as `bits`-wide two's complement in hexadecimal, as $readmemh and $fscanf("%h") read it. */
export function hex(value: number | bigint, bits: number): string {
  return BigInt.asUintN(bits, BigInt(value))
    .toString(16)
    .padStart(Math.ceil(bits / 4), '0');
}

const lines = (words: string[]) => words.map((word) => `${word}\n`).join('');

/** Sign words of `bits` bits, the first sign in bit 0; at least one word. */
export function signImage({ signs }: EncodedLayer, bits = SIGN_WORD_BITS): string {
  const words: string[] = [];
  for (let at = 0; at < signs.length || at === 0; at += bits) {
    let word = 0n;
    for (let bit = 0; bit < bits; bit++) word |= BigInt(signs[at + bit] ?? 0) << BigInt(bit);
    words.push(hex(word, bits));
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

/** What a layer's image holds; no kind has an underscore, so the last one of a file's name stands before it. */
export type ImageKind = 'signs' | 'passes' | 'biases' | 'weights' | 'rest';

/** Folder of the memory images in a generated folder, and the value that the parameter MEM of every top has by itself. */
export const IMAGE_FOLDER = 'mem/';

/** File of a layer's memory image: no other layer, kind or design has the same. */
export function imageFile(design: string, layer: string, kind: ImageKind): string {
  return `${topModule(design)}__${layer}_${kind}.hex`;
}

/** A word of `bits` with one more on top that makes the number of ones even. */
export function withParity(word: string, bits: number): string {
  const value = BigInt(`0x${word}`);
  const ones = value.toString(2).replaceAll('0', '').length;
  return hex(value | (BigInt(ones % 2) << BigInt(bits)), bits + 1);
}

/** Every memory image of a layer: path -> text; with `parity` each word has a parity bit on top. */
export function memoryImages(design: string, layer: LayerHardware, parity = false): Map<string, string> {
  const images = plainImages(layer).map(({ kind, ...image }) => ({
    ...image,
    path: `${IMAGE_FOLDER}${imageFile(design, layer.name, kind)}`,
  }));
  if (!parity) return new Map(images.map(({ path, text }) => [path, text]));
  return new Map(
    images.map(({ path, text, bits }) => [
      path,
      lines(
        text
          .trimEnd()
          .split('\n')
          .map((word) => withParity(word, bits)),
      ),
    ]),
  );
}

/** Bits that parity adds to the weight memories of a layer: one a word. */
export function parityBits(layer: LayerHardware): number {
  return plainImages(layer).reduce((sum, { text }) => sum + text.trimEnd().split('\n').length, 0);
}

interface Image {
  kind: ImageKind;
  text: string;
  /** Of a word. */
  bits: number;
}

function plainImages({ encoded, grouping, single, wide }: LayerHardware): Image[] {
  if (single === null) {
    const { skipBits, alphaBits, biasBits } = encoded;
    const wordSigns = wide === null ? SIGN_WORD_BITS : grouping.tapsPerGroup;
    return [
      { kind: 'signs', text: signImage(encoded, wordSigns), bits: wordSigns },
      { kind: 'passes', text: passImage(encoded), bits: 1 + skipBits + alphaBits },
      { kind: 'biases', text: biasImage(encoded), bits: biasBits },
    ];
  }
  const { width, depth, rest } = single.weights;
  const stream = weightStream(encoded, grouping.channelsPerGroup * grouping.tapsPerGroup);
  const images: Image[] = [{ kind: 'weights', text: weightImage(stream, width, 0, depth), bits: width }];
  if (rest > 0) images.push({ kind: 'rest', text: weightImage(stream, width, depth, rest), bits: width });
  return images;
}
