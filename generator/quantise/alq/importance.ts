import type { CodeSums } from './code-sums.js';
import type { GroupedLayer } from './grouped-layer.js';
import { levelsByCode, MAX_LEVELS } from './levels.js';
import { EPSILON, type LocalModel, type Moments } from './moments.js';
import type { Importance } from './settings.js';
import { solveDamped } from './solve-alphas.js';

const MOST = 8;
const levels = new Float64Array(MAX_LEVELS);
const gram = new Float64Array(MOST * MOST);
const right = new Float64Array(MOST);
const partGram = new Float64Array(MOST * MOST);
const partRight = new Float64Array(MOST);
const partBefore = new Float64Array(MOST);
const partAlphas = new Float64Array(MOST);
const lost = new Float64Array(MOST);
const members = new Uint8Array(MOST);

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
  const { alphas } = layer;
  const at = group * layer.capacity;
  sums.clear(count);
  for (let i = group * layer.size; i < (group + 1) * layer.size; i++)
    sums.add(layer.codes[i]!, hessian[i]!, gradient[i]!);
  sums.system(count, gram, right);
  if (importance === 'refit' || importance === 'fisher') return refitRemovals(alphas, at, count, damping);
  const slope = importance === 'taylor' ? 1 : 0;
  const found: Removal[] = [];
  for (let q = 0; q < count; q++) {
    const alpha = alphas[at + q]!;
    found.push({ q, rise: -slope * right[q]! * alpha + (gram[q * count + q]! * alpha ** 2) / 2 });
  }
  return found.sort((a, b) => a.rise - b.rise);
}

/** The weights of a group by its trained alphas. */
export function groupWeights(layer: GroupedLayer, group: number): Float64Array {
  levelsByCode(levels, layer.alphas, group * layer.capacity, layer.counts[group]!);
  const codes = layer.codes.subarray(group * layer.size, (group + 1) * layer.size);
  return Float64Array.from(codes, (code) => levels[code]!);
}

/**
 * Greedily: at every turn goes the basis without which the others, fitted anew, lose least. Of the group whose system is in
 * `gram`; its alphas are `alphas[at .. at + count]`.
 */
function refitRemovals(alphas: Float64Array, at: number, count: number, damping: number): Removal[] {
  // What is to be fitted are the weights as they are: B'H w = (B'HB) alpha.
  for (let q = 0; q < count; q++) {
    right[q] = 0;
    for (let r = 0; r < count; r++) right[q]! += gram[q * count + r]! * alphas[at + r]!;
  }
  const order: Removal[] = [];
  let kept = (1 << count) - 1;
  let before = 0;
  while (kept !== 0) {
    let min = Number.POSITIVE_INFINITY;
    let gone = -1;
    for (let q = 0; q < count; q++) {
      if (((kept >> q) & 1) === 0) continue;
      const loss = lossWith(kept & ~(1 << q), alphas, at, count, damping);
      // Not `loss < least`: a basis is found where every loss is NaN, too.
      if (loss >= min) continue;
      min = loss;
      gone = q;
    }
    order.push({ q: gone, rise: min - before });
    before = min;
    kept &= ~(1 << gone);
  }
  return order;
}

/** Sum of H (w - w')^2 / 2, w' by the bases in the bit set `kept`, fitted to w. */
function lossWith(kept: number, alphas: Float64Array, at: number, count: number, damping: number): number {
  let part = 0;
  for (let q = 0; q < count; q++) if ((kept >> q) & 1) members[part++] = q;
  for (let i = 0; i < part; i++) {
    const q = members[i]!;
    for (let j = 0; j < part; j++) partGram[i * part + j] = gram[q * count + members[j]!]!;
    partRight[i] = right[q]!;
    partBefore[i] = alphas[at + q]!;
  }
  if (part > 0) solveDamped(partGram, partRight, partBefore, part, damping, partAlphas);
  for (let q = 0; q < count; q++) lost[q] = alphas[at + q]!;
  for (let i = 0; i < part; i++) lost[members[i]!]! -= partAlphas[i]!;
  let loss = 0;
  for (let q = 0; q < count; q++)
    for (let r = 0; r < count; r++) loss += (lost[q]! * gram[q * count + r]! * lost[r]!) / 2;
  return loss;
}
