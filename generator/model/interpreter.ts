import { type InputSpec, ofChannel } from '../network/input.js';
import { type Edge, INPUT, isEnd } from '../network/network.js';
import { type LayerLengths, layerLengths } from '../network/shapes.js';
import { grouping, groupWeights } from './grouping.js';
import type { IntegerLayer, IntegerModel } from './integer-model.js';

/** One layer's stream: after requantisation and pooling, or raw accumulators of the last layer. */
export interface Stream {
  /** [channel][position], flat. */
  values: Int32Array;
  channels: number;
  positions: number;
}

/**
 * First activation: `clamp((code - zero) >> shift)` to `bits` signed bits, [channel][position]; codes are
 * [position][channel], each the low `codeBits` bits of a number, as the sample port takes it.
 */
export function quantiseInput(input: InputSpec, codes: ArrayLike<number>): Int32Array {
  const { channels, codeBits, zero, shift, bits } = input;
  const mask = 2 ** codeBits - 1;
  const limit = 2 ** (bits - 1);
  const positions = codes.length / channels;
  const [zeros, shifts] = [zero, shift].map((value) => Array.from({ length: channels }, (_, c) => ofChannel(value, c)));
  return Int32Array.from(codes, (_, i) => {
    const channel = Math.floor(i / positions);
    const code = codes[(i % positions) * channels + channel]! & mask;
    return Math.max(-limit, Math.min(limit - 1, (code - zeros![channel]!) >> shifts![channel]!));
  });
}

/** The layer's weights as whole numbers, `w = sum of alpha * beta`, [out][in][tap], flat. */
export function integerWeights(layer: IntegerLayer): Int32Array {
  const weights = new Int32Array(layer.outChannels * layer.inChannels * layer.kernel);
  const perOutput = layer.inChannels * layer.kernel;
  const { groups } = grouping(layer, layer.structure);
  const members = Array.from({ length: groups }, (_, g) => groupWeights(layer, layer.structure, g));
  let nextAlpha = 0;
  let nextSign = 0;
  layer.bitwidths.forEach((bitwidth, index) => {
    const base = Math.floor(index / groups) * perOutput;
    for (let i = 0; i < bitwidth; i++) {
      const alpha = layer.alphas[nextAlpha++]!;
      for (const w of members[index % groups]!) weights[base + w]! += layer.signs[nextSign++] === 1 ? -alpha : alpha;
    }
  });
  return weights;
}

/**
 * Bit-exact reference of the hardware. Built once per model, then `run` per fragment.
 *
 * Adds whole weights instead of single bases: the same sum, in another order, of whole numbers that 32 bits hold
 * (`accumulatorRange` proves it per layer), so the result is the same bit for bit.
 */
export class Interpreter {
  readonly lengths: LayerLengths[];
  /** Index of the layer that gives the scores. */
  readonly #scores: number;
  readonly #prepared: {
    layer: IntegerLayer;
    weights: Int32Array;
    lengths: LayerLengths;
    padded: Int32Array;
    acc: Int32Array;
  }[];

  constructor(readonly model: IntegerModel) {
    this.lengths = layerLengths(model);
    this.#scores = model.layers.findIndex((layer) => isEnd(model, layer));
    this.#prepared = model.layers.map((layer, i) => {
      const lengths = this.lengths[i]!;
      return {
        layer,
        lengths,
        weights: integerWeights(layer),
        padded: new Int32Array(layer.inChannels * (lengths.input + 2 * layer.padding)),
        acc: new Int32Array(lengths.conv),
      };
    });
  }

  /** Every layer's stream for one window of codes, [position][channel]; the stream that nothing reads is the scores, [class][1]. */
  run(codes: ArrayLike<number>): Stream[] {
    const streams = new Map<Edge, Int32Array>([[INPUT, quantiseInput(this.model.input, codes)]]);
    return this.#prepared.map(({ layer, weights, lengths, padded, acc }) => {
      const x = streams.get(layer.from[0])!;
      const rowLength = lengths.input + 2 * layer.padding;
      for (let c = 0; c < layer.inChannels; c++)
        padded.set(x.subarray(c * lengths.input, (c + 1) * lengths.input), c * rowLength + layer.padding);
      const values = new Int32Array(layer.outChannels * lengths.output);
      for (let o = 0; o < layer.outChannels; o++) {
        convolveChannel(layer, weights, o, padded, rowLength, acc);
        finishChannel(layer, acc, values, o * lengths.output, lengths.output);
      }
      streams.set(layer.name, values);
      return { values, channels: layer.outChannels, positions: lengths.output };
    });
  }

  /** Scores of one fragment, [class]. */
  scores(codes: ArrayLike<number>): Int32Array {
    return this.run(codes)[this.#scores]!.values;
  }

  classify(codes: ArrayLike<number>): number {
    return argmax(this.scores(codes));
  }
}

/** Index of the largest value; the lowest index wins a tie. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Accumulators of output channel `o` into `acc`, weight by weight over all positions. */
function convolveChannel(
  layer: IntegerLayer,
  weights: Int32Array,
  o: number,
  padded: Int32Array,
  rowLength: number,
  acc: Int32Array,
): void {
  const { inChannels, kernel, stride } = layer;
  const positions = acc.length;
  acc.fill(layer.bias[o]!);
  let w = o * inChannels * kernel;
  for (let c = 0; c < inChannels; c++) {
    for (let k = 0; k < kernel; k++, w++) {
      const weight = weights[w]!;
      if (weight === 0) continue;
      let from = c * rowLength + k;
      for (let t = 0; t < positions; t++, from += stride) acc[t] = (acc[t]! + Math.imul(weight, padded[from]!)) | 0;
    }
  }
}

/** Requantises and pools one channel's accumulators into `out[at ...]`. */
function finishChannel(layer: IntegerLayer, acc: Int32Array, out: Int32Array, at: number, positions: number): void {
  const { requant, pool } = layer;
  if (requant !== null) {
    const half = requant.shift > 0 ? 1 << (requant.shift - 1) : 0;
    const top = (1 << requant.bits) - 1;
    for (let t = 0; t < acc.length; t++) acc[t] = Math.max(0, Math.min(top, (acc[t]! + half) >> requant.shift));
  }
  const kernel = pool?.kernel ?? 1;
  const stride = pool?.stride ?? 1;
  for (let p = 0; p < positions; p++) {
    let value = acc[p * stride]!;
    for (let k = 1; k < kernel; k++) {
      const next = acc[p * stride + k]!;
      value = pool!.kind === 'sum' ? value + next : Math.max(value, next);
    }
    out[at + p] = value;
  }
}
