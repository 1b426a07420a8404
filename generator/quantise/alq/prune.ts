import { UserError } from '../../support/errors.js';
import { type Budget, budgetValue, checkBudget, type Measured, measure } from './budget.js';
import type { CodeSums } from './code-sums.js';
import type { GroupedLayer } from './grouped-layer.js';
import { groupWeights, removals } from './importance.js';
import type { AlqSettings, Price } from './settings.js';
import { solveAlphas } from './solve-alphas.js';
import { countBases, countPasses } from './stored-bits.js';

export interface PruneReport {
  /** Bases that went. */
  pruned: number;
  /** Bases that pruning chose from. */
  pool: number;
  /** Where the network stands now, in the unit of the budget. */
  level: number;
}

/** Pseudo gradient and curvature of every layer's weights, in group order. */
export interface Sensitivity {
  gradient: Float64Array;
  hessian: Float64Array;
}

/** A basis that may go. */
interface Candidate {
  layer: number;
  group: number;
  q: number;
  /** Rise of the loss per price; never below that of a basis that goes before it in the same group. */
  worth: number;
}

/**
 * Pruning (step D): the least important bases of each layer are pooled over the layers, sorted, and the least important of
 * the pool pruned, as few as bring the network to `wanted` or just under it. Pooling is what adapts bitwidths across layers.
 *
 * @throws UserError if `wanted` is below what is possible, or takes more than the pool has: pruning a whole pool would
 * shrink all layers alike
 */
export function prune(
  network: Measured,
  sensitivity: readonly Sensitivity[],
  expected: Budget,
  settings: AlqSettings,
  sums: CodeSums,
): PruneReport {
  const { layers } = network;
  const levelOf = measure(network, expected);
  const counts = layers.map((layer) => layer.counts);
  const level = levelOf(counts);
  const value = budgetValue(expected);
  if (level <= value) return { pruned: 0, pool: 0, level };
  checkBudget(network, expected, settings.headBases);
  const prices = basisPrices(network, settings.price);
  const pool = layers.flatMap((layer, l) => {
    if (layer.given) return [];
    const ofLayer = candidates(layer, l, prices[l]!, sensitivity[l]!, settings, sums);
    const free = l === layers.length - 1 ? keepHead(layer, ofLayer, settings.headBases) : ofLayer;
    return free.slice(0, Math.ceil(settings.poolShare * countBases(layer.counts)));
  });
  pool.sort((a, b) => a.worth - b.worth);

  const levelWithout = (many: number) => levelOf(countsWithout(layers, pool, many));
  let under = pool.length;
  let over = 0;
  if (levelWithout(under) > value) throw poolTooSmall(settings, levelWithout(under), value);
  // Invariant: `under` bases less are enough, `over` are not.
  while (under - over > 1) {
    const middle = (under + over) >> 1;
    if (levelWithout(middle) <= value) under = middle;
    else over = middle;
  }
  remove(layers, pool.slice(0, under), sensitivity, settings, sums);
  return { pruned: under, pool: pool.length, level: levelOf(counts) };
}

/** Price of one basis of each layer, see `Price`. */
export function basisPrices({ layers, grids, positions }: Measured, price: Price): number[] {
  if (price === 'count') return layers.map(() => 1);
  // Sign bits, alpha, skip and last flag; what fills up the last word is left out.
  const bits = layers.map((l, i) => l.size + grids[i]!.alphaBits + countPasses(l, l.counts).skipBits + 1);
  const cycles = layers.map((l, i) => l.size * positions[i]!);
  const bases = layers.map((l) => countBases(l.counts));
  const all = bases.reduce((a, b) => a + b, 0);
  const mean = (of: number[]) => of.reduce((sum, each, i) => sum + each * bases[i]!, 0) / all;
  const meanBits = mean(bits);
  const meanCycles = mean(cycles);
  return layers.map((_, i) => ((1 - price) * bits[i]!) / meanBits + (price * cycles[i]!) / meanCycles);
}

/** Every basis of a layer, the least worth first. */
function candidates(
  layer: GroupedLayer,
  l: number,
  price: number,
  { gradient, hessian }: Sensitivity,
  { importance, damping }: AlqSettings,
  sums: CodeSums,
): Candidate[] {
  const all: Candidate[] = [];
  for (let group = 0; group < layer.groups; group++) {
    let worth = Number.NEGATIVE_INFINITY;
    for (const { q, rise } of removals(layer, group, importance, gradient, hessian, damping, sums)) {
      worth = Math.max(worth, rise / price);
      all.push({ layer: l, group, q, worth });
    }
  }
  // The sort is stable, so bases of a group stay in their order.
  return all.sort((a, b) => a.worth - b.worth);
}

/** Without the most important bases of every output channel, `headBases` of each. */
function keepHead(layer: GroupedLayer, sorted: readonly Candidate[], headBases: number): Candidate[] {
  const left = new Int32Array(layer.shape.outChannels);
  layer.counts.forEach((count, g) => {
    left[Math.floor(g / layer.perOutput)]! += count;
  });
  return sorted.filter(({ group }) => {
    const output = Math.floor(group / layer.perOutput);
    if (left[output]! <= headBases) return false;
    left[output]!--;
    return true;
  });
}

/** Bases of every group without the first `many` of the pool. */
function countsWithout(layers: readonly GroupedLayer[], pool: readonly Candidate[], many: number): Uint8Array[] {
  const counts = layers.map((layer) => layer.counts.slice());
  for (let i = 0; i < many; i++) counts[pool[i]!.layer]![pool[i]!.group]!--;
  return counts;
}

function remove(
  layers: readonly GroupedLayer[],
  gone: readonly Candidate[],
  sensitivity: readonly Sensitivity[],
  settings: AlqSettings,
  sums: CodeSums,
): void {
  const isFitted = settings.importance === 'refit' || settings.importance === 'fisher';
  const ofGroups = new Map<string, Candidate[]>();
  for (const candidate of gone) {
    const key = `${candidate.layer} ${candidate.group}`;
    ofGroups.set(key, [...(ofGroups.get(key) ?? []), candidate]);
  }
  for (const ofGroup of ofGroups.values()) {
    const { layer: l, group } = ofGroup[0]!;
    const layer = layers[l]!;
    // The later bases of a group move up when one goes, so the last goes first.
    const bases = ofGroup.map(({ q }) => q).sort((a, b) => b - a);
    const weights = groupWeights(layer, group);
    for (const q of bases) layer.removeBasis(group, q);
    if (isFitted) refit(layer, group, weights, sensitivity[l]!.hessian, settings, sums);
  }
}

/** Alphas of a group by least squares towards `weights`. */
function refit(
  layer: GroupedLayer,
  group: number,
  weights: Float64Array,
  hessian: Float64Array,
  settings: AlqSettings,
  sums: CodeSums,
): void {
  sums.clear(layer.counts[group]!);
  let largest = 0;
  weights.forEach((w, i) => {
    const at = group * layer.size + i;
    sums.add(layer.codes[at]!, hessian[at]!, hessian[at]! * w);
    largest = Math.max(largest, Math.abs(w));
  });
  solveAlphas(layer, group, sums, largest, settings);
}

function poolTooSmall({ poolShare }: AlqSettings, reached: number, expected: number): UserError {
  return new UserError({
    where: 'ALQ',
    field: 'poolShare',
    message: `pruning the whole pool leaves ${reached}, but ${expected} is wanted`,
    value: poolShare,
    allowed: 'a share larger than what goes at a time, below 1',
    fix: 'more prunings, each of less',
  });
}
