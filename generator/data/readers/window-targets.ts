import type { Problem } from '../../support/errors.js';
import type { Targets } from '../signal-set.js';
import type { TargetNames } from '../target-names.js';
import { type Cell, numberOf } from './cell.js';
import { LEAVE_OUT, MISSING_VALUE } from './missing.js';
import { LISTED } from './problems.js';

interface Kind {
  /** Numbers of a step. */
  each(about: TargetNames): number;
  /** Whether a finite number is none that a target may be. */
  wrong(value: number, about: TargetNames): boolean;
  message: string;
  allowed: string;
  /** Targets of numbers [window][name]. */
  of(about: TargetNames, numbers: readonly number[]): Targets;
}

const eachName = ({ names }: TargetNames) => names.length;

const KINDS = {
  classes: {
    each: () => 1,
    wrong: (value, { names }) => !Number.isInteger(value) || value < 0 || value >= names.length,
    message: 'no class',
    allowed: 'a class by its name or its number',
    of: ({ names }, numbers) => ({ kind: 'classes', names, labels: numbers }),
  },
  labels: {
    each: eachName,
    wrong: (value) => value !== 0 && value !== 1,
    message: 'no label',
    allowed: '1 where it holds, 0 where it does not',
    of: ({ names }, numbers) => ({ kind: 'labels', names, bits: Uint8Array.from(numbers) }),
  },
  values: {
    each: eachName,
    wrong: (value) => !Number.isFinite(Math.fround(value)),
    message: 'beyond single precision',
    allowed: 'below 3.4e38',
    of: ({ names, units }, numbers) => ({
      kind: 'values',
      names,
      ...(units && { units }),
      values: Float32Array.from(numbers),
    }),
  },
} satisfies Record<TargetNames['kind'], Kind>;

/** Targets of windows that are no classes of these, as they are read: [name], or [step][name]. */
export class WindowTargets {
  readonly #kind: Kind;
  readonly #each: number;
  readonly #numbers: number[] = [];
  /** Of every window; null: no window has been seen. */
  #steps: number | null = null;

  constructor(readonly about: TargetNames) {
    this.#kind = KINDS[about.kind];
    this.#each = this.#kind.each(about);
  }

  /** What is wrong with the targets of a window, but that some are missing. */
  problems(where: string, given: ArrayLike<Cell> = []): Problem[] {
    const { names, per } = this.about;
    const steps = given.length / this.#each;
    this.#steps ??= per === 'window' ? 1 : steps;
    if (steps !== this.#steps || !Number.isInteger(steps) || steps === 0) {
      const message = 'not a number for each target';
      const allowed = per === 'window' ? names.join(', ') : `${this.#steps} steps of ${names.join(', ')}`;
      return [{ where, field: 'targets', message, value: given.length, allowed }];
    }
    const problems: Problem[] = [];
    for (let at = 0; at < given.length && problems.length < LISTED; at++) {
      const value = numberOf(given[at]!);
      const place = { where, field: this.#field(at), value: given[at] };
      const { message, allowed, wrong } = this.#kind;
      if (value === undefined) problems.push({ ...place, message: 'no number' });
      else if (Number.isFinite(value) && wrong(value, this.about)) problems.push({ ...place, message, allowed });
    }
    return problems;
  }

  /** Those of a window that are missing or infinite; none of them is made up. */
  missing(where: string, given: ArrayLike<Cell> = []): Problem[] {
    return Array.from(given).flatMap((cell, at): Problem[] => {
      const value = numberOf(cell);
      if (Number.isFinite(value)) return [];
      const message = Number.isNaN(value) ? MISSING_VALUE : 'no finite number';
      const allowed = 'a number for each target: what is missing is not made up';
      return [{ where, field: this.#field(at), message, value: `${cell ?? ''}`, allowed, fix: LEAVE_OUT }];
    });
  }

  /** Of the next window; nothing is wrong with them, and none is missing. */
  add(given: ArrayLike<Cell> = []): void {
    for (let i = 0; i < given.length; i++) this.#numbers.push(numberOf(given[i]!)!);
  }

  done(): Targets {
    return this.#kind.of(this.about, this.#numbers);
  }

  /** What a number is the target of. */
  #field(at: number): string {
    const { kind, names, per } = this.about;
    const name = kind === 'classes' ? 'class' : `target ${names[at % this.#each]}`;
    return per === 'window' ? name : `${name}, step ${Math.floor(at / this.#each)}`;
  }
}
