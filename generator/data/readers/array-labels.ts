import { UserError } from '../../support/errors.js';
import type { NpyArray } from '../../support/npy.js';

/** The labels of windows as an array gives them, and what a user should know of them. */
export interface ArrayLabels {
  /** Of each window as the data name it; null: none is read. */
  labels: readonly string[] | null;
  note?: string;
}

/**
 * Labels of `windows` windows: texts, whole numbers, truth values, or a row a window with a 1 in the place of its class. Without
 * `classes` none are read: values and several labels a window are left out, which is noted.
 *
 * @throws UserError when there are classes and the array does not name one for each window
 */
export function arrayLabels(array: NpyArray, where: string, windows: number, classes: readonly string[]): ArrayLabels {
  const { shape, dtype, type } = array;
  const said = `${dtype} [${shape.join(', ')}]`;
  const count = shape[0] ?? 1;
  if (count !== windows)
    throw new UserError({ where, message: 'not a label for each window', value: count, allowed: `${windows}` });
  if (classes.length === 0)
    return {
      labels: null,
      note: `labels ${said} are not read, as the data set names neither classes nor targets: windows without targets`,
    };
  if (windows === 0) return { labels: [] };
  const each = array.values.length / windows;
  if (each === 1 && type === 'text') return { labels: array.values };
  if (each === 1 && type !== 'text' && allWhole(array.values)) return { labels: [...array.values].map(String) };
  if (each === classes.length && type !== 'text') {
    const hot = oneHot(array.values, windows, each);
    if (hot !== null) return { labels: hot.map((label) => classes[label]!) };
  }
  throw new UserError({
    where,
    message: 'not one class of each window',
    value: said,
    allowed: `[${windows}] names or whole numbers, or [${windows}, ${classes.length}] with one 1 in a row`,
    fix: '"targets" in the place of "classes" for several labels or real values, or "classes": [] for windows without targets',
  });
}

function allWhole(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isInteger(values[i])) return false;
  return true;
}

/** The place of the 1 in each row; null when a row holds another number than 0, or not a single 1. */
function oneHot(values: ArrayLike<number>, rows: number, columns: number): number[] | null {
  const places = new Array<number>(rows).fill(-1);
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor(i / columns);
    if (values[i] === 1 && places[row] === -1) places[row] = i % columns;
    else if (values[i] !== 0) return null;
  }
  return places.includes(-1) ? null : places;
}
