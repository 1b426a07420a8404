/** A pivot below this share of its diagonal element means that a row is a sum of the others. */
const DEPENDENT = 1e-9;

let lower = new Float64Array(64);
let solved = new Float64Array(8);
let used = new Uint8Array(8);

/**
 * Solves `gram x = right` by Cholesky into `x`. `gram` [count][count], symmetric, positive semidefinite; only what is on
 * or below its diagonal is read. An unknown that depends on those before it gets 0, so the system never is singular.
 * Works in memory of its own, for it is called for thousands of groups in every training step.
 */
export function solveNormalEquations(
  gram: Float64Array,
  right: Float64Array,
  count: number,
  x: Float64Array | number[],
): void {
  if (count > solved.length) {
    lower = new Float64Array(count * count);
    solved = new Float64Array(count);
    used = new Uint8Array(count);
  }
  for (let i = 0; i < count; i++) {
    let pivot = gram[i * count + i]!;
    let rest = right[i]!;
    for (let j = 0; j < i; j++) {
      lower[i * count + j] = 0;
      if (used[j] === 0) continue;
      let sum = gram[i * count + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * count + k]! * lower[j * count + k]!;
      const factor = sum / lower[j * count + j]!;
      lower[i * count + j] = factor;
      pivot -= factor ** 2;
      rest -= factor * solved[j]!;
    }
    used[i] = pivot > DEPENDENT * gram[i * count + i]! ? 1 : 0;
    lower[i * count + i] = used[i] === 1 ? Math.sqrt(pivot) : 1;
    solved[i] = used[i] === 1 ? rest / lower[i * count + i]! : 0;
  }
  for (let i = count - 1; i >= 0; i--) {
    x[i] = 0;
    if (used[i] === 0) continue;
    let sum = solved[i]!;
    for (let j = i + 1; j < count; j++) if (used[j] === 1) sum -= lower[j * count + i]! * x[j]!;
    x[i] = sum / lower[i * count + i]!;
  }
}
