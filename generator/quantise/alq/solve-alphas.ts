import { solveNormalEquations } from '../normal-equations.js';
import { type CodeSums, mergeDependent } from './code-sums.js';
import type { GroupedLayer } from './grouped-layer.js';
import type { AlqSettings } from './settings.js';

const MOST = 8;
const gram = new Float64Array(MOST * MOST);
const right = new Float64Array(MOST);
const before = new Float64Array(MOST);
const solution = new Float64Array(MOST);

export type SolveSettings = Pick<AlqSettings, 'damping' | 'merge' | 'tied'>;

/**
 * The speed-up: new alphas for a group whose codes are chosen, `(B'HB + d) alpha = B'(H wanted) + d alpha_before`, d being
 * `damping` of the diagonal of B'HB. Damping towards the alphas before, unlike towards 0, makes no weight smaller, and
 * where the system is singular (equal, opposite or dependent bases) leaves undetermined sums of alphas as they were. No
 * alpha grows beyond `largest`, the largest wanted weight; a negative one flips its basis.
 */
export function solveAlphas(
  layer: GroupedLayer,
  group: number,
  sums: CodeSums,
  largest: number,
  settings: SolveSettings,
): void {
  if (layer.counts[group] === 0) return;
  if (settings.tied) {
    solveScale(layer, group, sums, settings.damping);
    return;
  }
  if (settings.merge === 'solve') mergeDependent(layer, group, sums);
  const count = layer.counts[group]!;
  const at = group * layer.capacity;
  sums.system(count, gram, right);
  for (let q = 0; q < count; q++) before[q] = layer.alphas[at + q]!;
  solveDamped(gram, right, before, count, settings.damping, solution);
  const share = shareWithin(before, solution, count, largest);
  for (let q = 0; q < count; q++) {
    layer.alphas[at + q] = before[q]! + share * (solution[q]! - before[q]!);
    layer.makePositive(group, q);
  }
}

/**
 * How far, 0 to 1, to go from `from` to `to` with no element beyond `largest`, or beyond the largest of `from`. The
 * quadratic falls all the way, so a shortened step never is one up.
 */
function shareWithin(from: Float64Array, to: Float64Array, count: number, largest: number): number {
  let bound = largest;
  for (let q = 0; q < count; q++) bound = Math.max(bound, Math.abs(from[q]!));
  let share = 1;
  for (let q = 0; q < count; q++) {
    if (Math.abs(to[q]!) <= bound) continue;
    share = Math.min(share, (Math.sign(to[q]!) * bound - from[q]!) / (to[q]! - from[q]!));
  }
  return share;
}

/** Solves the damped system; `system` and `wanted` are overwritten. */
export function solveDamped(
  system: Float64Array,
  expected: Float64Array,
  towards: Float64Array,
  count: number,
  damping: number,
  x: Float64Array,
): void {
  // Every element of B'HB's diagonal is the sum of H.
  const weight = damping * system[0]!;
  for (let q = 0; q < count; q++) {
    system[q * count + q]! += weight;
    expected[q]! += weight * towards[q]!;
  }
  solveNormalEquations(system, expected, count, x);
}

/** The same with one unknown: alphas s, 2s, 4s, ... */
function solveScale(layer: GroupedLayer, group: number, sums: CodeSums, damping: number): void {
  const count = layer.counts[group]!;
  let above = 0;
  let below = 0;
  for (let code = 0; code < 1 << count; code++) {
    // Sum of 2^q beta_q: bits of the code stand for -1.
    const whole = (1 << count) - 1 - 2 * code;
    above += whole * sums.moment[code]!;
    below += whole * whole * sums.hessian[code]!;
  }
  const at = group * layer.capacity;
  layer.alphas[at] = (above + damping * below * layer.alphas[at]!) / ((1 + damping) * below);
  tie(layer, group);
}

/** Makes a group's alphas s, 2s, 4s, ... of its first, positive. */
export function tie(layer: GroupedLayer, group: number): void {
  const at = group * layer.capacity;
  for (let q = 1; q < layer.counts[group]!; q++) layer.alphas[at + q] = 2 ** q * layer.alphas[at]!;
  for (let q = 0; q < layer.counts[group]!; q++) layer.makePositive(group, q);
}
