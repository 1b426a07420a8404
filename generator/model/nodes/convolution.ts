import { paddings } from '../../network/nodes/convolution.js';
import { POOLING } from '../../network/pooling.js';
import { grouping } from '../grouping.js';
import type { IntegerLayer } from '../integer-model.js';
import { hull, type Range } from '../range.js';
import { integerWeights } from '../weights.js';
import { finishChannel, finishedRange } from './activations.js';
import type { Arithmetic } from './arithmetic.js';

/** Convolution, requantisation and pooling, as `IntegerModel` defines them. */
export const convolution: Arithmetic<IntegerLayer> = {
  interpret(layer, lengths) {
    const { inChannels, outChannels } = layer;
    const { before, after } = paddings(layer);
    const weights = integerWeights(layer);
    const rowLength = lengths.input + before + after;
    const padded = new Int32Array(inChannels * rowLength);
    const acc = new Int32Array(lengths.conv);
    return ([x]) => {
      for (let c = 0; c < inChannels; c++)
        padded.set(x!.subarray(c * lengths.input, (c + 1) * lengths.input), c * rowLength + before);
      const values = new Int32Array(outChannels * lengths.output);
      for (let o = 0; o < outChannels; o++) {
        convolveChannel(layer, weights, o, padded, rowLength, acc);
        finishChannel(layer, acc, values, o * lengths.output, lengths.output);
      }
      return values;
    };
  },
  sums: (layer, [x]) => accumulatorRange(layer, x!).outputs,
  range: (layer, from) => finishedRange(layer, layer.requant === null ? convolution.sums(layer, from) : []),
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
  const { inChannels, kernel, stride, dilation = 1 } = layer;
  const positions = acc.length;
  acc.fill(layer.bias[o]!);
  let w = o * inChannels * kernel;
  for (let c = 0; c < inChannels; c++) {
    for (let k = 0; k < kernel; k++, w++) {
      const weight = weights[w]!;
      if (weight === 0) continue;
      let from = c * rowLength + k * dilation;
      for (let t = 0; t < positions; t++, from += stride) acc[t] = (acc[t]! + Math.imul(weight, padded[from]!)) | 0;
    }
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
 * The exact range of every sum of a layer over all inputs x in `input`, which must contain 0 (padding gives 0), or of each
 * input channel in its own range; those of bases over the hull of all. Interval arithmetic: a weight w adds w * x, which is
 * smallest and largest at the ends of the interval, and the x of one window are free of each other; so both bounds are
 * reached by some window.
 */
export function accumulatorRange(layer: IntegerLayer, inputs: Range | readonly Range[]): AccumulatorRange {
  const { inChannels, kernel } = layer;
  const weights = integerWeights(layer);
  const ofChannel = (c: number): Range => ('min' in inputs ? inputs : inputs[c]!);
  const outputs = Array.from({ length: layer.outChannels }, (_, o) => {
    const sum = { min: layer.bias[o]!, max: layer.bias[o]! };
    for (let c = 0; c < inChannels; c++) {
      const { min, max } = ofChannel(c);
      for (const w of weights.subarray((o * inChannels + c) * kernel, (o * inChannels + c + 1) * kernel)) {
        sum.min += w * (w > 0 ? min : max);
        sum.max += w * (w > 0 ? max : min);
      }
    }
    return sum;
  });

  const input = 'min' in inputs ? inputs : hull(inputs);
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
