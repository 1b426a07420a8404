import { grouping } from '../model/grouping.js';
import type { IntegerLayer } from '../model/integer-model.js';
import type { Edge } from '../network/network.js';
import { sum } from '../support/integers.js';
import { unusedName } from '../support/unused-name.js';

/*
 * Where a layer has few positions, more lanes over positions bring nothing. Then its output channels can be computed side by side:
 * by so many engines that each read the layer's input and compute a part of its channels. A reader joins their streams, tile by tile
 * the channels of one part behind those of the one before, which is the order of the layer that is not cut.
 */

/** Of each layer that is cut the channels at which its parts begin: `[0, 12, 20]`. */
export type Cuts = ReadonlyMap<Edge, readonly number[]>;

/** Channels of a node that one layer of hardware computes. */
export interface Channels {
  node: Edge;
  first: number;
}

/** A part of a layer, with the channels that it computes. */
export interface Part {
  layer: IntegerLayer;
  channels: Channels;
}

/** The parts of a layer, under names that none of the `names` is, which theirs become some of. */
export function partsOf(layer: IntegerLayer, firsts: readonly number[], names: Set<string>): Part[] {
  return firsts.map((first, i) => {
    const name = unusedName(names, `${layer.name}_${i}`);
    names.add(name);
    return {
      layer: { ...channelsOf(layer, first, firsts[i + 1] ?? layer.outChannels), name },
      channels: { node: layer.name, first },
    };
  });
}

/** A layer of the output channels from `first` to before `end`. */
function channelsOf(layer: IntegerLayer, first: number, end: number): IntegerLayer {
  const { groups, channelsPerGroup, tapsPerGroup } = grouping(layer, layer.structure);
  const bases = (channels: number) => layer.bitwidths.subarray(0, channels * groups).reduce((total, n) => total + n, 0);
  const [from, to] = [bases(first), bases(end)];
  const weights = channelsPerGroup * tapsPerGroup;
  return {
    ...layer,
    outChannels: end - first,
    bitwidths: layer.bitwidths.slice(first * groups, end * groups),
    alphas: layer.alphas.slice(from, to),
    signs: layer.signs.slice(from * weights, to * weights),
    bias: layer.bias.slice(first, end),
  };
}

/** Where to cut costs, in their order, into `parts` of one or more so that the dearest costs as little as can be: the first of each. */
export function evenCuts(costs: readonly number[], parts: number): number[] {
  const cutsFor = (most: number): number[] => {
    const firsts = [0];
    let cost = costs[0]!;
    for (let i = 1; i < costs.length; i++) {
      // As many are left as parts are: each gets one.
      const each = costs.length - i === parts - firsts.length;
      if (each || cost + costs[i]! > most) {
        firsts.push(i);
        cost = 0;
      }
      cost += costs[i]!;
    }
    return firsts;
  };
  // Costs are whole numbers, so halving ends.
  let [low, high] = [Math.max(...costs), sum(costs)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (cutsFor(middle).length <= parts) high = middle;
    else low = middle + 1;
  }
  return cutsFor(low);
}

/** What the dearest part costs. */
export const dearest = (costs: readonly number[], firsts: readonly number[]): number =>
  Math.max(...firsts.map((first, i) => sum(costs.slice(first, firsts[i + 1]))));
