import { grouping } from './grouping.js';
import type { IntegerLayer } from './integer-model.js';
import { signedBits } from './range.js';

/** One basis of one group: what the engine does in one pass over the group's weights. */
export interface Pass {
  /** Groups to advance from the group of the output's previous pass; the first pass of an output counts from group 0. */
  skip: number;
  /** 0 only in a null pass. */
  alpha: number;
  /** The output is complete after this pass. */
  last: boolean;
}

/**
 * What the hardware stores of a layer; memory images and the storage count are both made from this. Passes come in the
 * order output channel, group, basis, so a pruned group takes no pass and no bit. An output channel without any basis has
 * one *null pass* (alpha 0, skip 0, last), which reads no signs: its accumulator is the bias alone.
 */
export interface EncodedLayer {
  passes: Pass[];
  /** Bits of a skip: the smallest width that holds the largest; 0 if all are 0. */
  skipBits: number;
  alphaBits: number;
  /** One a byte, 1 for beta = -1, in the order of the passes; within a pass in the order of `groupWeights`. */
  signs: Uint8Array;
  /** [out], the rounding half of the requantisation added. */
  biases: number[];
  /** Signed bits of a bias. */
  biasBits: number;
}

export function encodeLayer(layer: IntegerLayer): EncodedLayer {
  const { groups } = grouping(layer, layer.structure);
  const passes: Pass[] = [];
  let nextAlpha = 0;
  for (let o = 0; o < layer.outChannels; o++) {
    const first = passes.length;
    let from = 0;
    for (let g = 0; g < groups; g++) {
      for (let i = 0; i < layer.bitwidths[o * groups + g]!; i++) {
        passes.push({ skip: g - from, alpha: layer.alphas[nextAlpha++]!, last: false });
        from = g;
      }
    }
    if (passes.length === first) passes.push({ skip: 0, alpha: 0, last: false });
    passes.at(-1)!.last = true;
  }
  const half = roundingHalf(layer);
  const biases = Array.from(layer.bias, (bias) => bias + half);
  return {
    passes,
    skipBits: unsignedBits(passes.reduce((max, pass) => Math.max(max, pass.skip), 0)),
    alphaBits: layer.alphaBits,
    signs: layer.signs,
    biases,
    biasBits: signedBits(biases.map((bias) => ({ min: bias, max: bias }))),
  };
}

/** Bits of a pass beside its signs: alpha, skip, last. */
export function passHeadBits({ alphaBits, skipBits }: EncodedLayer): number {
  return alphaBits + skipBits + 1;
}

/** Bits of everything that is stored of a layer, without filling. */
export function streamBits(encoded: EncodedLayer): number {
  const { passes, signs, biases, biasBits } = encoded;
  return passes.length * passHeadBits(encoded) + signs.length + biases.length * biasBits;
}

/**
 * A layer's weights as one stream of bits, one a byte. For each output channel: its bias, then each pass: alpha, skip, last,
 * its signs. Numbers have their lowest bit first. `taps` are the signs of a pass that has any.
 */
export function weightStream(encoded: EncodedLayer, taps: number): Uint8Array {
  const stream = new Uint8Array(streamBits(encoded));
  let at = 0;
  const put = (value: number, bits: number) => {
    for (let bit = 0; bit < bits; bit++) stream[at++] = (value >> bit) & 1;
  };
  let sign = 0;
  let output = 0;
  let begins = true;
  for (const { alpha, skip, last } of encoded.passes) {
    if (begins) put(encoded.biases[output++]!, encoded.biasBits);
    put(alpha, encoded.alphaBits);
    put(skip, encoded.skipBits);
    put(Number(last), 1);
    const signs = alpha === 0 ? 0 : taps;
    stream.set(encoded.signs.subarray(sign, sign + signs), at);
    at += signs;
    sign += signs;
    begins = last;
  }
  return stream;
}

/** What requantisation adds before its shift, so that it rounds to the nearest. */
export function roundingHalf({ requant }: Pick<IntegerLayer, 'requant'>): number {
  return requant === null || requant.shift === 0 ? 0 : 2 ** (requant.shift - 1);
}

/** Smallest width that holds 0 .. `most`; 0 bits for 0. */
export function unsignedBits(max: number): number {
  let bits = 0;
  while (2 ** bits - 1 < max) bits++;
  return bits;
}
