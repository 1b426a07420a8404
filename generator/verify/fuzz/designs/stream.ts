import type { Folding } from '../../../arch/stream/lanes.js';
import { convolutions } from '../../../network/network.js';
import { layerLengths, usedPositions } from '../../../network/shapes.js';
import type { AnyNetwork } from '../random-model.js';
import type { PlannedDesign } from './design.js';

export const stream: PlannedDesign<'stream'> = {
  folding: ({ lanes }) => ({ lanes }),
  withOptions: (bare, network, plan) =>
    plan.allTaps > 0 && plan.branches === 0 ? { ...bare, folding: allTaps(network) } : bare,
};

/** Any number of lanes, not powers of two alone. */
function allTaps({ model, lanes }: AnyNetwork): Folding {
  const lengths = layerLengths(model);
  // A chain has convolutions alone.
  const max = convolutions(model.layers).map((layer, i) => usedPositions(layer, lengths[i]!.output));
  return { lanes: lanes.map((n, i) => Math.min(max[i]!, n + i)), tapsPerCycle: 'kernel' };
}
