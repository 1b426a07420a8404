import { powerOfTwoFrom } from '../../../../support/integers.js';
import type { LayerSizing } from '../../../sizing.js';
import type { EngineSizes, Place } from '../../engine.js';
import { laneSumBits, windowOfRows } from '../../rows.js';

/** An engine of several lanes, each of which adds a tap a cycle: `bb_layer`. */
export interface SeveralHardware {
  kind: 'several';
}

/** Powers of two above one, up to the one that holds every position. */
export const lanes = (positions: number) =>
  Array.from({ length: Math.log2(powerOfTwoFrom(positions)) }, (_, e) => 2 ** (e + 1));

export function size(layer: LayerSizing, place: Place): EngineSizes<SeveralHardware> {
  const { encoded, sumRange } = layer;
  return {
    engine: { kind: 'several' },
    encoded,
    sumRange,
    sumBits: laneSumBits(layer),
    window: windowOfRows(layer, place),
  };
}
