import { ceilDivide, sum } from '../../support/integers.js';
import type { LayerSizing } from '../sizing.js';
import { engineFor, type LayerHardware } from './engines.js';

/** Sizes the engines of all layers, [layer]. Lanes must be legal (see `chooseLanes`). */
export function layerHardware(
  layers: readonly LayerSizing[],
  lanesOfLayers: readonly number[],
  tapsPerCycle: 1 | 'kernel' = 1,
): LayerHardware[] {
  let inputBurst = 1;
  return layers.map((layer, i) => {
    const lanes = lanesOfLayers[i]!;
    const tiles = ceilDivide(layer.convPositions, lanes);
    const engine = engineFor(layer, lanes, tapsPerCycle);
    const sizes = engine.size(layer, { lanes, tiles, first: i === 0, inputBurst });
    inputBurst = ceilDivide(lanes, layer.shape.pool?.stride ?? 1);
    const tileCycles = sum(engine.outputCycles(layer, lanes));
    return {
      ...{ ...layer, ...sizes, lanes, tiles },
      ...{ tileCycles, cycles: tiles * tileCycles, tilePositions: lanes },
    };
  });
}
