import { type CodeSums, sign } from './code-sums.js';
import type { GroupedLayer } from './grouped-layer.js';
import { amsgradStep } from './moments.js';
import { tie } from './solve-alphas.js';

/**
 * Coordinates (step C), bases fixed: one AMSGrad step of the alphas with the gradient B'g of each group. Tied alphas have
 * one unknown, their scale, whose moments are those of the first alpha.
 * @param gradient of the loss by the weights, in group order
 * @param step of the alphas' moments, from 1
 */
export function stepCoordinates(
  layer: GroupedLayer,
  gradient: ArrayLike<number>,
  step: number,
  learningRate: number,
  tied: boolean,
  sums: CodeSums,
): void {
  const { counts, capacity, size, codes, alphas, alphaMoments } = layer;
  const ofAlphas = new Float64Array(alphas.length);
  for (let g = 0; g < counts.length; g++) {
    const count = counts[g]!;
    sums.clear(count);
    for (let i = g * size; i < (g + 1) * size; i++) sums.add(codes[i]!, 0, gradient[i]!);
    for (let q = 0; q < count; q++) {
      let sum = 0;
      for (let code = 0; code < 1 << count; code++) sum += sign(code, q) * sums.moment[code]!;
      ofAlphas[g * capacity + (tied ? 0 : q)]! += tied ? 2 ** q * sum : sum;
    }
  }
  amsgradStep(alphas, alphaMoments, ofAlphas, step, learningRate);
  for (let g = 0; g < counts.length; g++) {
    if (tied) tie(layer, g);
    else for (let q = 0; q < counts[g]!; q++) layer.makePositive(g, q);
  }
}
