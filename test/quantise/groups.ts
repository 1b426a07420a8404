import fc from 'fast-check';
import type { AlqGroup } from '../../generator/model/float-model.js';
import { basesOf, reconstruct } from '../../generator/quantise/bases.js';

/** Groups of 1 to 40 weights, whole hundredths so that no difference is lost in rounding. */
export const weightsOfGroup = fc
  .array(fc.integer({ min: -300, max: 300 }), { minLength: 1, maxLength: 40 })
  .map((values) => Float64Array.from(values, (v) => v / 100));

export function weightsOf(group: AlqGroup, n: number): Float64Array {
  return reconstruct(group.alphas, basesOf(group), n);
}

export function squaredError(weights: Float64Array, group: AlqGroup): number {
  const found = weightsOf(group, weights.length);
  return weights.reduce((sum, w, i) => sum + (w - found[i]!) ** 2, 0);
}
