import type { IntegerNetwork } from '../../model/integer-model.js';
import { type Problem, UserError } from '../../support/errors.js';
import { evenCuts } from '../output-lanes.js';
import { type LayerSizing, layerSizings } from '../sizing.js';
import { engineFor, hasLanes, type LayerEngines } from './engines.js';
import type { Folding } from './lanes.js';

/*
 * Output channels side by side (`output-lanes.ts`): a layer of so many output lanes is so many engines, each with all its lanes over
 * positions. The last layer has one engine, as scores leave at one.
 */

/** Engines that share the channels of each layer that has lanes. Throws a UserError that names every layer that cannot have so many. */
export function partsOfLayers(folding: Folding, layers: readonly LayerSizing[], where: string): number[] {
  const able = layers.filter(hasLanes);
  const given = 'lanes' in folding ? folding.outputLanes : undefined;
  if (given === undefined) return able.map(() => 1);
  if (given.length !== able.length)
    throw new UserError({
      ...{ where, field: 'folding.outputLanes', message: `has ${given.length} entries, folding.lanes ${able.length}` },
      allowed: 'as many',
    });
  const problems = given.flatMap((parts, i): Problem[] => {
    const most = mostParts(able[i]!, layers);
    if (Number.isInteger(parts) && parts >= 1 && parts <= most) return [];
    return [
      {
        ...{ where, field: `folding.outputLanes[${i}]` },
        message: `layer ${able[i]!.name} cannot have this number of output lanes`,
        value: parts,
        allowed: most === 1 ? '1: its channels leave at one end' : `a whole number from 1 to ${most}`,
        fix: `${Math.min(most, Math.max(1, Math.round(parts) || 1))}`,
      },
    ];
  });
  if (problems.length > 0) throw new UserError(problems);
  return given;
}

/** Engines that a layer can have at most. */
export const mostParts = (layer: LayerSizing, layers: readonly LayerSizing[]): number =>
  layer === layers.at(-1) ? 1 : layer.shape.outChannels;

/** The layers of a network, each in as many parts as it has engines, with their lanes; `whole`: not cut, `engines`: of those with lanes. */
export function cutLayers(model: IntegerNetwork, whole: readonly LayerSizing[], engines: readonly LayerEngines[]) {
  const able = whole.filter(hasLanes);
  if (engines.every(({ parts }) => parts === 1))
    return { sizings: [...whole], lanes: engines.map(({ lanes }) => lanes), taps: engines.map(({ taps }) => taps) };
  const ofNode = new Map(able.map(({ name }, i) => [name, engines[i]!]));
  const cuts = new Map(
    able.flatMap((layer, i) => {
      const { lanes, taps, parts } = engines[i]!;
      return parts === 1
        ? []
        : [[layer.name, evenCuts(engineFor(layer, lanes, taps).outputCycles(layer, lanes), parts)]];
    }),
  );
  const sizings = layerSizings(model, cuts);
  const own = sizings.filter(hasLanes).map(({ layer }) => ofNode.get(layer.channels.node)!);
  return { sizings, lanes: own.map(({ lanes }) => lanes), taps: own.map(({ taps }) => taps) };
}
