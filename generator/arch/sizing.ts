import { type EncodedLayer, encodeLayer, roundingHalf, unsignedBits } from '../model/encode.js';
import { type Grouping, grouping } from '../model/grouping.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { accumulatorRange } from '../model/nodes/convolution.js';
import { hull, type Range, signedBits } from '../model/range.js';
import { ranges } from '../model/ranges.js';
import type { Edge, LayerShape } from '../network/network.js';
import type { LayerLengths } from '../network/nodes/shaping.js';
import { layerLengths, shapes, usedPositions } from '../network/shapes.js';
import { type HardwareLayer, lowered, readBy } from './lower.js';
import type { Cuts } from './output-lanes.js';

/** A stream that a layer reads. */
export interface StreamSizing {
  edge: Edge;
  channels: number;
  /** Width of its values, and whether they have a sign. */
  bits: number;
  signed: boolean;
}

/** What a layer's shape and weights ask of any hardware. */
export interface LayerSizing {
  name: string;
  /** With its weights. */
  layer: HardwareLayer;
  /** The streams that it reads, [operand][part]. */
  reads: readonly (readonly StreamSizing[])[];
  shape: LayerShape;
  lengths: LayerLengths;
  grouping: Grouping;
  pixelwise: boolean;
  encoded: EncodedLayer;
  /** Convolution positions that some pooling window uses. */
  convPositions: number;
  /** Width of the values that enter, whether they have a sign, and their range, that of all streams that are read. */
  xBits: number;
  xSigned: boolean;
  xRange: Range;
  /** Range of one basis' signed sum. */
  sumRange: Range;
  /** Signed width of the accumulator with the rounding half in it, and the range that proves it. */
  accBits: number;
  accRange: Range;
  /** Ranges of each output channel's accumulator without the rounding half, [out]. */
  accRanges: readonly Range[];
  /** null: raw accumulators leave. */
  requantShift: number | null;
  /** Width of the value that the pool takes. */
  yBits: number;
  /** Width of the value that leaves: more than `yBits` after a sum pool. */
  outBits: number;
  /** Values have a sign before and behind the pool. */
  outSigned: boolean;
}

/** Width of values in a range, and whether they need a sign. */
export function widthOf(range: Range): { bits: number; signed: boolean } {
  return range.min < 0 ? { bits: signedBits([range]), signed: true } : { bits: unsignedBits(range.max), signed: false };
}

/** Sizes of every layer of a network, [layer] (see `lowered`). */
export function layerSizings(network: IntegerNetwork, cuts: Cuts = new Map()): LayerSizing[] {
  const ofNode = new Map(layerLengths(network).map((lengths, i) => [network.layers[i]!.name, lengths]));
  const layers = lowered(network, cuts);
  const channels = new Map([...shapes(network)].map(([edge, shape]) => [edge, shape.channels]));
  const streams = new Map(ranges(network));
  for (const { name, outChannels, channels: own } of layers) {
    channels.set(name, outChannels);
    streams.set(name, streams.get(own.node)!);
  }
  return layers.map((layer) => {
    const { name, inChannels, outChannels, kernel, stride, dilation, padding, paddingAfter, pool, requant } = layer;
    const { activation } = layer;
    const read = readBy(layer);
    const inputs = read.flatMap((edge) => new Array<Range>(channels.get(edge)!).fill(streams.get(edge)!));
    const xRange = read.length === 1 ? streams.get(read[0]!)! : hull(read.map((edge) => streams.get(edge)!));
    const lengths = ofNode.get(layer.channels.node)!;
    const half = roundingHalf(layer);
    const { outputs, bases } = accumulatorRange(layer, inputs);
    const accRange = hull(outputs.map(({ min, max }) => ({ min: min + half, max: max + half })));
    const accBits = signedBits([accRange]);
    const x = widthOf(xRange);
    const out = requant === null ? { bits: accBits, signed: true } : widthOf(streams.get(name)!);
    const sized = (edge: Edge): StreamSizing => {
      return { edge, channels: channels.get(edge)!, ...widthOf(streams.get(edge)!) };
    };
    return {
      ...{ name, layer, reads: layer.operands.map((edges) => edges.map(sized)) },
      shape: {
        ...{ name, inChannels, outChannels, kernel, stride, padding, pool },
        ...(dilation === undefined ? {} : { dilation }),
        ...(paddingAfter === undefined ? {} : { paddingAfter }),
        ...(activation === undefined ? {} : { activation }),
      },
      lengths,
      grouping: grouping(layer, layer.structure),
      pixelwise: layer.structure.kind === 'pixelwise',
      encoded: encodeLayer(layer),
      convPositions: usedPositions(layer, lengths.output),
      ...{ xBits: x.bits, xSigned: x.signed, xRange },
      sumRange: hull(bases),
      ...{ accBits, accRange, accRanges: outputs },
      requantShift: requant?.shift ?? null,
      yBits: requant?.bits ?? accBits,
      ...{ outBits: out.bits, outSigned: out.signed },
    };
  });
}

/** Pooling windows of a channel that are open at once. */
export const openWindows = ({ pool }: Pick<LayerShape, 'pool'>) =>
  pool === null ? 0 : Math.ceil(pool.kernel / pool.stride);
