import type { Problem } from '../../support/errors.js';
import type { LabelTargets, ValueTargets } from '../signal-set.js';
import type { TargetNames } from '../target-names.js';
import { type Cell, numberOf } from './cell.js';
import { LEAVE_OUT, MISSING_VALUE } from './missing.js';

interface Kind {
  /** Whether a finite number is none that a target may be. */
  wrong(value: number): boolean;
  message: string;
  allowed: string;
  /** Targets of numbers [window][name]. */
  of(about: TargetNames, numbers: readonly number[]): LabelTargets | ValueTargets;
}

const KINDS = {
  labels: {
    wrong: (value) => value !== 0 && value !== 1,
    message: 'no label',
    allowed: '1 where it holds, 0 where it does not',
    of: ({ names }, numbers) => ({ kind: 'labels', names, bits: Uint8Array.from(numbers) }),
  },
  values: {
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

/** Targets of windows that are no classes, as they are read. */
export class WindowTargets {
  readonly #kind: Kind;
  readonly #numbers: number[] = [];

  constructor(readonly about: TargetNames) {
    this.#kind = KINDS[about.kind];
  }

  /** What is wrong with the targets of a window, but that some are missing. */
  problems(where: string, given: ArrayLike<Cell> = []): Problem[] {
    const { names } = this.about;
    if (given.length !== names.length) {
      const message = 'not a number for each target';
      return [{ where, field: 'targets', message, value: given.length, allowed: names.join(', ') }];
    }
    return names.flatMap((name, i): Problem[] => {
      const value = numberOf(given[i]!);
      const place = { where, field: `target ${name}`, value: given[i] };
      if (value === undefined) return [{ ...place, message: 'no number' }];
      const { message, allowed, wrong } = this.#kind;
      return Number.isFinite(value) && wrong(value) ? [{ ...place, message, allowed }] : [];
    });
  }

  /** Those of a window that are missing or infinite; none of them is made up. */
  missing(where: string, given: ArrayLike<Cell> = []): Problem[] {
    return this.about.names.flatMap((name, i): Problem[] => {
      const value = numberOf(given[i]!);
      if (Number.isFinite(value)) return [];
      const message = Number.isNaN(value) ? MISSING_VALUE : 'no finite number';
      const allowed = 'a number for each target: what is missing is not made up';
      return [{ where, field: `target ${name}`, message, value: `${given[i] ?? ''}`, allowed, fix: LEAVE_OUT }];
    });
  }

  /** Of the next window; nothing is wrong with them, and none is missing. */
  add(given: ArrayLike<Cell> = []): void {
    for (let i = 0; i < given.length; i++) this.#numbers.push(numberOf(given[i]!)!);
  }

  done(): LabelTargets | ValueTargets {
    return this.#kind.of(this.about, this.#numbers);
  }
}
