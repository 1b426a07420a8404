import { type Edge, INPUT } from '../network/network.js';
import { grouping } from './grouping.js';
import type { IntegerLayer, IntegerModel } from './integer-model.js';
import { integerWeights } from './interpreter.js';

/** Whole numbers from `min` to `max`, both ends included. */
export interface Range {
  min: number;
  max: number;
}

/** Smallest range that holds all of them, and 0. */
export const hull = (ranges: readonly Range[]): Range => ({
  min: ranges.reduce((min, range) => Math.min(min, range.min), 0),
  max: ranges.reduce((max, range) => Math.max(max, range.max), 0),
});

export interface AccumulatorRange {
  /** Range of acc (bias included) of each output channel. */
  outputs: Range[];
  /** Range of the signed sum of each basis, in the order of `layer.alphas`. */
  bases: Range[];
}

/** Range of the values of every stream: the signed first activation, then unsigned ones (sums, where a layer pools by sum). */
export function ranges({ input, layers }: Pick<IntegerModel, 'input' | 'layers'>): Map<Edge, Range> {
  const half = 2 ** (input.bits - 1);
  const found = new Map<Edge, Range>([[INPUT, { min: -half, max: half - 1 }]]);
  for (const layer of layers) found.set(layer.name, { min: 0, max: largestActivation(layer) });
  return found;
}

/** Range of the values that enter each layer, [layer]. */
export function inputRanges(model: Pick<IntegerModel, 'input' | 'layers'>): Range[] {
  const all = ranges(model);
  return model.layers.map(({ from: [x] }) => all.get(x)!);
}

/** Largest value that can leave a layer which requantises, after pooling; 0 for raw accumulators. */
export function largestActivation({ requant, pool }: Pick<IntegerLayer, 'requant' | 'pool'>): number {
  return (2 ** (requant?.bits ?? 0) - 1) * (pool?.kind === 'sum' ? pool.kernel : 1);
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

/** Smallest two's complement width that holds every value of the ranges. */
export function signedBits(ranges: readonly Range[]): number {
  let bits = 1;
  for (const { min, max } of ranges) while (min < -(2 ** (bits - 1)) || max > 2 ** (bits - 1) - 1) bits++;
  return bits;
}
