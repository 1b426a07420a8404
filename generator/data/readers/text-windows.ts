import { join } from 'node:path';
import type { Problem } from '../../support/errors.js';
import { readTextFile } from '../../support/read-file.js';
import type { SignalSet } from '../signal-set.js';
import { type Cell, numberOf } from './cell.js';
import { LEAVE_OUT, MISSING_VALUE, type Missing } from './missing.js';
import type { About } from './reader.js';
import { type RealWindow, RealWindows } from './real-windows.js';

/** Most bytes of a text: V8 has no longer strings. */
const MAX_BYTES = 2 ** 28;

/** Lines of a file in a folder, without what ends them. Throws UserError. */
export function linesOf(dir: string, file: string): string[] {
  return readTextFile(join(dir, file), MAX_BYTES).split(/\r\n|\n|\r/);
}

/** Where a window stands. */
export interface TextPlace {
  file: string;
  /** Line or row, from 1. */
  line: number;
  /** Of the window in its file, from 0. */
  index: number;
}

/** Class or targets of a window, and what it belongs to if that is told. */
type Known = Pick<RealWindow, 'label' | 'targets' | 'group'>;

/** Windows whose values stand in texts or tables, as they are read. */
export class TextWindows {
  readonly #windows: RealWindows;

  constructor(
    readonly dir: string,
    readonly about: About,
    missing: Missing,
  ) {
    this.#windows = new RealWindows(dir, about, missing);
  }

  refuse(...problems: readonly Problem[]): void {
    this.#windows.refuse(...problems);
  }

  /** A window: its values [channel][sample], and what is known of it. */
  add({ file, line, index }: TextPlace, values: readonly (readonly Cell[])[], known: Known): void {
    const where = `${join(this.dir, file)}:${line}`;
    const found = this.#shapeProblems(where, values);
    const { samples, channels } = this.about.input;
    const numbers = new Float64Array(samples * channels);
    if (found.length === 0) for (const [c, row] of values.entries()) this.#readRow(row, c, where, numbers, found);
    this.refuse(...found);
    if (found.length > 0) return;
    const name = `${file} (${index})`;
    this.#windows.add({ part: file, where, name, ...known, values: numbers, order: 'channels' });
  }

  done(): SignalSet {
    return this.#windows.done();
  }

  #shapeProblems(where: string, values: readonly (readonly Cell[])[]): Problem[] {
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

  /** A value that is none is told once a window. */
  #readRow(row: readonly Cell[], channel: number, where: string, numbers: Float64Array, found: Problem[]): void {
    for (const [sample, cell] of row.entries()) {
      const value = numberOf(cell);
      const isMissing = value !== undefined && Number.isNaN(value);
      numbers[channel * row.length + sample] = value ?? Number.NaN;
      if ((value !== undefined && !(isMissing && this.#windows.missing === 'refuse')) || found.length > 0) continue;
      const message = isMissing ? MISSING_VALUE : 'no number';
      const allowed = 'a value of each sample: what is missing is not made up';
      const field = `channel ${channel}, sample ${sample}`;
      found.push({
        where,
        field,
        message,
        value: `${cell ?? ''}`.trim(),
        allowed,
        ...(isMissing && { fix: LEAVE_OUT }),
      });
    }
  }
}
