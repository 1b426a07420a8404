import type { Problem } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';

/** A number as texts of data have it. */
export const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** A value that is not there, as programs write it. */
export const MISSING = /^(?:\?|nan|na|null)?$/i;

/**
 * The classes of a data set, as labels in data name them: by the name; by a number that is equal to the name (`1.0` is `1`); or,
 * where no name is a number, by the index from 0.
 */
export class ClassNames {
  readonly #byName: ReadonlyMap<string, number>;
  readonly #byNumber: ReadonlyMap<number, number>;

  constructor(readonly names: readonly string[]) {
    this.#byName = new Map(names.map((name, i) => [name, i]));
    const numbers = names.flatMap((name, i): [number, number][] => (NUMBER.test(name) ? [[Number(name), i]] : []));
    this.#byNumber = new Map(numbers.length > 0 ? numbers : names.map((_, i) => [i, i]));
  }

  /** Index of a label's class; undefined: it names none. */
  of(label: string): number | undefined {
    return this.#byName.get(label) ?? (NUMBER.test(label) ? this.#byNumber.get(Number(label)) : undefined);
  }

  /** What is wrong with the label of a window; null: there is none. */
  problems(where: string, label: string | null): Problem[] {
    const { names } = this;
    if (names.length === 0 || (label !== null && this.of(label) !== undefined)) return [];
    const allowed = names.join(', ');
    if (label === null) return [{ where, message: 'without a class', allowed }];
    const fix = nearest(label, names);
    const message = 'not a class of the data set';
    return [{ where, field: 'class', message, value: label, allowed, ...(fix && { fix }) }];
  }
}
