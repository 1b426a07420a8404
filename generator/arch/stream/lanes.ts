import { type Problem, UserError } from '../../support/errors.js';
import { ceilDivide, sum } from '../../support/integers.js';
import type { LayerSizing } from '../sizing.js';
import { engineFor, legalLanes } from './engines.js';

/** Lanes of each layer, or the cycles a fragment may take in any one layer: the least lanes that keep it are chosen. */
export type Folding = { lanes: number[]; tapsPerCycle?: 'kernel' | undefined } | { cyclesPerLayer: number };

/** Taps of an input channel that a lane adds in a cycle. */
export const tapsPerCycle = (folding: Folding) => ('lanes' in folding ? (folding.tapsPerCycle ?? 1) : 1);

/** A number of lanes that a layer can have, and the cycles that a fragment takes in it. */
export interface LaneChoice {
  lanes: number;
  cycles: number;
}

/** Legal lanes of each layer with their cycles, fewest lanes first, [layer]; lanes take a tap a cycle. */
export function laneChoices(layers: readonly LayerSizing[]): LaneChoice[][] {
  return layers.map((layer) =>
    legalLanes(layer, 1).map((lanes) => ({
      lanes,
      cycles: ceilDivide(layer.convPositions, lanes) * sum(engineFor(layer, lanes, 1).outputCycles(layer, lanes)),
    })),
  );
}

/**
 * Lanes per layer. Throws a UserError that names every layer whose lanes are illegal (a power of two, at most the layer's
 * positions rounded up to one; where they take all taps at once, any number up to the layer's positions), or that cannot
 * keep the cycles with all its lanes.
 */
export function chooseLanes(layers: readonly LayerSizing[], folding: Folding, where: string): number[] {
  const problems: Problem[] = [];
  const chosen =
    'lanes' in folding ? givenLanes(layers, folding, where, problems) : fewestLanes(layers, folding, where, problems);
  if (problems.length > 0) throw new UserError(problems);
  return chosen;
}

function givenLanes(
  layers: readonly LayerSizing[],
  folding: Folding & { lanes: number[] },
  where: string,
  problems: Problem[],
): number[] {
  if (folding.lanes.length !== layers.length)
    throw new UserError({
      where,
      field: 'folding.lanes',
      message: `has ${folding.lanes.length} entries, the model ${layers.length} layers`,
      allowed: 'one lane count per layer',
    });
  folding.lanes.forEach((lanes, i) => {
    problems.push(...laneProblems(layers[i]!, lanes, tapsPerCycle(folding), { where, field: `folding.lanes[${i}]` }));
  });
  return folding.lanes;
}

function laneProblems(
  layer: LayerSizing,
  lanes: number,
  taps: 1 | 'kernel',
  at: { where: string; field: string },
): Problem[] {
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

function fewestLanes(
  layers: readonly LayerSizing[],
  { cyclesPerLayer }: { cyclesPerLayer: number },
  where: string,
  problems: Problem[],
): number[] {
  return laneChoices(layers).map((choices, i) => {
    const enough = choices.find(({ cycles }) => cycles <= cyclesPerLayer);
    if (enough !== undefined) return enough.lanes;
    const { lanes, cycles } = choices.at(-1)!;
    problems.push({
      where,
      field: 'folding.cyclesPerLayer',
      message: `layer ${layers[i]!.name} needs more cycles even with ${lanes} lanes`,
      value: cyclesPerLayer,
      allowed: `at least ${cycles}`,
      fix: `${cycles}`,
    });
    return lanes;
  });
}
