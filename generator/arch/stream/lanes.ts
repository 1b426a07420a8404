import { type Problem, UserError } from '../../support/errors.js';
import type { LayerSizing } from '../sizing.js';
import { hasLanes, legalLanes, type Taps } from './engines.js';
import { type Choices, choicesOf, type LaneChoice, type LaneGroup, laneGroups } from './groups.js';
import { orderProblems } from './orders.js';

/** Lanes of each layer that has any, or the cycles a fragment may take in any one layer: the least lanes that keep it are chosen. */
export type Folding = (
  | { lanes: number[]; tapsPerCycle?: 'kernel' | Taps[] | undefined; outputLanes?: number[] | undefined }
  | { cyclesPerLayer: number }
) & {
  /** See `continuing.ts`. */
  continuing?: true | undefined;
};

/** Taps of an input channel that a lane adds in a cycle, of each layer that has lanes. */
export function tapsOfLayers(folding: Folding, layers: readonly LayerSizing[]): Taps[] {
  const taps = 'lanes' in folding ? (folding.tapsPerCycle ?? 1) : 1;
  return typeof taps === 'object' ? taps : layers.filter(hasLanes).map(() => taps);
}

/** Legal lanes of each layer that has any with their cycles, fewest lanes first, [layer]; lanes take a tap a cycle. */
export const laneChoices = (layers: readonly LayerSizing[]): LaneChoice[][] =>
  layers.filter(hasLanes).map((layer) => choicesOf(layer, [1]));

/**
 * Lanes of each layer that has any. Throws a UserError that names every layer whose lanes are illegal (a power of two, at most
 * the layer's positions rounded up to one; where they take all taps at once, any number up to the layer's positions), every
 * join whose streams come in different orders, or what cannot keep the cycles with all its lanes. `steps`: scores are of each
 * position.
 */
export function chooseLanes(layers: readonly LayerSizing[], folding: Folding, where: string, steps = false): number[] {
  const problems: Problem[] = [];
  const chosen =
    'lanes' in folding
      ? givenLanes(layers, folding, where, steps, problems)
      : fewestLanes(layers, folding.cyclesPerLayer, where, steps, problems);
  if (problems.length > 0) throw new UserError(problems);
  return chosen;
}

function givenLanes(
  layers: readonly LayerSizing[],
  folding: Folding & { lanes: number[] },
  where: string,
  steps: boolean,
  problems: Problem[],
): number[] {
  const { lanes } = folding;
  const able = layers.filter(hasLanes);
  if (lanes.length !== able.length) {
    const adds = layers.length - able.length;
    const without = adds === 0 ? '' : ` that have lanes: ${able.map(({ name }) => name).join(', ')}`;
    throw new UserError({
      where,
      field: 'folding.lanes',
      message: `has ${lanes.length} entries, the model ${able.length} layers${without}`,
      allowed: 'one lane count per layer',
    });
  }
  const taps = tapsOfLayers(folding, layers);
  if (taps.length !== able.length)
    throw new UserError({
      where,
      field: 'folding.tapsPerCycle',
      message: `has ${taps.length} entries, folding.lanes ${able.length}`,
      allowed: 'as many, or "kernel" for all layers',
    });
  lanes.forEach((own, i) => {
    problems.push(...laneProblems(able[i]!, own, taps[i]!, { where, field: `folding.lanes[${i}]` }));
  });
  if (problems.length === 0) problems.push(...orderProblems(layers, lanes, taps, where, steps));
  return lanes;
}

function laneProblems(layer: LayerSizing, lanes: number, taps: Taps, at: { where: string; field: string }): Problem[] {
  const legal = legalLanes(layer, taps);
  if (legal.includes(lanes)) return [];
  const max = legal.at(-1)!;
  const nearest = legal.reduce((best, l) => (Math.abs(l - lanes) < Math.abs(best - lanes) ? l : best));
  return [
    {
      ...at,
      message: `layer ${layer.name} cannot have this number of lanes`,
      value: lanes,
      allowed: `a ${taps === 'kernel' ? 'whole number' : 'power of two'} from 1 to ${max}`,
      fix: `${nearest}`,
    },
  ];
}

/** What layers have whose lanes take a tap a cycle. */
export const serial: Choices = (layer) => choicesOf(layer, [1]);

/** The choices of a group that keep the cycles at the least cost, by default the fewest lanes; null: none do. */
export function fewestOf(
  { ways }: LaneGroup,
  cycles: number,
  cost: (choice: LaneChoice) => number = ({ lanes }) => lanes,
): LaneChoice[] | null {
  const total = (choices: readonly LaneChoice[]) => choices.reduce((sum, choice) => sum + cost(choice), 0);
  const cheapest = (choices: readonly LaneChoice[]) =>
    choices
      .filter((choice) => choice.cycles <= cycles)
      .reduce<LaneChoice | undefined>((a, b) => (a === undefined || cost(b) < cost(a) ? b : a), undefined);
  let best: LaneChoice[] | null = null;
  for (const way of ways) {
    const found = way.map(cheapest);
    if (!found.every((choice) => choice !== undefined)) continue;
    if (best === null || total(found) < total(best)) best = found;
  }
  return best;
}

/** The least cycles that a group can keep. */
export const leastCycles = ({ ways }: LaneGroup): number =>
  Math.min(...ways.map((way) => Math.max(...way.map((choices) => Math.min(...choices.map(({ cycles }) => cycles))))));

/** Choices of all layers that have lanes, in their order, from those of the groups. */
export function choicesOfGroups(
  groups: readonly LaneGroup[],
  chosen: readonly (readonly LaneChoice[])[],
): LaneChoice[] {
  const byLayer = groups.flatMap(({ layers }, g) => layers.map((layer, i) => [layer, chosen[g]![i]!] as const));
  return byLayer.sort(([a], [b]) => a - b).map(([, choice]) => choice);
}

/** Lanes of them. */
export const lanesOfGroups = (groups: readonly LaneGroup[], chosen: readonly (readonly LaneChoice[])[]): number[] =>
  choicesOfGroups(groups, chosen).map(({ lanes }) => lanes);

function fewestLanes(
  layers: readonly LayerSizing[],
  cyclesPerLayer: number,
  where: string,
  steps: boolean,
  problems: Problem[],
): number[] {
  const groups = laneGroups(layers, serial, steps);
  const chosen = groups.map((group) => {
    const found = fewestOf(group, cyclesPerLayer);
    if (found !== null) return found;
    const least = leastCycles(group);
    problems.push({
      where,
      field: 'folding.cyclesPerLayer',
      message: tooSlow(group, layers),
      value: cyclesPerLayer,
      allowed: `at least ${least}`,
      fix: `${least}`,
    });
    return fewestOf(group, least)!;
  });
  return lanesOfGroups(groups, chosen);
}

function tooSlow({ layers: members, ways }: LaneGroup, layers: readonly LayerSizing[]): string {
  const names = members.map((i) => layers[i]!.name);
  if (names.length > 1)
    return `layers ${names.join(', ')}, whose streams come in one order, need more cycles at any lanes`;
  const most = Math.max(...ways.flatMap(([choices]) => choices!.map(({ lanes }) => lanes)));
  return `layer ${names[0]} needs more cycles even with ${most} lanes`;
}
