import { UserError } from '../../support/errors.js';
import type { NpyArray, Numbers } from '../../support/npy.js';
import type { TargetNames } from '../target-names.js';

/**
 * Targets [window][name] as an array gives them; axes of length 1 may be left out.
 *
 * @throws UserError when it holds texts, or not a number for each name of each of `windows` windows
 */
export function arrayTargets(array: NpyArray, where: string, windows: number, { names }: TargetNames): Numbers {
  const { shape, dtype, type } = array;
  const [count = 1, ...others] = shape;
  if (count !== windows)
    throw new UserError({ where, message: 'not targets of each window', value: count, allowed: `${windows}` });
  const allowed = `numbers [${windows}, ${names.length}]: ${names.join(', ')}`;
  if (type === 'text') throw new UserError({ where, message: 'texts, no targets', value: dtype, allowed });
  const long = (lengths: readonly number[]) => lengths.filter((n) => n !== 1).join();
  if (long(others) === long([names.length])) return array.values;
  const value = `${dtype} [${shape.join(', ')}]`;
  throw new UserError({ where, message: 'not a number for each target', value, allowed });
}
