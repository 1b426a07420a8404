import type { AlqGroup, AlqLayer, AlqModel, AlqNode, FloatNetwork } from '../model/float-model.js';
import { convolutions, type Joining, mapConvolutions } from '../network/network.js';
import { type Basis, basesOf, fitAlphas, reconstruct, tidyGroup } from './bases.js';
import { membersOf } from './sketch.js';

const MAX_ROUNDS = 100;
/** Rounds end when the squared error shrinks by less than this share. */
const ENOUGH = 1e-4;

/**
 * Lowers the sketch's squared error without more bases: alphas fixed, every weight takes the nearest of the 2^I levels;
 * codes fixed, alphas by least squares; and again. It is ALQ's step B for a Hessian that is the same for all weights.
 */
export function refine<N extends AlqNode>(model: FloatNetwork, alq: AlqModel<N>): AlqModel<AlqLayer | Joining<N>> {
  const real = convolutions(model.layers);
  const layers = mapConvolutions(alq.layers, (layer, l) => {
    const { weights } = real[l]!;
    const members = membersOf(layer, layer.structure);
    const perOutput = layer.inChannels * layer.kernel;
    const groups = layer.groups.map((group, index) => {
      const base = Math.floor(index / members.length) * perOutput;
      const expected = Float64Array.from(members[index % members.length]!, (w) => weights[base + w]!);
      return refineGroup(expected, group);
    });
    return { ...layer, groups };
  });
  return { ...alq, layers };
}

/** The group nearest to `weights` that the alternation finds; never worse than `group`, never with more bases. */
export function refineGroup(weights: Float64Array, group: AlqGroup): AlqGroup {
  if (group.alphas.length === 0) return group;
  let best = { alphas: group.alphas, bases: basesOf(group) };
  let min = squaredError(weights, best.alphas, best.bases);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const bases = nearestCodes(weights, best.alphas);
    const alphas = fitAlphas(bases, weights);
    const error = squaredError(weights, alphas, bases);
    if (!(error < min)) break;
    const done = error > (1 - ENOUGH) * min;
    min = error;
    best = { alphas, bases };
    if (done) break;
  }
  return tidyGroup(best.alphas, best.bases);
}

/** For every weight the signs whose level `sum of sign * alpha` is nearest to it, as bases; of two, the lower level. */
export function nearestCodes(weights: ArrayLike<number>, alphas: readonly number[]): Basis[] {
  const levels = Array.from({ length: 2 ** alphas.length }, (_, code) => ({
    code,
    level: alphas.reduce((sum, alpha, i) => sum + ((code >> i) & 1 ? -alpha : alpha), 0),
  })).sort((a, b) => a.level - b.level);
  const codes = Array.from(weights, (w) => {
    // The first level that is above the weight: the nearest is that or the one before.
    let low = 0;
    let high = levels.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (levels[middle]!.level < w) low = middle + 1;
      else high = middle;
    }
    const below = levels[Math.max(0, low - 1)]!;
    const above = levels[low]!;
    return (w - below.level <= above.level - w ? below : above).code;
  });
  return alphas.map((_, i) => Int8Array.from(codes, (code) => ((code >> i) & 1 ? -1 : 1)));
}

function squaredError(weights: Float64Array, alphas: readonly number[], bases: readonly Basis[]): number {
  const sum = reconstruct(alphas, bases, weights.length);
  return weights.reduce((total, w, i) => total + (w - sum[i]!) ** 2, 0);
}
