import {
  type EncodedLayer,
  encodeLayer,
  passHeadBits,
  roundingHalf,
  streamBits,
  unsignedBits,
} from '../../model/encode.js';
import { grouping } from '../../model/grouping.js';
import type { IntegerLayer, IntegerModel } from '../../model/integer-model.js';
import { accumulatorRange, inputRanges, largestActivation, type Range, signedBits } from '../../model/ranges.js';
import { SIGN_WORD_BITS } from '../../model/storage.js';
import { layerLengths } from '../../network/shapes.js';
import type { LayerHardware, SingleHardware, WindowHardware } from '../hardware.js';
import { wideEncoding, wideHardware, wideOutputCycles } from './wide.js';

const total = (cycles: readonly number[]) => cycles.reduce((sum, n) => sum + n, 0);
const ceilDivide = (a: number, b: number) => Math.ceil(a / b);
const powerOfTwoFrom = (n: number) => 2 ** Math.ceil(Math.log2(n));
const hull = (ranges: readonly Range[]): Range => ({
  min: ranges.reduce((least, r) => Math.min(least, r.min), 0),
  max: ranges.reduce((most, r) => Math.max(most, r.max), 0),
});

/** Convolution positions that the layer's pooling windows use; later ones are never computed. */
export function usedPositions(layer: IntegerLayer, outputPositions: number): number {
  return layer.pool === null ? outputPositions : (outputPositions - 1) * layer.pool.stride + layer.pool.kernel;
}

/**
 * Cycles of one tile of `lanes` positions. With several lanes a pass takes a cycle a tap, and at least one a lane. With one
 * lane bias, alphas and signs come bit by bit (see bb_single).
 */
export function tileCycles(layer: IntegerLayer, lanes: number): number {
  return total(outputCycles(encodeLayer(layer), groupTaps(layer), lanes));
}

const groupTaps = (layer: IntegerLayer) => {
  const { channelsPerGroup, tapsPerGroup } = grouping(layer, layer.structure);
  return channelsPerGroup * tapsPerGroup;
};

/** Cycles of each output channel of a tile, [out]; with one lane the last one is that in which the value leaves. */
export function outputCycles(encoded: EncodedLayer, taps: number, lanes: number): number[] {
  const ofPass = (alpha: number) =>
    lanes > 1 ? Math.max(alpha === 0 ? 1 : taps, lanes) : passHeadBits(encoded) + (alpha === 0 ? 1 : taps + 1);
  const ofOutput = lanes > 1 ? 0 : encoded.biasBits + 2;
  const all: number[] = [];
  let cycles = ofOutput;
  for (const { alpha, last } of encoded.passes) {
    cycles += ofPass(alpha);
    if (!last) continue;
    all.push(cycles);
    cycles = ofOutput;
  }
  return all;
}

/** Most values of one channel that the layer gives out in a row. */
function burst(layer: LayerHardware): number {
  return ceilDivide(layer.lanes, layer.shape.pool?.stride ?? 1);
}

function windowHardware(
  layer: IntegerLayer,
  positions: number,
  lanes: number,
  tiles: number,
  inputBurst: number,
): WindowHardware {
  const rowPositions = lanes * layer.stride;
  const tileRows = Math.floor(((lanes - 1) * layer.stride + layer.kernel - 1) / rowPositions) + 1;
  const fragmentRows = Math.max(tiles - 1 + tileRows, ceilDivide(layer.padding + positions, rowPositions));
  const lastRows = fragmentRows - (tiles - 1);
  // A burst may run into later rows before the first is complete.
  const ahead = Math.floor((rowPositions - 1 + inputBurst - 1) / rowPositions);
  // Writing goes on beside reading: one row a tile, and where fragments end every few tiles, the rows that the first tile
  // of the next one waits for.
  const beside = tiles > 2 * tileRows ? 1 : tileRows;
  const rows = Math.max(2, powerOfTwoFrom(Math.max(lastRows, tileRows) + ahead + beside));
  return { rowPositions, freedRows: 1, tileRows, fragmentRows, lastRows, rows };
}

/** The window of an engine with one lane, a ring of positions, and how many of the input's are written. */
function ringHardware(layer: IntegerLayer, positions: number, outputs: number, inputBurst: number) {
  const tileRows = Math.max(layer.kernel, layer.stride);
  const fragmentRows = (outputs - 1) * layer.stride + tileRows;
  const used = Math.min(positions, fragmentRows - layer.padding);
  // Writing goes on beside reading, unless the fragment is one output position.
  const beside = outputs > 1 ? layer.stride : 0;
  const rows = powerOfTwoFrom(tileRows + beside + inputBurst - 1);
  const window: WindowHardware = {
    rowPositions: 1,
    freedRows: layer.stride,
    tileRows,
    fragmentRows,
    lastRows: tileRows,
    rows,
  };
  return { window, positions: used, after: fragmentRows - layer.padding - used, burst: inputBurst };
}

/** Bits of a block RAM, in which a weight stream is two bits wide: the narrowest that fills a block of every family. */
const BLOCK = { bits: 4096, width: 2 };
/** The last words of a weight stream are logic if they are no more bits than this and would begin a block. */
const REST_BITS = 256;

/** Memory of a weight stream of `bits` bits: as many blocks side by side as it takes, so that no word needs a multiplexer. */
export function weightMemory(bits: number): SingleHardware['weights'] {
  const words = (width: number) => ceilDivide(bits, width);
  const full = Math.floor(bits / BLOCK.bits);
  const depth = BLOCK.bits / BLOCK.width;
  if (full > 0 && bits - full * BLOCK.bits <= REST_BITS) {
    const width = full * BLOCK.width;
    return { bits, width, depth, rest: words(width) - depth };
  }
  const width = (full + 1) * BLOCK.width;
  return { bits, width, depth: words(width), rest: 0 };
}

/**
 * Sizes the engines of all layers for the given lanes, [layer]; `allTaps`: they take all taps of an input channel at once.
 * Lanes must be legal (see `chooseLanes`).
 */
export function layerHardware(model: IntegerModel, lanesOfLayers: readonly number[], allTaps = false): LayerHardware[] {
  const lengths = layerLengths(model.input.samples, model.layers);
  const ranges = inputRanges(model);
  const built: LayerHardware[] = [];
  model.layers.forEach((layer, i) => {
    const lanes = lanesOfLayers[i]!;
    const previous = built.at(-1);
    const plain = encodeLayer(layer);
    const half = roundingHalf(layer);
    const { outputs, bases } = accumulatorRange(layer, ranges[i]!);
    const xBits = previous?.outBits ?? model.input.bits;
    const accRange = hull(outputs.map(({ min, max }) => ({ min: min + half, max: max + half })));
    const accBits = signedBits([accRange]);
    const yBits = layer.requant?.bits ?? accBits;
    const outBits = layer.requant === null ? accBits : unsignedBits(largestActivation(layer));
    const convPositions = usedPositions(layer, lengths[i]!.output);
    const tiles = ceilDivide(convPositions, lanes);
    const inputBurst = previous === undefined ? 1 : burst(previous);
    const wide = allTaps ? wideHardware(layer, lanes) : null;
    const encoded = wide ? wideEncoding(layer, plain, xBits, previous === undefined, accBits) : plain;
    const sumRange = wide ? { min: 0, max: groupTaps(layer) * (2 ** xBits - 1) } : hull(bases);
    // A lane that adds tap by tap extends x by at least one sign bit.
    const sumBits = wide ? unsignedBits(sumRange.max) : Math.max(signedBits([sumRange]), xBits + 1);
    const groups = grouping(layer, layer.structure);
    const wordSigns = wide ? groups.tapsPerGroup : SIGN_WORD_BITS;
    const ring = lanes === 1 && !wide ? ringHardware(layer, lengths[i]!.input, convPositions, inputBurst) : null;
    const window = ring?.window ?? windowHardware(layer, lengths[i]!.input, lanes, tiles, inputBurst);
    const signWords = Math.max(1, ceilDivide(encoded.signs.length, wordSigns));
    const openWindows = layer.pool === null ? 0 : ceilDivide(layer.pool.kernel, layer.pool.stride);
    const { name, inChannels, outChannels, kernel, stride, padding, pool } = layer;
    const positionMemories = ring ? 1 : (wide?.segment ?? lanes * 2 ** unsignedBits(stride - 1));
    built.push({
      name,
      shape: { name, inChannels, outChannels, kernel, stride, padding, pool },
      lengths: lengths[i]!,
      grouping: groups,
      pixelwise: layer.structure.kind === 'pixelwise',
      encoded,
      lanes,
      convPositions,
      tiles,
      window,
      xBits,
      xSigned: previous === undefined,
      sumBits,
      sumRange,
      accBits,
      accRange,
      requantShift: layer.requant?.shift ?? null,
      yBits,
      outBits,
      signWords,
      tileCycles: wide
        ? total(wideOutputCycles(encoded, groups.channelsPerGroup, lanes / wide.multipliers))
        : tileCycles(layer, lanes),
      single: ring && {
        positions: ring.positions,
        after: ring.after,
        burst: ring.burst,
        weights: weightMemory(streamBits(encoded)),
      },
      wide,
      memoryBits: {
        signs: ring ? encoded.signs.length : signWords * wordSigns,
        passes: encoded.passes.length * passHeadBits(encoded),
        biases: encoded.biases.length * encoded.biasBits,
        window: inChannels * window.rows * positionMemories * xBits,
        pool: layer.pool === null || outChannels === 1 ? 0 : outChannels * openWindows * outBits,
      },
    });
  });
  return built;
}
