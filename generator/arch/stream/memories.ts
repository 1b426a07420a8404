import { passHeadBits } from '../../model/encode.js';
import type { Memory, Ram, Rom } from '../memory.js';
import { openWindows } from '../sizing.js';
import type { LayerHardware } from './engine.js';
import { biasWords, passWords, signWords } from './words.js';

/** Memories of an engine that has signs, passes and biases apart; `lookedUp`: signs that a word holds, in words. */
export function weightRoms({ name: layer, encoded }: LayerHardware, signBits: number, lookedUp = ''): Rom[] {
  const { passes, biases, skipBits, alphaBits, biasBits } = encoded;
  const rom = { layer, kind: 'rom', count: 1 } as const;
  const skip = skipBits > 0 ? `skip[${skipBits}], ` : '';
  return [
    {
      ...rom,
      name: 'signs',
      words: Math.max(1, Math.ceil(encoded.signs.length / signBits)),
      bits: signBits,
      purpose: `signs of the bases${lookedUp}, the first in bit 0`,
      contents: () => signWords(encoded, signBits),
    },
    {
      ...rom,
      name: 'passes',
      words: passes.length,
      bits: passHeadBits(encoded),
      purpose: `a word a basis: last[1], ${skip}alpha[${alphaBits}]`,
      contents: () => passWords(encoded),
    },
    {
      ...rom,
      name: 'biases',
      words: biases.length,
      bits: biasBits,
      purpose: 'a bias an output channel',
      contents: () => biasWords(encoded),
    },
  ];
}

/** The window of a layer's input; `bank`: what each of several memories is of. */
export function windowRam(
  { name: layer, shape, window, xBits }: LayerHardware,
  count: number,
  rowWords: number,
  bank: string,
): Ram {
  const banks = count > 1 ? `, a bank a ${bank}` : '';
  return {
    ...{ layer, name: 'window', kind: 'ram', count, purpose: `window of the input${banks}` },
    ...{ words: shape.inChannels * window.rows * rowWords, bits: xBits },
  };
}

/**
 * The open windows of a pool that takes values as the largest of so many; those of one channel are in registers, and a window
 * of one value is never open.
 */
export function poolRams({ name: layer, shape, outBits }: LayerHardware, maxOf = 1): Memory[] {
  if (shape.pool === null || shape.pool.kernel === maxOf || shape.outChannels === 1) return [];
  return [
    {
      ...{ layer, name: 'pool', kind: 'ram', count: 1, words: shape.outChannels, bits: openWindows(shape) * outBits },
      purpose: `open pooling windows, ${outBits} bits each`,
    },
  ];
}

/** Bits of a beat beside its value: see the streams' `last` and `end`. */
export const MARKS = 2;

/** The queues in front of what a layer reads. */
export function queueRams({ name: layer, reads, queues }: LayerHardware): Ram[] {
  return reads.flat().flatMap(({ edge, bits }, i) => {
    const words = queues.flat()[i]!;
    if (words === 0) return [];
    return [
      {
        ...{ layer, name: `operand${i}`, kind: 'ram', count: 1, words, bits: bits + MARKS },
        purpose: `values of ${edge} that wait for those of other streams, with their marks`,
      },
    ];
  });
}
