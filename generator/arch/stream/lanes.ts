import type { IntegerModel } from '../../model/integer-model.js';
import { layerLengths } from '../../network/shapes.js';
import { type Problem, UserError } from '../../support/errors.js';
import { tileCycles, usedPositions } from './layer.js';

/** Lanes of each layer, or the cycles a fragment may take in any one layer: the least lanes that keep it are chosen. */
export type Folding = { lanes: number[]; tapsPerCycle?: 'kernel' | undefined } | { cyclesPerLayer: number };

/** Lanes take all taps of an input channel in a cycle, not one. */
export const takesAllTaps = (folding: Folding) => 'lanes' in folding && folding.tapsPerCycle === 'kernel';

const powerOfTwoFrom = (n: number) => 2 ** Math.ceil(Math.log2(Math.max(1, n)));

/** A number of lanes that a layer can have, and the cycles that a fragment takes in it. */
export interface LaneChoice {
  lanes: number;
  cycles: number;
}

/** Legal lanes of each layer with their cycles, fewest lanes first, [layer]. */
export function laneChoices(model: IntegerModel): LaneChoice[][] {
  const lengths = layerLengths(model.input.samples, model.layers);
  return model.layers.map((layer, i) => {
    const positions = usedPositions(layer, lengths[i]!.output);
    return Array.from({ length: Math.log2(powerOfTwoFrom(positions)) + 1 }, (_, e) => {
      const lanes = 2 ** e;
      return { lanes, cycles: Math.ceil(positions / lanes) * tileCycles(layer, lanes) };
    });
  });
}

/**
 * Lanes per layer. Throws a UserError that names every layer whose lanes are illegal (a power of two, at most the layer's
 * positions rounded up to one; where they take all taps at once, any number up to the layer's positions), or that cannot
 * keep the cycles with all its lanes.
 */
export function chooseLanes(model: IntegerModel, folding: Folding, where: string): number[] {
  const lengths = layerLengths(model.input.samples, model.layers);
  const positions = model.layers.map((layer, i) => usedPositions(layer, lengths[i]!.output));
  const problems: Problem[] = [];
  if ('lanes' in folding) {
    if (folding.lanes.length !== model.layers.length) {
      throw new UserError({
        where,
        field: 'folding.lanes',
        message: `has ${folding.lanes.length} entries, the model ${model.layers.length} layers`,
        allowed: 'one lane count per layer',
      });
    }
    folding.lanes.forEach((lanes, i) => {
      const most = takesAllTaps(folding) ? positions[i]! : powerOfTwoFrom(positions[i]!);
      const legal = Array.from({ length: most }, (_, l) => l + 1).filter(
        (l) => takesAllTaps(folding) || powerOfTwoFrom(l) === l,
      );
      if (legal.includes(lanes)) return;
      const nearest = legal.reduce((best, l) => (Math.abs(l - lanes) < Math.abs(best - lanes) ? l : best));
      problems.push({
        where,
        field: `folding.lanes[${i}]`,
        message: `layer ${model.layers[i]!.name} cannot have this number of lanes`,
        value: lanes,
        allowed: `a ${takesAllTaps(folding) ? 'whole number' : 'power of two'} from 1 to ${most}`,
        fix: `${nearest}`,
      });
    });
    if (problems.length > 0) throw new UserError(problems);
    return folding.lanes;
  }
  const chosen = laneChoices(model).map((choices, i) => {
    const enough = choices.find(({ cycles }) => cycles <= folding.cyclesPerLayer);
    if (enough !== undefined) return enough.lanes;
    const { lanes, cycles } = choices.at(-1)!;
    problems.push({
      where,
      field: 'folding.cyclesPerLayer',
      message: `layer ${model.layers[i]!.name} needs more cycles even with ${lanes} lanes`,
      value: folding.cyclesPerLayer,
      allowed: `at least ${cycles}`,
      fix: `${cycles}`,
    });
    return lanes;
  });
  if (problems.length > 0) throw new UserError(problems);
  return chosen;
}
