import { unsignedBits } from '../../model/encode.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { type Range, signedBits } from '../../model/range.js';
import type { FoldedHardware, FoldedSizing } from './hardware.js';

/** Widths that all layers share, the most that one needs. */
export function sharedWidths(
  model: IntegerNetwork,
  layers: readonly FoldedSizing[],
  tapsPerLookup: number,
): Pick<FoldedHardware, 'xBits' | 'sumBits' | 'accBits' | 'yBits' | 'shift'> {
  const yLayers = layers.filter(({ requantShift }) => requantShift !== null);
  const yBits = rangeOf(yLayers.map((layer) => magnitudeBits(layer)!));
  const shift = rangeOf(yLayers.map((layer) => layer.requantShift!));
  const xBits = Math.max(
    model.input.bits,
    ...yLayers.map((layer) => Math.max(magnitudeBits(layer)! + 1, layer.outBits + Number(!layer.outSigned))),
  );
  const sumBits = signedBits(layers.map(({ xRange }) => tableRange(xRange, tapsPerLookup)));
  // Also wide enough for a coefficient, +-2 at least, and for a bit of the value that the least shift leaves.
  const accBits = Math.max(
    ...[xBits, sumBits, Math.max(3, alphaBits(layers) + 1), shift.min + 2],
    ...layers.map((layer) => layer.accBits),
  );
  return { xBits, sumBits, accBits, yBits, shift };
}

/** Of the coefficient of a pass. */
export function alphaBits(layers: readonly FoldedSizing[]): number {
  const ofLayer = ({ work, encoded, batches }: FoldedSizing) => {
    if (work !== 'weights') return encoded.alphaBits;
    const alphas = batches.flatMap(({ outputs }) => outputs.flatMap(({ passes }) => passes.map(({ alpha }) => alpha)));
    return unsignedBits(alphas.reduce((most, alpha) => Math.max(most, alpha), 1));
  };
  return Math.max(...layers.map(ofLayer));
}

/** Passes of window words among those of tables; with one tap a table they are the same. */
export const looksUpWords = ({ work }: FoldedSizing, taps: number): boolean => taps > 1 && work !== 'tables';

/** A layer's values keep their sign. */
export const keepsSign = ({ requantShift, shape }: FoldedSizing): boolean =>
  requantShift !== null && shape.activation === 'none';

/** Bits of a requantised value without its sign; null: of scores. */
export const magnitudeBits = (layer: FoldedSizing): number | null =>
  layer.requantShift === null ? null : layer.yBits - Number(keepsSign(layer));

const rangeOf = (values: number[]): Range =>
  values.length === 0 ? { min: 1, max: 1 } : { min: Math.min(...values), max: Math.max(...values) };

/** Range of +x0 +-x1 +-x2 ...: the signs of a table are taken relative to that of its first tap. */
function tableRange({ min, max }: Range, taps: number): Range {
  return { min: min + (taps - 1) * Math.min(min, -max), max: max + (taps - 1) * Math.max(max, -min) };
}
