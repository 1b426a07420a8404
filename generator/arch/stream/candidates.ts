import type { Budget, GivenDesign } from '../../config/design.js';
import { portsOf } from '../../config/ports.js';
import { PART, type PartFabric } from '../../devices/devices.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { INPUT } from '../../network/network.js';
import type { Candidate } from '../architecture.js';
import { estimateCells } from '../estimate/cells.js';
import { coefficients } from '../estimate/coefficients.js';
import { dearest, evenCuts } from '../output-lanes.js';
import { type LayerSizing, layerSizings } from '../sizing.js';
import { engineFor } from './engines.js';
import { type Choices, choicesOf, type LaneChoice, type LaneGroup, laneGroups } from './groups.js';
import type { StreamSized } from './hardware.js';
import { choicesOfGroups, fewestOf, leastCycles, serial } from './lanes.js';
import { layerHardware } from './layer.js';
import { cutLayers, mostParts } from './parts.js';
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
  const grouped = (choices: Choices) =>
    laneGroups(
      layers,
      (layer, i) => withParts(choices(layer, i), layer, mostParts(layer, layers)),
      model.per === 'step',
    );
  const lanes = ways(grouped(serial), 1, ({ lanes, parts }) => lanes * parts).map(candidate);
  if (!('luts' in budget) || budget.part === undefined) return lanes;
  const mixed = ways(grouped(priced(PART[budget.part])), FINE, ({ parts, cells }) => parts * cells!);
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

/** Engines that may share a layer's channels, and positions up to which they do: with more of them lanes over positions are dear enough. */
const PARTS = [2, 3, 4, 6, 8, 12, 16];
const FEW_POSITIONS = 64;

/** The choices, and those with several engines where lanes over few positions are as many as can be. */
function withParts(choices: readonly LaneChoice[], layer: LayerSizing, most: number): LaneChoice[] {
  if (layer.convPositions > FEW_POSITIONS) return [...choices];
  const cut = choices
    .filter(({ lanes }) => lanes >= layer.convPositions)
    .flatMap((choice) => {
      const costs = engineFor(layer, choice.lanes, choice.taps).outputCycles(layer, choice.lanes);
      return PARTS.filter((parts) => parts <= most).map((parts) => {
        return { ...choice, parts, cycles: dearest(costs, evenCuts(costs, parts)) };
      });
    });
  return [...choices, ...cut];
}

/** What layers can have whose engines' cells are known on a fabric. */
const priced =
  ({ family, resources }: PartFabric): Choices =>
  (layer) =>
    choicesOf(layer, [1, 'kernel']).flatMap((choice) => {
      const [own] = layerHardware([alone(layer)], [choice.lanes], [choice.taps]);
      const { lc } = estimateCells([engineSize(own!, [own!]).circuit({ family, resources })], family, coefficients());
      return lc === null ? [] : [{ ...choice, cells: lc }];
    });

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
  const parts = choices.map((choice) => choice.parts);
  const folding = {
    lanes,
    ...(taps.every((own) => own === 1)
      ? {}
      : { tapsPerCycle: taps.every((own) => own === 'kernel') ? ('kernel' as const) : taps }),
    ...(parts.every((own) => own === 1) ? {} : { outputLanes: parts }),
  };
  // Sized when it is asked for: of hundreds of candidates few are.
  const bare = once((): StreamSized => {
    const cut = cutLayers(model, layers, choices);
    return {
      architecture: 'stream',
      model,
      layers: layerHardware(cut.sizings, cut.lanes, cut.taps),
      parity: given.parity,
    };
  });
  const hardware = once((): StreamSized => ({ ...bare(), layers: withQueues(bare().layers) }));
  return {
    design: { ...given, folding },
    get hardware() {
      return hardware();
    },
    get bare() {
      return bare();
    },
    minCycles: Math.max(...choices.map(({ cycles }) => cycles)),
    intervalCycles: () => streamHardware(given.name, model, folding, where, portsOf(given).registered).intervalCycles,
  };
}

/** What `make` gives, made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
