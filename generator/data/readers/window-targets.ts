import { ofSeveral } from '../../network/task.js';
import type { Problem } from '../../support/errors.js';
import { type NamedOutput, namedOutputs, type TargetNames } from '../target-names.js';
import { type OutputTargets, severalTargets, type Targets } from '../targets.js';
import { type Cell, numberOf } from './cell.js';
import { ClassNames } from './class-names.js';
import { LEAVE_OUT, MISSING_VALUE } from './missing.js';
import { LISTED } from './problems.js';

interface Kind {
  /** Whether a finite number is none that a target may be. */
  wrong(value: number, output: NamedOutput): boolean;
  message: string;
  allowed: string;
  /** Targets of numbers [window][name]; of classes [window]. */
  of(output: NamedOutput, numbers: readonly number[]): OutputTargets;
}

const KINDS = {
  classes: {
    wrong: (value, { names }) => !Number.isInteger(value) || value < 0 || value >= names.length,
    message: 'no class',
    allowed: 'a class by its name or its number',
    of: ({ names }, numbers) => ({ kind: 'classes', names, labels: numbers }),
  },
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
} satisfies Record<NamedOutput['kind'], Kind>;

/** What a number of a window, or of a step, is read as. */
interface Column {
  /** For messages. */
  name: string;
  output: NamedOutput;
  numberOf(cell: Cell): number | undefined;
}

function columnsOf(output: NamedOutput): Column[] {
  const { name, kind, names } = output;
  const prefix = name === '' ? '' : `${name}, `;
  if (kind !== 'classes') return names.map((own) => ({ name: `${prefix}target ${own}`, output, numberOf }));
  // Of one output readers have made numbers of names.
  if (name === '') return [{ name: 'class', output, numberOf }];
  const classes = new ClassNames(names);
  return [{ name: `${prefix}class`, output, numberOf: (cell) => numberOfClass(classes, cell) }];
}

function numberOfClass(classes: ClassNames, cell: Cell): number | undefined {
  const text = `${cell ?? ''}`.trim();
  const number = numberOf(cell);
  return classes.of(text) ?? (Number.isNaN(number) ? number : undefined);
}

/** Targets of windows that are no classes of these, as they are read: [name], or [step][name]. */
export class WindowTargets {
  readonly #outputs: readonly NamedOutput[];
  readonly #columns: readonly Column[];
  readonly #numbers: number[] = [];
  /** Of every window; null: no window has been seen. */
  #steps: number | null = null;

  constructor(readonly about: TargetNames) {
    this.#outputs = namedOutputs(about);
    this.#columns = this.#outputs.flatMap(columnsOf);
  }

  /** What is wrong with the targets of a window, but that some are missing. */
  problems(where: string, given: ArrayLike<Cell> = []): Problem[] {
    const { per } = this.about;
    const steps = given.length / this.#columns.length;
    this.#steps ??= per === 'window' ? 1 : steps;
    if (steps !== this.#steps || !Number.isInteger(steps) || steps === 0) {
      const message = 'not a number for each target';
      const names = this.#outputs.flatMap((output) =>
        output.kind === 'classes' && output.name !== '' ? [output.name] : output.names,
      );
      const allowed = per === 'window' ? names.join(', ') : `${this.#steps} steps of ${names.join(', ')}`;
      return [{ where, field: 'targets', message, value: given.length, allowed }];
    }
    const problems: Problem[] = [];
    for (let at = 0; at < given.length && problems.length < LISTED; at++) {
      const column = this.#column(at);
      const { output } = column;
      const value = column.numberOf(given[at]!);
      const place = { where, field: this.#field(at), value: given[at] };
      const { message, allowed, wrong } = KINDS[output.kind];
      if (value === undefined)
        problems.push(
          output.kind === 'classes' && output.name !== ''
            ? { ...place, message, allowed: output.names.join(', ') }
            : { ...place, message: 'no number' },
        );
      else if (Number.isFinite(value) && wrong(value, output)) problems.push({ ...place, message, allowed });
    }
    return problems;
  }

  /** Those of a window that are missing or infinite; none of them is made up. */
  missing(where: string, given: ArrayLike<Cell> = []): Problem[] {
    return Array.from(given).flatMap((cell, at): Problem[] => {
      const value = this.#column(at).numberOf(cell);
      if (Number.isFinite(value)) return [];
      const message = Number.isNaN(value) ? MISSING_VALUE : 'no finite number';
      const allowed = 'a number for each target: what is missing is not made up';
      return [{ where, field: this.#field(at), message, value: `${cell ?? ''}`, allowed, fix: LEAVE_OUT }];
    });
  }

  /** Of the next window; nothing is wrong with them, and none is missing. */
  add(given: ArrayLike<Cell> = []): void {
    for (let i = 0; i < given.length; i++) this.#numbers.push(this.#column(i).numberOf(given[i]!)!);
  }

  done(): Targets {
    const each = this.#columns.length;
    const outputs = this.#outputs.map((output) => {
      const own = this.#numbers.filter((_, at) => this.#columns[at % each]!.output === output);
      return { name: output.name, targets: KINDS[output.kind].of(output, own) };
    });
    return ofSeveral(this.about) ? severalTargets(outputs) : outputs[0]!.targets;
  }

  #column(at: number): Column {
    return this.#columns[at % this.#columns.length]!;
  }

  /** What a number is the target of. */
  #field(at: number): string {
    const { name } = this.#column(at);
    return this.about.per === 'window' ? name : `${name}, step ${Math.floor(at / this.#columns.length)}`;
  }
}
