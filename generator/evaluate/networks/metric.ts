import { UserError } from '../../support/errors.js';
import { parseNpy, parseNpz } from '../../support/npy.js';
import { readRegularFile } from '../../support/read-file.js';

export type MetricKind = 'accuracy' | 'F1' | 'RMSE';

/** Targets [window][output] of a NPY, or of an array of a NPZ. */
export function readTargets(path: string, array?: string): { shape: readonly number[]; values: Float64Array } {
  const bytes = readRegularFile(path);
  const found = array === undefined ? parseNpy(bytes, path) : parseNpz(bytes, path, [array]).get(array)!;
  if (found.type === 'text') throw new UserError({ where: path, message: 'texts, not numbers' });
  return { shape: found.shape, values: Float64Array.from(found.values) };
}

/** F1 of all labels together, of scores that say yes above 0. */
export function microF1(scores: readonly (readonly number[])[], targets: ArrayLike<number>): number {
  let [right, said, there] = [0, 0, 0];
  scores.flat().forEach((score, i) => {
    const [yes, is] = [score > 0, targets[i] === 1];
    if (yes && is) right++;
    if (yes) said++;
    if (is) there++;
  });
  return (2 * right) / Math.max(1, said + there);
}

/** Root of the mean square error of each output in units of its spread, their mean. */
export function relativeRmse(scores: readonly (readonly number[])[], targets: ArrayLike<number>): number {
  const outputs = scores[0]!.length;
  const each = scores[0]!.map((_, o) => {
    const wanted = scores.map((_, i) => targets[i * outputs + o]!);
    const mean = wanted.reduce((a, b) => a + b, 0) / wanted.length;
    const spread = Math.sqrt(wanted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / wanted.length) || 1;
    const square = scores.reduce((sum, own, i) => sum + (own[o]! - wanted[i]!) ** 2, 0) / scores.length;
    return Math.sqrt(square) / spread;
  });
  return each.reduce((a, b) => a + b, 0) / outputs;
}
