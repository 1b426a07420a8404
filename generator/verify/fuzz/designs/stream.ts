import { layerSizings } from '../../../arch/sizing.js';
import { hasLanes } from '../../../arch/stream/engines.js';
import type { Folding } from '../../../arch/stream/lanes.js';
import { mostParts } from '../../../arch/stream/parts.js';
import { convolutions } from '../../../network/network.js';
import { layerLengths, usedPositions } from '../../../network/shapes.js';
import { random } from '../../../support/random.js';
import type { AnyNetwork } from '../random-model.js';
import type { PlannedDesign } from './design.js';

export const stream: PlannedDesign<'stream'> = {
  folding: ({ lanes }) => ({ lanes }),
  withOptions: (bare, network, plan) => {
    const folding = plan.otherLanes > 0 && plan.branches === 0 ? allTaps(network) : bare.folding;
    const shared = plan.outputLanes > 0 ? { outputLanes: outputLanes(network, plan.outputLanes) } : {};
    return { ...bare, folding: { ...folding, ...shared } };
  },
};

/** Some engines for each layer that can have them. */
function outputLanes({ model }: AnyNetwork, seed: number): number[] {
  const layers = layerSizings(model);
  const rng = random(seed);
  return layers.filter(hasLanes).map((layer) => rng.integer(1, Math.min(MOST_ENGINES, mostParts(layer, layers))));
}

const MOST_ENGINES = 4;

/** Any number of lanes, not powers of two alone. */
function allTaps({ model, lanes }: AnyNetwork): Folding {
  const lengths = layerLengths(model);
  // A chain has convolutions alone.
  const max = convolutions(model.layers).map((layer, i) => usedPositions(layer, lengths[i]!.output));
  return { lanes: lanes.map((n, i) => Math.min(max[i]!, n + i)), tapsPerCycle: 'kernel' };
}
