import type { Budget, GivenDesign } from '../../config/design.js';
import { portsOf } from '../../config/ports.js';
import { PART, type PartFabric } from '../../devices/devices.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { INPUT } from '../../network/network.js';
import type { Candidate } from '../architecture.js';
import { estimateCells } from '../estimate/cells.js';
import { coefficients } from '../estimate/coefficients.js';
import { type LayerSizing, layerSizings } from '../sizing.js';
import { type Choices, choicesOf, type LaneChoice, type LaneGroup, laneGroups } from './groups.js';
import type { StreamSized } from './hardware.js';
import { choicesOfGroups, fewestOf, leastCycles, serial } from './lanes.js';
import { layerHardware } from './layer.js';
import { withQueues } from './queues.js';
import { engineSize } from './size.js';
import { streamHardware } from './stream.js';

type Given = GivenDesign & { architecture: 'stream' };

/**
 * For every number of cycles that some layer can take, the least lanes of a tap a cycle; then, for a part on which they were
 * measured, engines of any kind, each layer that which takes the fewest cells of those that keep the cycles.
 */
export function streamCandidates(given: Given, model: IntegerNetwork, budget: Budget, where: string): Candidate[] {
  const layers = layerSizings(model);
  const candidate = (choices: readonly LaneChoice[]) => candidateOf(given, model, layers, choices, where);
  const lanes = ways(laneGroups(layers, serial, model.per === 'step'), 1, ({ lanes }) => lanes).map(candidate);
  if (!('luts' in budget) || budget.part === undefined) return lanes;
  const { choices, cells } = pricedChoices(PART[budget.part]);
  const mixed = ways(laneGroups(layers, choices, model.per === 'step'), FINE, (choice) => cells.get(choice)!);
  return [...lanes, ...mixed.map(candidate)];
}

/** Targets so close together give the same engines but for one. */
const FINE = 0.98;

/** The cheapest choices for cycles that fall by the factor `step` or more, [way][layer that has lanes]. */
function ways(groups: readonly LaneGroup[], step: number, cost: (choice: LaneChoice) => number): LaneChoice[][] {
  const bound = Math.max(...groups.map(leastCycles));
  const cycles = new Set(groups.flatMap(({ ways }) => ways.flat(2).map((choice) => choice.cycles)));
  const targets: number[] = [];
  for (const target of [...cycles].filter((own) => own >= bound).sort((a, b) => b - a))
    if (targets.length === 0 || target <= step * targets.at(-1)!) targets.push(target);
  const all = targets.map((target) =>
    choicesOfGroups(
      groups,
      groups.map((group) => fewestOf(group, target, cost)!),
    ),
  );
  return all.filter((choices, i) => choices.some((choice, layer) => choice !== all[i - 1]?.[layer]));
}

/** What layers can have whose engines' cells are known on a fabric, with these. */
function pricedChoices({ family, resources }: PartFabric): { choices: Choices; cells: Map<LaneChoice, number> } {
  const cells = new Map<LaneChoice, number>();
  const choices = (layer: LayerSizing) =>
    choicesOf(layer, [1, 'kernel']).filter((choice) => {
      const [own] = layerHardware([alone(layer)], [choice.lanes], [choice.taps]);
      const { lc } = estimateCells([engineSize(own!).circuit({ family, resources })], family, coefficients());
      if (lc !== null) cells.set(choice, lc);
      return lc !== null;
    });
  return { choices, cells };
}

/** A layer that reads the input, whatever it reads: its engine's cells hardly depend on it. */
const alone = (layer: LayerSizing): LayerSizing => ({ ...layer, reads: [[{ ...layer.reads[0]![0]!, edge: INPUT }]] });

function candidateOf(
  given: Given,
  model: IntegerNetwork,
  layers: readonly LayerSizing[],
  choices: readonly LaneChoice[],
  where: string,
): Candidate {
  const lanes = choices.map((choice) => choice.lanes);
  const taps = choices.map((choice) => choice.taps);
  const folding = taps.every((own) => own === 1)
    ? { lanes }
    : { lanes, tapsPerCycle: taps.every((own) => own === 'kernel') ? ('kernel' as const) : taps };
  let hardware: StreamSized | undefined;
  return {
    design: { ...given, folding },
    // Sized when it is asked for: the depths of queues take a simulation.
    get hardware() {
      const own = () => withQueues(layerHardware(layers, lanes, taps));
      hardware ??= { architecture: 'stream', model, layers: own(), parity: given.parity };
      return hardware;
    },
    minCycles: Math.max(...choices.map(({ cycles }) => cycles)),
    intervalCycles: () => streamHardware(given.name, model, folding, where, portsOf(given).registered).intervalCycles,
  };
}
