import type { AlqGroup } from '../model/float-model.js';
import { solveNormalEquations } from './normal-equations.js';

/** A basis: +1 or -1 for each weight of a group. */
export type Basis = Int8Array;

/**
 * Coefficients with the least |target - sum of coefficient * basis|^2: by the normal equations. A basis that
 * depends on those before it gets 0.
 */
export function fitAlphas(bases: readonly Basis[], target: ArrayLike<number>): number[] {
  const count = bases.length;
  const gram = new Float64Array(count * count);
  const right = new Float64Array(count);
  bases.forEach((basis, i) => {
    for (let j = 0; j <= i; j++) gram[i * count + j] = overlap(basis, bases[j]!);
    right[i] = dot(basis, target);
  });
  const alphas = new Array<number>(count).fill(0);
  solveNormalEquations(gram, right, count, alphas);
  return alphas;
}

/** The weights `sum of alpha * basis`. */
export function reconstruct(alphas: readonly number[], bases: readonly Basis[], n: number): Float64Array {
  const weights = new Float64Array(n);
  bases.forEach((basis, i) => {
    for (let w = 0; w < n; w++) weights[w]! += alphas[i]! * basis[w]!;
  });
  return weights;
}

/**
 * The same weights in the form the model keeps: equal and opposite bases merged into one, every alpha positive (its
 * basis flipped with it), zeros dropped, largest alpha first (stable).
 */
export function tidyGroup(alphas: readonly number[], bases: readonly Basis[]): AlqGroup {
  const merged: { alpha: number; basis: Basis }[] = [];
  bases.forEach((basis, i) => {
    const same = merged.find((m) => Math.abs(overlap(m.basis, basis)) === basis.length);
    if (same === undefined) merged.push({ alpha: alphas[i]!, basis });
    else same.alpha += same.basis[0] === basis[0] ? alphas[i]! : -alphas[i]!;
  });
  const kept = merged.filter((m) => m.alpha !== 0).sort((a, b) => Math.abs(b.alpha) - Math.abs(a.alpha));
  return {
    alphas: kept.map((m) => Math.abs(m.alpha)),
    negative: kept.map((m) => Array.from(m.basis, (sign) => sign * m.alpha < 0)),
  };
}

export function basesOf(group: AlqGroup): Basis[] {
  return group.negative.map((signs) => Int8Array.from(signs, (negative) => (negative ? -1 : 1)));
}

/** The dot product of two bases; a loop of its own, as mixed array types would slow it down tenfold. */
function overlap(a: Basis, b: Basis): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function dot(a: Basis, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
