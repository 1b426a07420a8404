import type { AlqGroup } from '../../model/float-model.js';

/** Allowed error of a recovered weight, in float32 units in the last place of the group's largest weight. */
export const TOLERANCE_ULPS = 8;

/** The search tries about 2^(I(I-1)) / I! codes for I bases: 2 s a group at 6 if there is no answer, hours beyond. */
export const MAX_BASES = 6;

/** Distance between neighbouring float32 numbers at the size of `value`. */
export function ulp32(value: number): number {
  return value === 0 ? 2 ** -149 : 2 ** (Math.floor(Math.log2(Math.abs(value))) - 23);
}

/**
 * Finds back alphas and bases of a group from its float weights: the fewest bases, at most `maxBases`, whose sums
 * `alpha_0 beta_0 + alpha_1 beta_1 + ...` (float64, in this order) are the weights to `TOLERANCE_ULPS`; null: none are.
 * The answer is exact but not always the only one (3 distinct magnitudes are 3 bases in several ways): of equal
 * numbers of bases the least sum of alphas wins, so that none is larger than it must be. Alphas > 0, falling.
 *
 * Only the distinct magnitudes matter, at most 2^(I-1) for I bases. A search gives them codes in {-1,+1}^I one by one.
 * Each code that is independent of those before is one linear equation for the alphas; after I of them all alphas are
 * known and the other magnitudes must be found among the 2^I levels.
 */
export function recoverGroup(weights: ArrayLike<number>, maxBases = MAX_BASES): AlqGroup | null {
  const values = Array.from(weights);
  const largest = values.reduce((max, w) => Math.max(max, Math.abs(w)), 0);
  if (largest === 0) return { alphas: [], negative: [] };
  const tolerance = TOLERANCE_ULPS * ulp32(largest);
  const magnitudes: number[] = [];
  for (const m of values.map(Math.abs).sort((a, b) => b - a))
    if (magnitudes.length === 0 || magnitudes.at(-1)! - m > tolerance) magnitudes.push(m);

  const fewest = 1 + Math.ceil(Math.log2(magnitudes.length));
  for (let bases = fewest; bases <= maxBases; bases++) {
    const alphas = findAlphas(magnitudes, bases, tolerance);
    if (alphas === null) continue;
    const codes = values.map((w) => nearestCode(alphas, w));
    return { alphas, negative: alphas.map((_, i) => codes.map((code) => ((code >> i) & 1) === 1)) };
  }
  return null;
}

/** The sum of alphas with the signs of a code: bit i set stands for -alpha_i. */
function level(alphas: readonly number[], code: number): number {
  let sum = 0;
  for (let i = 0; i < alphas.length; i++) sum += (code >> i) & 1 ? -alphas[i]! : alphas[i]!;
  return sum;
}

function nearestCode(alphas: readonly number[], value: number): number {
  let best = 0;
  for (let code = 1; code < 1 << alphas.length; code++)
    if (Math.abs(level(alphas, code) - value) < Math.abs(level(alphas, best) - value)) best = code;
  return best;
}

/** One equation for the alphas: `coefficients . alphas = value`, its `pivot` coefficient 1, zero at the pivots of the equations before. */
interface Equation {
  coefficients: number[];
  value: number;
  pivot: number;
}

function findAlphas(magnitudes: readonly number[], bases: number, tolerance: number): number[] | null {
  let best: number[] | null = null;
  let bestSum = Number.POSITIVE_INFINITY;

  const finish = (equations: readonly Equation[], next: number) => {
    const signed = solve(equations, bases);
    const alphas = signed.map(Math.abs).sort((a, b) => b - a);
    const sum = alphas.reduce((a, b) => a + b, 0);
    if (sum > bestSum - tolerance || alphas.at(-1)! <= tolerance) return;
    for (const m of magnitudes.slice(next)) if (Math.abs(level(alphas, nearestCode(alphas, m)) - m) > tolerance) return;
    best = alphas;
    bestSum = sum;
  };
  // No sum of alphas is less than the largest weight: one that equals it ends the search.
  const done = () => bestSum <= magnitudes[0]! + tolerance;

  // `same`: bit i set if columns i and i + 1 have equal signs so far. Bases have no order, so of codes that differ only
  // by exchanging such columns one is enough: the one whose minus signs stand to the right.
  const descend = (next: number, equations: readonly Equation[], same: number) => {
    if (equations.length === bases) return finish(equations, next);
    const m = magnitudes[next];
    if (m === undefined) return;
    for (let code = 0; code < 1 << bases && !done(); code++) {
      if ((code & ~(code >> 1) & same) !== 0) continue;
      const equation = reduce(code, m, equations, bases);
      const rest = same & ~(code ^ (code >> 1));
      if (equation.pivot >= 0) descend(next + 1, [...equations, equation], rest);
      else if (Math.abs(equation.value) <= tolerance) descend(next + 1, equations, rest);
      // A basis may be turned over with the sign of its alpha: the first code is all plus.
      if (next === 0) break;
    }
  };
  descend(0, [], (1 << (bases - 1)) - 1);
  return best;
}

/** The equation `level(alphas, code) = value` less what the equations before say; pivot -1: it depends on them. */
function reduce(code: number, value: number, equations: readonly Equation[], bases: number): Equation {
  const coefficients = Array.from({ length: bases }, (_, i): number => ((code >> i) & 1 ? -1 : 1));
  let rest = value;
  for (const known of equations) {
    const factor = coefficients[known.pivot]!;
    if (factor === 0) continue;
    for (let i = 0; i < bases; i++) coefficients[i]! -= factor * known.coefficients[i]!;
    rest -= factor * known.value;
  }
  // Determinants of so few signs are small whole numbers: what is not zero is far from it.
  const pivot = coefficients.findIndex((c) => Math.abs(c) > 1e-9);
  if (pivot < 0) return { coefficients, value: rest, pivot };
  const scale = coefficients[pivot]!;
  return {
    coefficients: coefficients.map((c, i) => (i === pivot ? 1 : Math.abs(c) > 1e-9 ? c / scale : 0)),
    value: rest / scale,
    pivot,
  };
}

/** The alphas (any sign) of as many independent equations as unknowns, by back substitution. */
function solve(equations: readonly Equation[], bases: number): number[] {
  const alphas: number[] = new Array(bases).fill(0);
  for (const { coefficients, value, pivot } of equations.toReversed())
    alphas[pivot] = coefficients.reduce((rest, c, i) => (i === pivot ? rest : rest - c * alphas[i]!), value);
  return alphas;
}
