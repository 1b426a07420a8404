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
  const yBits = rangeOf(yLayers.map((layer) => layer.yBits));
  const shift = rangeOf(yLayers.map((layer) => layer.requantShift!));
  const xBits = Math.max(model.input.bits, ...yLayers.map(({ yBits: y, outBits }) => Math.max(y, outBits) + 1));
  const sumBits = signedBits(layers.map(({ xRange }) => tableRange(xRange, tapsPerLookup)));
  const alphaBits = Math.max(...layers.map(({ encoded }) => encoded.alphaBits));
  // Also wide enough for a coefficient, +-2 at least, and for a bit of the value that the least shift leaves.
  const accBits = Math.max(
    ...[xBits, sumBits, Math.max(3, alphaBits + 1), shift.min + 2],
    ...layers.map((layer) => layer.accBits),
  );
  return { xBits, sumBits, accBits, yBits, shift };
}

const rangeOf = (values: number[]): Range =>
  values.length === 0 ? { min: 1, max: 1 } : { min: Math.min(...values), max: Math.max(...values) };

/** Range of +x0 +-x1 +-x2 ...: the signs of a table are taken relative to that of its first tap. */
function tableRange({ min, max }: Range, taps: number): Range {
  return { min: min + (taps - 1) * Math.min(min, -max), max: max + (taps - 1) * Math.max(max, -min) };
}
