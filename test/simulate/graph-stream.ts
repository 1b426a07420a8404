import fc from 'fast-check';
import { layerSizings } from '../../generator/arch/sizing.js';
import { hasLanes } from '../../generator/arch/stream/engines.js';
import { choicesOf, laneGroups } from '../../generator/arch/stream/groups.js';
import { lanesOfGroups } from '../../generator/arch/stream/lanes.js';
import { mostParts } from '../../generator/arch/stream/parts.js';
import type { IntegerNetwork } from '../../generator/model/integer-model.js';
import { type Random, random } from '../../generator/support/random.js';
import { anyCodes, anyEnded } from '../model/random-network.js';

/** Any lanes whose orders fit, of engines of both kinds of taps. */
export function anyFolding(model: IntegerNetwork, rng: Random) {
  const taps = rng.integer(0, 2) === 0 ? ('kernel' as const) : 1;
  const groups = laneGroups(layerSizings(model), (layer) => choicesOf(layer, [taps]), model.per === 'step');
  const chosen = groups.map(({ ways }) => {
    const way = ways[rng.integer(0, ways.length - 1)]!;
    return way.map((choices) => choices[rng.integer(0, choices.length - 1)]!);
  });
  return { lanes: lanesOfGroups(groups, chosen), ...(taps === 'kernel' ? { tapsPerCycle: taps } : {}) };
}

/** Up to three engines for each layer that can have them, mostly one. */
function anyOutputLanes(model: IntegerNetwork, rng: Random): number[] {
  const layers = layerSizings(model);
  return layers
    .filter(hasLanes)
    .map((layer) => (rng.integer(0, 1) === 0 ? 1 : rng.integer(1, Math.min(3, mostParts(layer, layers)))));
}

/** A random graph as a design of `stream` whose lanes fit, with codes of some fragments. */
export function graphNetwork(seed: number) {
  const drawn = fc.sample(anyEnded, { seed, numRuns: 1 })[0]!;
  // Scores of each step are looked at as they come; no class is told of them.
  const model: IntegerNetwork = drawn.per === 'step' ? { ...drawn, task: { kind: 'values' } } : drawn;
  const rng = random(seed);
  const folding = { ...anyFolding(model, rng), outputLanes: anyOutputLanes(model, rng) };
  const ports = { registered: rng.integer(0, 3) === 0 };
  const design = { name: 'random', model: 'model.alq.json', architecture: 'stream' as const, folding, ports };
  return { design, model, fragments: fc.sample(anyCodes, { seed, numRuns: 6 }) };
}
