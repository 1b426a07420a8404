import { INPUT } from '../../network/network.js';
import type { Problem } from '../../support/errors.js';
import type { LayerSizing } from '../sizing.js';
import { hasLanes, type LayerHardware, type Taps } from './engines.js';
import { changesOrder, choicesOf, type LaneChoice, type LaneGroup, laneGroups } from './groups.js';
import { layerHardware } from './layer.js';
import { inputBursts, isRegular, orderText } from './order.js';

/** Lanes that are legal by themselves, but give streams an order in which they cannot be joined, pooled or given out. */
export function orderProblems(
  layers: readonly LayerSizing[],
  lanes: readonly number[],
  taps: readonly Taps[],
  where: string,
  steps: boolean,
): Problem[] {
  const built = layerHardware(layers, lanes, taps);
  const messages = [...built.flatMap((layer) => joinMessages(layer, built)), ...endMessages(built, steps)];
  if (messages.length === 0) return [];
  const fix = nearest(
    laneGroups(layers, (layer, i) => choicesOf(layer, [taps[i]!]), steps),
    layers,
    lanes,
  );
  return messages.map((message) => ({
    ...{ where, field: 'folding.lanes', message, value: lanes },
    allowed: 'lanes that give streams which are joined the same positions in a row; 1 everywhere always does',
    fix: `[${fix.join(', ')}]`,
  }));
}

function joinMessages(layer: LayerHardware, built: readonly LayerHardware[]): string[] {
  const [first, ...others] = layer.reads.flat().map(({ edge }) => edge);
  const orderOf = (edge: string) =>
    edge === INPUT ? inputBursts(layer.lengths.input) : built.find(({ name }) => name === edge)!.bursts;
  const order = orderOf(first!);
  const told = (edge: string) => {
    const bursts = orderOf(edge);
    return `${edge} in rows of ${Math.max(...bursts)}${isRegular(bursts) ? '' : ' and fewer'}`;
  };
  const unequal = others
    .filter((edge) => orderText(orderOf(edge)) !== orderText(order))
    .map((edge) => `layer ${layer.name} joins streams of different orders: ${told(first!)}, ${told(edge)}`);
  if (unequal.length > 0 || hasLanes(layer) || !changesOrder(layer) || isRegular(order)) return unequal;
  return [`layer ${layer.name} pools a sum whose positions come in rows of different lengths`];
}

function endMessages(built: readonly LayerHardware[], steps: boolean): string[] {
  const last = built.at(-1)!;
  if (!steps || Math.max(...last.bursts) === 1) return [];
  return [`layer ${last.name} gives the scores of each position, so position by position: in rows of 1`];
}

/** Lanes of which each group is as near to those given as can be. */
function nearest(groups: readonly LaneGroup[], layers: readonly LayerSizing[], given: readonly number[]): number[] {
  const places = layers.flatMap((layer, i) => (hasLanes(layer) ? [i] : []));
  const lanes = [...given];
  for (const { layers: members, ways } of groups) {
    const wanted = members.map((layer) => given[places.indexOf(layer)]!);
    const far = (n: number, i: number) => Math.abs(Math.log2(n) - Math.log2(wanted[i]!));
    const near = (choices: readonly LaneChoice[], i: number) =>
      choices.reduce((best, { lanes: n }) => (far(n, i) < far(best, i) ? n : best), choices[0]!.lanes);
    const found = ways.map((way) => way.map(near));
    const distance = (own: readonly number[]) => own.reduce((sum, n, i) => sum + far(n, i), 0);
    const best = found.reduce((a, b) => (distance(b) < distance(a) ? b : a));
    members.forEach((layer, i) => {
      lanes[places.indexOf(layer)] = best[i]!;
    });
  }
  return lanes;
}
