import { UserError } from '../../support/errors.js';
import type { NpyArray, Numbers } from '../../support/npy.js';
import { type TargetNames, targetColumns } from '../target-names.js';
import type { Axes } from './axes.js';
import { ClassNames } from './class-names.js';

/**
 * Targets [window][name], or [window][step][name], as an array gives them; axes of length 1 may be left out. Of classes of steps the
 * name is left out: [window][step] of names or numbers.
 *
 * @throws UserError when it does not hold a number for each name of each of `windows` windows, or of each of their steps
 */
export function arrayTargets(
  array: NpyArray,
  where: string,
  windows: number,
  about: TargetNames,
  axes?: Axes,
): ArrayLike<number> {
  const { shape, dtype, type } = array;
  const { kind, per } = about;
  const [count = 1, ...others] = shape;
  if (count !== windows)
    throw new UserError({ where, message: `not targets of each ${per}`, value: count, allowed: `${windows}` });
  if (kind === 'classes') return stepClasses(array, where, windows, about.names);
  const names = targetColumns(about);
  const forms = per === 'window' ? `[${windows}, ${names.length}]` : `[${windows}, steps, ${names.length}]`;
  const allowed = `numbers ${forms}: ${names.join(', ')}`;
  if (type === 'text') throw new UserError({ where, message: 'texts, no targets', value: dtype, allowed });
  const long = others.filter((n) => n !== 1);
  const found =
    per === 'window'
      ? long.join() === own(names)
        ? array.values
        : null
      : stepTargets(array, long, names.length, axes);
  if (found !== null) return found;
  const value = `${dtype} [${shape.join(', ')}]`;
  throw new UserError({ where, message: 'not a number for each target', value, allowed });
}

const own = ({ length }: readonly string[]) => (length === 1 ? '' : `${length}`);

/** Numbers of windows [step][name], or [name][step], in the first order; null: they are neither. */
function stepTargets(
  { values }: NpyArray & { values: Numbers },
  long: readonly number[],
  names: number,
  axes: Axes,
): ArrayLike<number> | null {
  if (names === 1) return long.length <= 1 ? values : null;
  const [first, last] = long.length === 1 ? [1, long[0]!] : [long[0]!, long[1]!];
  if (long.length > 2) return null;
  const order = axes ?? (last === names ? 'NTC' : 'NCT');
  if (order === 'NTC') return last === names ? values : null;
  if (first !== names) return null;
  return Float64Array.from(values, (_, at) => {
    const [window, step, name] = [Math.floor(at / (names * last)), Math.floor(at / names) % last, at % names];
    return values[(window * names + name) * last + step]!;
  });
}

/** The class of each step, by its place; one that is none is told with its place. */
function stepClasses(
  { shape, dtype, values }: NpyArray,
  where: string,
  windows: number,
  names: readonly string[],
): number[] {
  if (shape.filter((n) => n !== 1).length > 2 || values.length % windows !== 0)
    throw new UserError({
      where,
      message: 'not a class of each step',
      value: `${dtype} [${shape.join(', ')}]`,
      allowed: `[${windows}, steps] names or whole numbers`,
    });
  const classes = new ClassNames(names);
  const steps = values.length / windows;
  return Array.from(values as ArrayLike<string | number>, (label, at) => {
    const found = classes.of(`${label}`);
    if (found !== undefined) return found;
    const place = `${where}[${Math.floor(at / steps)}]`;
    const [problem] = classes.problems(place, `${label}`);
    throw new UserError({ ...problem!, field: `class, step ${at % steps}` });
  });
}
