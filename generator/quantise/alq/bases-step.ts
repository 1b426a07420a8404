import type { CodeSums } from './code-sums.js';
import type { GroupedLayer } from './grouped-layer.js';
import { type Levels, levelsByCode, MAX_LEVELS } from './levels.js';
import type { LocalModel } from './moments.js';
import { type SolveSettings, solveAlphas } from './solve-alphas.js';

/** Memory of the steps, shared by all groups and layers. */
export interface Scratch {
  levels: Levels;
  sums: CodeSums;
}

const trained = new Float64Array(MAX_LEVELS);

/**
 * Bases (step B): every weight takes, on its own, the level nearest to its target w - G/H, then the alphas are solved for.
 *
 * `fixed` [group][capacity] are the alphas that the network computes with, so they make the levels and the w of the
 * target; the solve starts from the trained alphas, or steps of less than the grid's would be lost.
 * @param solve null: alphas stay
 */
export function stepBases(
  layer: GroupedLayer,
  fixed: Float64Array,
  local: LocalModel,
  solve: SolveSettings | null,
  { levels, sums }: Scratch,
): void {
  const { counts, capacity, size, codes, alphas } = layer;
  const { gradient, hessian } = local;
  for (let g = 0; g < counts.length; g++) {
    const count = counts[g]!;
    if (count === 0) continue;
    levels.set(fixed, g * capacity, count);
    levelsByCode(trained, alphas, g * capacity, count);
    sums.clear(count);
    let largest = 0;
    for (let i = g * size; i < (g + 1) * size; i++) {
      const h = hessian[i]!;
      const move = gradient[i]! / h;
      const old = codes[i]!;
      const code = levels.nearest(levels.byCode[old]! - move);
      const expected = trained[old]! - move;
      codes[i] = code;
      sums.add(code, h, h * expected);
      largest = Math.max(largest, Math.abs(expected));
    }
    if (solve !== null) solveAlphas(layer, g, sums, largest, solve);
  }
}

/** Every weight takes the level nearest to its wanted weight (in group order). */
export function assignCodes(layer: GroupedLayer, fixed: Float64Array, expected: Float32Array, levels: Levels): void {
  const { counts, capacity, size, codes } = layer;
  for (let g = 0; g < counts.length; g++) {
    levels.set(fixed, g * capacity, counts[g]!);
    for (let i = g * size; i < (g + 1) * size; i++) codes[i] = levels.nearest(expected[i]!);
  }
}

/**
 * Straight-through (step F): the shadow weights (in group order) take the step -G/H; codes are those of the levels
 * nearest to them, alphas are fitted to them.
 */
export function stepStraightThrough(
  layer: GroupedLayer,
  fixed: Float64Array,
  shadow: Float32Array,
  local: LocalModel,
  solve: SolveSettings | null,
  { levels, sums }: Scratch,
): void {
  const { counts, capacity, size, codes } = layer;
  const { gradient, hessian } = local;
  for (let g = 0; g < counts.length; g++) {
    const count = counts[g]!;
    levels.set(fixed, g * capacity, count);
    sums.clear(count);
    let largest = 0;
    for (let i = g * size; i < (g + 1) * size; i++) {
      const h = hessian[i]!;
      shadow[i]! -= gradient[i]! / h;
      const expected = shadow[i]!;
      const code = levels.nearest(expected);
      codes[i] = code;
      sums.add(code, h, h * expected);
      largest = Math.max(largest, Math.abs(expected));
    }
    if (solve !== null) solveAlphas(layer, g, sums, largest, solve);
  }
}
