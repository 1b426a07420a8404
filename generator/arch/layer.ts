import { encodeLayer, roundingHalf, unsignedBits } from '../model/encode.js';
import type { IntegerLayer, IntegerModel } from '../model/integer-model.js';
import { grouping, layerLengths } from '../model/network.js';
import { accumulatorRange, inputRanges, largestActivation, type Range, signedBits } from '../model/ranges.js';
import { SIGN_WORD_BITS } from '../model/storage.js';
import type { LayerHardware, WindowHardware } from './hardware.js';

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

/** Cycles of one tile of `lanes` positions: a pass takes a cycle a tap, and at least one a lane. */
export function tileCycles(layer: IntegerLayer, lanes: number): number {
  const { channelsPerGroup, tapsPerGroup } = grouping(layer, layer.structure);
  const taps = channelsPerGroup * tapsPerGroup;
  return encodeLayer(layer).passes.reduce((sum, pass) => sum + Math.max(pass.alpha === 0 ? 1 : taps, lanes), 0);
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
  return { rowPositions, tileRows, fragmentRows, lastRows, rows };
}

/** Sizes the engines of all layers for the given lanes, [layer]. Lanes must be legal (see `chooseLanes`). */
export function layerHardware(model: IntegerModel, lanesOfLayers: readonly number[]): LayerHardware[] {
  const lengths = layerLengths(model.input.samples, model.layers);
  const ranges = inputRanges(model);
  const built: LayerHardware[] = [];
  model.layers.forEach((layer, i) => {
    const lanes = lanesOfLayers[i]!;
    const previous = built.at(-1);
    const encoded = encodeLayer(layer);
    const half = roundingHalf(layer);
    const { outputs, bases } = accumulatorRange(layer, ranges[i]!);
    const xBits = previous?.outBits ?? model.input.bits;
    const sumRange = hull(bases);
    const accRange = hull(outputs.map(({ min, max }) => ({ min: min + half, max: max + half })));
    const accBits = signedBits([accRange]);
    const yBits = layer.requant?.bits ?? accBits;
    const outBits = layer.requant === null ? accBits : unsignedBits(largestActivation(layer));
    const convPositions = usedPositions(layer, lengths[i]!.output);
    const tiles = ceilDivide(convPositions, lanes);
    const window = windowHardware(layer, lengths[i]!.input, lanes, tiles, previous === undefined ? 1 : burst(previous));
    const signWords = Math.max(1, ceilDivide(encoded.signs.length, SIGN_WORD_BITS));
    const openWindows = layer.pool === null ? 0 : ceilDivide(layer.pool.kernel, layer.pool.stride);
    const { name, inChannels, outChannels, kernel, stride, padding, pool } = layer;
    built.push({
      name,
      shape: { name, inChannels, outChannels, kernel, stride, padding, pool },
      lengths: lengths[i]!,
      grouping: grouping(layer, layer.structure),
      pixelwise: layer.structure.kind === 'pixelwise',
      encoded,
      lanes,
      convPositions,
      tiles,
      window,
      xBits,
      xSigned: previous === undefined,
      // A lane extends x by at least one sign bit.
      sumBits: Math.max(signedBits([sumRange]), xBits + 1),
      sumRange,
      accBits,
      accRange,
      requantShift: layer.requant?.shift ?? null,
      yBits,
      outBits,
      signWords,
      tileCycles: tileCycles(layer, lanes),
      memoryBits: {
        signs: signWords * SIGN_WORD_BITS,
        passes: encoded.passes.length * (1 + encoded.skipBits + encoded.alphaBits),
        biases: encoded.biases.length * encoded.biasBits,
        window: inChannels * window.rows * lanes * 2 ** unsignedBits(stride - 1) * xBits,
        pool: layer.pool === null || outChannels === 1 ? 0 : outChannels * openWindows * outBits,
      },
    });
  });
  return built;
}
