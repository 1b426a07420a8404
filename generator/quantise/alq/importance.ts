import type { CodeSums } from './code-sums.js';
import type { GroupedLayer } from './grouped-layer.js';
import { levelsByCode, MOST_LEVELS } from './levels.js';
import { EPSILON, type LocalModel, type Moments } from './moments.js';
import type { Importance } from './settings.js';
import { solveDamped } from './solve-alphas.js';

const MOST = 8;
const levels = new Float64Array(MOST_LEVELS);
const gram = new Float64Array(MOST * MOST);
const right = new Float64Array(MOST);
const partGram = new Float64Array(MOST * MOST);
const partRight = new Float64Array(MOST);
const partBefore = new Float64Array(MOST);
const partAlphas = new Float64Array(MOST);
const lost = new Float64Array(MOST);

/** One basis of a group, and by how much the loss rises if it goes after those before it in the group's order. */
export interface Removal {
  q: number;
  rise: number;
}

/** H of the weights as `importance` means it: the pseudo Hessian, or the second moments (kept above 0). */
export function curvature(importance: Importance, local: LocalModel, moments: Moments): Float64Array {
  if (importance !== 'fisher') return local.hessian;
  return Float64Array.from(moments.second, (v) => v + EPSILON ** 2);
}

/** All bases of a group, the one that is worth least first; see `Importance`. */
export function removals(
  layer: GroupedLayer,
  group: number,
  importance: Importance,
  gradient: Float64Array,
  hessian: Float64Array,
  damping: number,
  sums: CodeSums,
): Removal[] {
  const count = layer.counts[group]!;
  if (count === 0) return [];
  const alphas = layer.alphas.subarray(group * layer.capacity, group * layer.capacity + count);
  sums.clear(count);
  for (let i = group * layer.size; i < (group + 1) * layer.size; i++)
    sums.add(layer.codes[i]!, hessian[i]!, gradient[i]!);
  sums.system(count, gram, right);
  if (importance === 'refit' || importance === 'fisher') return refitRemovals(alphas, damping);
  const slope = importance === 'taylor' ? 1 : 0;
  return Array.from(alphas, (alpha, q) => ({
    q,
    rise: -slope * right[q]! * alpha + (gram[q * count + q]! * alpha ** 2) / 2,
  })).sort((a, b) => a.rise - b.rise);
}

/** The weights of a group by its trained alphas. */
export function groupWeights(layer: GroupedLayer, group: number): Float64Array {
  levelsByCode(levels, layer.alphas, group * layer.capacity, layer.counts[group]!);
  const codes = layer.codes.subarray(group * layer.size, (group + 1) * layer.size);
  return Float64Array.from(codes, (code) => levels[code]!);
}

/** Greedily: at every turn goes the basis without which the others, fitted anew, lose least. */
function refitRemovals(alphas: Float64Array, damping: number): Removal[] {
  const count = alphas.length;
  // What is to be fitted are the weights as they are: B'H w = (B'HB) alpha.
  for (let q = 0; q < count; q++) {
    right[q] = 0;
    for (let r = 0; r < count; r++) right[q]! += gram[q * count + r]! * alphas[r]!;
  }
  let kept = Array.from(alphas, (_, q) => q);
  const order: Removal[] = [];
  let before = 0;
  while (kept.length > 0) {
    let least = { q: -1, loss: Number.POSITIVE_INFINITY };
    for (const q of kept) {
      const loss = lossWithout(
        kept.filter((other) => other !== q),
        alphas,
        damping,
      );
      // Not `loss < least.loss`: with loss NaN too a basis is found.
      if (!(loss >= least.loss)) least = { q, loss };
    }
    order.push({ q: least.q, rise: least.loss - before });
    before = least.loss;
    kept = kept.filter((q) => q !== least.q);
  }
  return order;
}

/** Sum of H (w - w')^2 / 2, w' by the bases `kept`, fitted; of the system in `gram` and `right`. */
function lossWithout(kept: readonly number[], alphas: Float64Array, damping: number): number {
  const count = alphas.length;
  const part = kept.length;
  kept.forEach((q, i) => {
    kept.forEach((r, j) => {
      partGram[i * part + j] = gram[q * count + r]!;
    });
    partRight[i] = right[q]!;
    partBefore[i] = alphas[q]!;
  });
  if (part > 0) solveDamped(partGram, partRight, partBefore, part, damping, partAlphas);
  lost.set(alphas);
  kept.forEach((q, i) => {
    lost[q]! -= partAlphas[i]!;
  });
  let loss = 0;
  for (let q = 0; q < count; q++)
    for (let r = 0; r < count; r++) loss += (lost[q]! * gram[q * count + r]! * lost[r]!) / 2;
  return loss;
}
