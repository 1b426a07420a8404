import { UserError } from '../../support/errors.js';
import type { LayerGrid } from '../grid.js';
import type { GroupedLayer } from './grouped-layer.js';
import { constantBits, countBases, weightBits } from './stored-bits.js';

/**
 * Where pruning stops. `bytes`: every stored bit, rounded up; `laneCycles`: sign-adds of one fragment, which one lane does
 * one a cycle; `meanBitwidth`: bases per weight of the network.
 */
export type Budget = { bytes: number } | { laneCycles: number } | { meanBitwidth: number };

/** What a budget is measured on. */
export interface Measured {
  layers: readonly GroupedLayer[];
  grids: readonly LayerGrid[];
  /** [layer][out], real. */
  biases: readonly ArrayLike<number>[];
  /** Output positions of every layer's convolution. */
  positions: readonly number[];
  /** Stored bits of what has no weights. */
  addBits: number;
}

type Counts = readonly Uint8Array[];

/** A function that says where bases [layer][group] stand, in the unit of the budget. */
export function measure(network: Measured, budget: Budget): (counts: Counts) => number {
  const { layers, grids, biases, positions, addBits } = network;
  const sum = (of: (layer: GroupedLayer, i: number) => number) => layers.reduce((all, l, i) => all + of(l, i), 0);
  if ('bytes' in budget) {
    const constant = addBits + sum((_, i) => constantBits(biases[i]!, grids[i]!));
    return (counts) => Math.ceil((constant + sum((l, i) => weightBits(l, counts[i]!, grids[i]!.alphaBits))) / 8);
  }
  const signs = (l: GroupedLayer, counts: Uint8Array) => countBases(counts) * l.size;
  if ('laneCycles' in budget) return (counts) => sum((l, i) => signs(l, counts[i]!) * positions[i]!);
  const weights = sum((l) => l.weights);
  return (counts) => sum((l, i) => signs(l, counts[i]!)) / weights;
}

export function budgetValue(budget: Budget): number {
  return 'bytes' in budget ? budget.bytes : 'laneCycles' in budget ? budget.laneCycles : budget.meanBitwidth;
}

export function withValue(budget: Budget, value: number): Budget {
  return 'bytes' in budget
    ? { bytes: value }
    : 'laneCycles' in budget
      ? { laneCycles: value }
      : { meanBitwidth: value };
}

/**
 * The least that pruning could leave: nothing but the last layer's `headBases` per output channel.
 * (As many as its groups have there: a group has no more bases than now.)
 */
export function leastCounts(layers: readonly GroupedLayer[], headBases: number): Uint8Array[] {
  return layers.map((layer, i) => {
    const counts = new Uint8Array(layer.groups);
    if (i < layers.length - 1) return counts;
    for (let first = 0; first < layer.groups; first += layer.perOutput) {
      let left = headBases;
      for (let g = first; g < first + layer.perOutput; g++) {
        counts[g] = Math.min(left, layer.counts[g]!);
        left -= counts[g]!;
      }
    }
    return counts;
  });
}

/** @throws UserError if even the least possible is above the budget */
export function checkBudget(network: Measured, budget: Budget, headBases: number, where = 'ALQ'): void {
  const min = measure(network, budget)(leastCounts(network.layers, headBases));
  const value = budgetValue(budget);
  if (value >= min) return;
  const [unit] = Object.keys(budget);
  const shown = 'meanBitwidth' in budget ? Math.ceil(min * 1e4) / 1e4 : min;
  throw new UserError({
    where,
    field: `budget.${unit}`,
    message: 'less than what is left when every basis is pruned that may be',
    value,
    allowed: `at least ${shown}`,
    fix: `${shown}`,
  });
}

/** The level wanted at `progress` (0 to 1) of pruning from `start` to `end`: fast first, ever slower, as (1 - progress)^3. */
export function cubicSchedule(start: number, end: number, progress: number): number {
  return end + Math.max(0, start - end) * (1 - progress) ** 3;
}
