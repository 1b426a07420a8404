import { type Problem, UserError } from '../config/errors.js';
import type { IntegerModel } from '../model/integer-model.js';
import { layerLengths } from '../model/network.js';
import { tileCycles, usedPositions } from './layer.js';

/** Lanes of each layer, or the cycles a fragment may take in any one layer: the least lanes that keep it are chosen. */
export type Folding = { lanes: number[] } | { cyclesPerLayer: number };

const powerOfTwoFrom = (n: number) => 2 ** Math.ceil(Math.log2(Math.max(1, n)));

/**
 * Lanes per layer. Throws a UserError that names every layer whose lanes are illegal (a power of two, at most the layer's
 * positions rounded up to one), or that cannot keep the cycles with all its lanes.
 */
export function chooseLanes(model: IntegerModel, folding: Folding, where: string): number[] {
  const lengths = layerLengths(model.input.samples, model.layers);
  const most = model.layers.map((layer, i) => powerOfTwoFrom(usedPositions(layer, lengths[i]!.output)));
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
      if (Number.isInteger(lanes) && lanes >= 1 && lanes <= most[i]! && powerOfTwoFrom(lanes) === lanes) return;
      const legal = Array.from({ length: Math.log2(most[i]!) + 1 }, (_, e) => 2 ** e);
      const nearest = legal.reduce((best, l) => (Math.abs(l - lanes) < Math.abs(best - lanes) ? l : best));
      problems.push({
        where,
        field: `folding.lanes[${i}]`,
        message: `layer ${model.layers[i]!.name} cannot have this number of lanes`,
        value: lanes,
        allowed: `a power of two from 1 to ${most[i]!}`,
        fix: `${nearest}`,
      });
    });
    if (problems.length > 0) throw new UserError(problems);
    return folding.lanes;
  }
  const chosen = model.layers.map((layer, i) => {
    const positions = usedPositions(layer, lengths[i]!.output);
    const cycles = (lanes: number) => Math.ceil(positions / lanes) * tileCycles(layer, lanes);
    for (let lanes = 1; lanes <= most[i]!; lanes *= 2) if (cycles(lanes) <= folding.cyclesPerLayer) return lanes;
    problems.push({
      where,
      field: 'folding.cyclesPerLayer',
      message: `layer ${layer.name} needs more cycles even with ${most[i]!} lanes`,
      value: folding.cyclesPerLayer,
      allowed: `at least ${cycles(most[i]!)}`,
      fix: `${cycles(most[i]!)}`,
    });
    return most[i]!;
  });
  if (problems.length > 0) throw new UserError(problems);
  return chosen;
}
