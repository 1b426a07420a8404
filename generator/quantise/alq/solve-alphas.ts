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
 * where the system is singular (equal, opposite or dependent bases) leaves undetermined sums of alphas as they were. Alphas
 * are bounded by `largest`, the largest wanted weight; a negative one flips its basis.
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
  for (let q = 0; q < count; q++) {
    layer.alphas[at + q] = Math.max(-largest, Math.min(largest, solution[q]!));
    layer.makePositive(group, q);
  }
}

/** Solves the damped system; `system` and `wanted` are overwritten. */
export function solveDamped(
  system: Float64Array,
  wanted: Float64Array,
  towards: Float64Array,
  count: number,
  damping: number,
  x: Float64Array,
): void {
  // Every element of B'HB's diagonal is the sum of H.
  const weight = damping * system[0]!;
  for (let q = 0; q < count; q++) {
    system[q * count + q]! += weight;
    wanted[q]! += weight * towards[q]!;
  }
  solveNormalEquations(system, wanted, count, x);
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
