import { type EncodedLayer, encodeLayer, roundingHalf, unsignedBits } from '../model/encode.js';
import { type Grouping, grouping } from '../model/grouping.js';
import type { IntegerModel } from '../model/integer-model.js';
import { accumulatorRange, largestActivation } from '../model/nodes/convolution.js';
import { hull, type Range, signedBits } from '../model/range.js';
import { inputRanges } from '../model/ranges.js';
import type { LayerShape } from '../network/network.js';
import type { LayerLengths } from '../network/nodes/shaping.js';
import { layerLengths, usedPositions } from '../network/shapes.js';

/** What a layer's shape and weights ask of any hardware. */
export interface LayerSizing {
  name: string;
  shape: LayerShape;
  lengths: LayerLengths;
  grouping: Grouping;
  pixelwise: boolean;
  encoded: EncodedLayer;
  /** Convolution positions that some pooling window uses. */
  convPositions: number;
  /** Width of the values that enter, and their range. */
  xBits: number;
  xRange: Range;
  /** Range of one basis' signed sum. */
  sumRange: Range;
  /** Signed width of the accumulator with the rounding half in it, and the range that proves it. */
  accBits: number;
  accRange: Range;
  /** null: raw accumulators leave. */
  requantShift: number | null;
  /** Width of the value that the pool takes. */
  yBits: number;
  /** Width of the value that leaves: more than `yBits` after a sum pool. */
  outBits: number;
}

/** Sizes of every layer of a model, [layer]. */
export function layerSizings(model: IntegerModel): LayerSizing[] {
  const lengths = layerLengths(model);
  const ranges = inputRanges(model);
  return model.layers.map((layer, i) => {
    const { name, inChannels, outChannels, kernel, stride, padding, pool, requant } = layer;
    const xRange = ranges[i]!;
    const half = roundingHalf(layer);
    const { outputs, bases } = accumulatorRange(layer, xRange);
    const accRange = hull(outputs.map(({ min, max }) => ({ min: min + half, max: max + half })));
    const accBits = signedBits([accRange]);
    return {
      name,
      shape: { name, inChannels, outChannels, kernel, stride, padding, pool },
      lengths: lengths[i]!,
      grouping: grouping(layer, layer.structure),
      pixelwise: layer.structure.kind === 'pixelwise',
      encoded: encodeLayer(layer),
      convPositions: usedPositions(layer, lengths[i]!.output),
      xBits: i === 0 ? model.input.bits : unsignedBits(xRange.max),
      xRange,
      sumRange: hull(bases),
      accBits,
      accRange,
      requantShift: requant?.shift ?? null,
      yBits: requant?.bits ?? accBits,
      outBits: requant === null ? accBits : unsignedBits(largestActivation(layer)),
    };
  });
}

/** Pooling windows of a channel that are open at once. */
export const openWindows = ({ pool }: Pick<LayerShape, 'pool'>) =>
  pool === null ? 0 : Math.ceil(pool.kernel / pool.stride);
