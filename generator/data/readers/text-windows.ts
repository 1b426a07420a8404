import { join } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { readTextFile } from '../../support/read-file.js';
import { type SignalSet, signalSet, type Window } from '../signal-set.js';
import { capped } from './problems.js';
import type { About } from './reader.js';
import { Converting } from './units.js';

/** Most bytes of a text: V8 has no longer strings. */
const MAX_BYTES = 2 ** 28;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const MISSING = /^(?:\?|nan|na|null)?$/i;

/** Lines of a file in a folder, without what ends them. Throws UserError. */
export function linesOf(dir: string, file: string): string[] {
  return readTextFile(join(dir, file), MAX_BYTES).split(/\r\n|\n|\r/);
}

/** Windows of values that stand in texts, as they are read. Whatever is wrong is kept with its place and told at the end. */
export class TextWindows {
  readonly problems: Problem[] = [];
  readonly #windows: Window[] = [];
  readonly #converting: Converting;

  constructor(
    readonly dir: string,
    readonly about: About,
  ) {
    this.#converting = new Converting(about);
  }

  /** A window from line `line` of a file, the `index`th of it from 0: values [channel][sample], and its class if it has one. */
  add(file: string, line: number, index: number, values: readonly (readonly string[])[], label: string | null): void {
    const where = `${join(this.dir, file)}:${line}`;
    const { classes, groups } = this.about;
    const name = `${file} (${index})`;
    const group = groups === null ? name : groups.of(name);
    const found: Problem[] = [...this.#shapeProblems(where, values), ...labelProblems(where, label, classes)];
    if (group === undefined)
      found.push({ where, message: `the name does not say the ${groups!.what}`, value: name, allowed: groups!.form });
    const numbers =
      found.length > 0 ? [] : values.map((row, c) => row.map((text, s) => number(text, where, c, s, found)));
    this.problems.push(...found);
    if (found.length > 0) return;
    const labelled = classes.length === 0 ? {} : { label: classes.indexOf(label!) };
    this.#windows.push({ codes: this.#converting.codes(numbers), ...labelled, group: group!, name });
  }

  /** @throws UserError with the first problems, or when there is no window */
  done(): SignalSet {
    const { dir, problems, about } = this;
    if (problems.length > 0) throw new UserError(capped(dir, problems));
    if (this.#windows.length === 0) throw new UserError({ where: dir, message: 'no window in any file' });
    const set = signalSet(dir, about.input, this.#windows, about.classes);
    return { ...set, provenance: { source: dir, notes: this.#converting.notes(dir) } };
  }

  #shapeProblems(where: string, values: readonly (readonly string[])[]): Problem[] {
    const { channels, samples } = this.about.input;
    const message = 'not what the data set says';
    if (values.length !== channels)
      return [{ where, field: 'channels', message, value: values.length, allowed: `${channels}` }];
    return values.flatMap(({ length }, c) =>
      length === samples
        ? []
        : [{ where, field: `channel ${c}, samples`, message, value: length, allowed: `${samples}` }],
    );
  }
}

function labelProblems(where: string, label: string | null, classes: readonly string[]): Problem[] {
  if (classes.length === 0 || (label !== null && classes.includes(label))) return [];
  if (label === null) return [{ where, message: 'without a class', allowed: classes.join(', ') }];
  const near = nearest(label, classes);
  return [
    {
      where,
      field: 'class',
      message: 'not a class of the data set',
      value: label,
      allowed: classes.join(', '),
      ...(near && { fix: near }),
    },
  ];
}

/** A value that is none is told once a window. */
function number(text: string, where: string, channel: number, sample: number, found: Problem[]): number {
  const given = text.trim();
  const value = NUMBER.test(given) ? Number(given) : Number.NaN;
  if (Number.isFinite(value) || found.length > 0) return value;
  const message = MISSING.test(given) ? 'a value is missing' : 'no number';
  const allowed = 'a value of each sample: what is missing is not made up';
  found.push({ where, field: `channel ${channel}, sample ${sample}`, message, value: given, allowed });
  return value;
}
