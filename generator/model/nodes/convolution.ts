import { POOLING } from '../../network/pooling.js';
import { grouping } from '../grouping.js';
import type { IntegerLayer } from '../integer-model.js';
import { hull, type Range } from '../range.js';
import { integerWeights } from '../weights.js';
import type { Arithmetic } from './arithmetic.js';

/** Convolution, requantisation and pooling, as `IntegerModel` defines them. */
export const convolution: Arithmetic<IntegerLayer> = {
  interpret(layer, lengths) {
    const { inChannels, outChannels, padding } = layer;
    const weights = integerWeights(layer);
    const rowLength = lengths.input + 2 * padding;
    const padded = new Int32Array(inChannels * rowLength);
    const acc = new Int32Array(lengths.conv);
    return ([x]) => {
      for (let c = 0; c < inChannels; c++)
        padded.set(x!.subarray(c * lengths.input, (c + 1) * lengths.input), c * rowLength + padding);
      const values = new Int32Array(outChannels * lengths.output);
      for (let o = 0; o < outChannels; o++) {
        convolveChannel(layer, weights, o, padded, rowLength, acc);
        finishChannel(layer, acc, values, o * lengths.output, lengths.output);
      }
      return values;
    };
  },
  range: (layer, [x]) =>
    layer.requant === null ? hull(accumulatorRange(layer, x!).outputs) : { min: 0, max: largestActivation(layer) },
};

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
  const { more } = POOLING[pool?.kind ?? 'max'];
  for (let p = 0; p < positions; p++) {
    let value = acc[p * stride]!;
    for (let k = 1; k < kernel; k++) value = more(value, acc[p * stride + k]!);
    out[at + p] = value;
  }
}

/** Largest value that can leave a layer which requantises, after pooling; 0 for raw accumulators. */
export function largestActivation({ requant, pool }: Pick<IntegerLayer, 'requant' | 'pool'>): number {
  return (2 ** (requant?.bits ?? 0) - 1) * (pool === null ? 1 : POOLING[pool.kind].largest(pool.kernel));
}

export interface AccumulatorRange {
  /** Range of acc (bias included) of each output channel. */
  outputs: Range[];
  /** Range of the signed sum of each basis, in the order of `layer.alphas`. */
  bases: Range[];
}

/**
 * The exact range of every sum of a layer over all inputs x in `input`, which must contain 0 (padding gives 0).
 * Interval arithmetic: a weight w adds w * x, which is smallest and largest at the ends of the interval, and the x of one
 * window are free of each other; so both bounds are reached by some window.
 */
export function accumulatorRange(layer: IntegerLayer, input: Range): AccumulatorRange {
  const perOutput = layer.inChannels * layer.kernel;
  const weights = integerWeights(layer);
  const outputs = Array.from({ length: layer.outChannels }, (_, o) => {
    let positive = 0;
    let negative = 0;
    for (const w of weights.subarray(o * perOutput, (o + 1) * perOutput)) {
      if (w > 0) positive += w;
      else negative += w;
    }
    return {
      min: layer.bias[o]! + positive * input.min + negative * input.max,
      max: layer.bias[o]! + positive * input.max + negative * input.min,
    };
  });

  const { channelsPerGroup, tapsPerGroup } = grouping(layer, layer.structure);
  const size = channelsPerGroup * tapsPerGroup;
  const bases = Array.from(layer.alphas, (_, i) => {
    const negative = layer.signs.subarray(i * size, (i + 1) * size).reduce((sum, sign) => sum + sign, 0);
    const positive = size - negative;
    return {
      min: positive * input.min - negative * input.max,
      max: positive * input.max - negative * input.min,
    };
  });
  return { outputs, bases };
}
