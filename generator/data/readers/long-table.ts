import { join } from 'node:path';
import type { Problem } from '../../support/errors.js';
import type { SignalSet } from '../signal-set.js';
import { type Cell, listOf, numberOf, sameNumbers, secondsOf } from './cell.js';
import { LEAVE_OUT } from './missing.js';
import type { About } from './reader.js';
import { RealWindows } from './real-windows.js';
import { type Columns, findColumns, type TableOptions } from './table-options.js';
import type { TableForm } from './wide-table.js';

/** Rows that belong together: of one window, or following each other in time. */
interface Run {
  line: number;
  /** What the column of the window says. */
  window: string | null;
  label: string | null;
  group: string | null;
  targets: readonly Cell[];
  /** [sample][channel] */
  values: number[];
  samples: number;
  /** Time of the last row in s. */
  time: number | null;
  /** Where rows are not one sample apart, the first time. */
  gap: { line: number; seconds: number } | null;
  /** Line in which the class, a target or the group is another one, the first. */
  other: number | null;
}

const OTHER = {
  class: 'another class or group within a window',
  targets: 'another target or group within a window',
};

/** Tables with a row a sample. Windows never lie across a gap in time, another class, target or group. */
export class LongTable implements TableForm {
  readonly #windows: RealWindows;
  readonly #seen = new Set<string>();
  #file = '';
  #columns: Columns | null = null;
  #run: Run | null = null;
  #index = 0;
  readonly #left = { gaps: 0, short: 0, samples: 0 };

  constructor(
    readonly dir: string,
    readonly given: TableOptions & { long: NonNullable<TableOptions['long']> },
    readonly about: About,
  ) {
    this.#windows = new RealWindows(dir, about, given.missing);
  }

  refuse(...problems: readonly Problem[]): void {
    this.#windows.refuse(...problems);
  }

  open(file: string, names: readonly string[]): boolean {
    this.#finish();
    const where = `${join(this.dir, file)}:1`;
    const { columns, problems } = findColumns(where, names, this.given, this.about);
    if (problems.length === 0) problems.push(...this.#channelProblems(where, names, columns));
    this.refuse(...problems);
    [this.#file, this.#index, this.#columns] = [file, 0, columns];
    this.#seen.clear();
    return problems.length === 0;
  }

  row(line: number, cells: readonly Cell[]): void {
    const { label, group, window, time, targets, values } = this.#columns!;
    const text = (i: number) => (i < 0 ? null : `${cells[i] ?? ''}`.trim());
    const row = {
      line,
      window: text(window),
      label: this.about.classes.length === 0 ? null : text(label),
      group: text(group),
      targets: targets.flatMap((i) => listOf(cells[i]!)),
      time: time < 0 ? null : secondsOf(cells[time]!),
    };
    const numbers = values.map((i) => numberOf(cells[i]!));
    const bad = numbers.indexOf(undefined);
    if (row.time !== null && Number.isNaN(row.time))
      this.#refuseAt(line, { field: 'time', message: 'neither seconds nor a date', value: cells[time] });
    else if (bad >= 0)
      this.#refuseAt(line, { field: `channel ${bad}`, message: 'no number', value: cells[values[bad]!] });
    else this.#join(row, numbers as number[]);
  }

  done(): SignalSet {
    this.#finish();
    const { gaps, short, samples } = this.#left;
    if (gaps > 0) this.#windows.note(`${gaps} gaps in time, over which no window lies`);
    if (short > 0) this.#windows.note(`${short} windows with too few samples are left out`);
    if (samples > 0)
      this.#windows.note(`${samples} samples at ends of what belongs together fill no window and are left out`);
    return this.#windows.done();
  }

  #channelProblems(where: string, names: readonly string[], { values }: Columns): Problem[] {
    const { channels } = this.about.input;
    if (values.length === channels) return [];
    return [
      {
        where,
        field: 'channels',
        message: 'not what the data set says',
        value: values.map((i) => names[i]!),
        allowed: `${channels} columns`,
        fix: 'options.leave with the columns that are none',
      },
    ];
  }

  #refuseAt(line: number, problem: Omit<Problem, 'where'>): void {
    this.refuse({ where: `${join(this.dir, this.#file)}:${line}`, ...problem });
  }

  /** The row joins the run that it goes on with, or begins another. */
  #join(row: Pick<Run, 'line' | 'window' | 'label' | 'group' | 'targets' | 'time'>, values: readonly number[]): void {
    const run = this.#run;
    const gap =
      run !== null && row.time !== null && Math.abs((row.time - run.time!) * this.about.input.rateHz - 1) >= 0.5;
    const other =
      run !== null && (run.label !== row.label || run.group !== row.group || !sameNumbers(run.targets, row.targets));
    const named = row.window !== null;
    if (run === null || (named ? run.window !== row.window : gap || other)) {
      if (run !== null && gap && !named) this.#left.gaps++;
      this.#finish();
      this.#run = { ...row, values: [...values], samples: 1, gap: null, other: null };
      return;
    }
    if (gap) run.gap ??= { line: row.line, seconds: row.time! - run.time! };
    if (other) run.other ??= row.line;
    run.samples++;
    run.time = row.time;
    // Of a window that is too long no more is kept than tells it.
    if (!named || run.samples <= this.about.input.samples) for (const value of values) run.values.push(value);
  }

  #finish(): void {
    const run = this.#run;
    this.#run = null;
    if (run === null) return;
    if (run.window === null) this.#cut(run);
    else if (this.#isWhole(run, run.window)) this.#add(run, `${run.window}`, run.group ?? undefined, 0);
  }

  /** Whether the rows of a named window are one; what they are else is told or counted. */
  #isWhole({ line, window, samples, gap, other }: Run, name: string): boolean {
    const { input } = this.about;
    const again = this.#seen.has(name);
    this.#seen.add(name);
    if (again) this.#refuseAt(line, { field: 'window', message: 'rows of one window in two places', value: window });
    else if (other !== null)
      this.#refuseAt(other, {
        field: 'window',
        message: this.about.targets === null ? OTHER.class : OTHER.targets,
        value: window,
      });
    else if (samples === input.samples && gap === null) return true;
    else if (this.given.missing === 'leave-out' && samples <= input.samples)
      this.#left[gap === null ? 'short' : 'gaps']++;
    else if (gap !== null)
      this.#refuseAt(gap.line, {
        field: 'time',
        message: 'not one sample behind the row before, in s',
        value: gap.seconds,
        allowed: `${1 / input.rateHz}, as input.rateHz says`,
        fix: LEAVE_OUT,
      });
    else {
      const fix = samples < input.samples ? { fix: LEAVE_OUT } : {};
      const message = 'not what the data set says';
      this.#refuseAt(line, { field: 'samples', message, value: samples, allowed: `${input.samples}`, ...fix });
    }
    return false;
  }

  /** Windows of rows that follow each other. */
  #cut(run: Run): void {
    const { samples } = this.about.input;
    const step = this.given.long.step ?? samples;
    let at = 0;
    for (; at + samples <= run.samples; at += step) this.#add(run, `${this.#index++}`, run.group ?? this.#file, at);
    this.#left.samples += Math.max(0, run.samples - (at === 0 ? 0 : at - step + samples));
  }

  #add({ line, label, targets, values }: Run, index: string, group: string | undefined, from: number): void {
    const { samples, channels } = this.about.input;
    this.#windows.add({
      part: this.#file,
      where: `${join(this.dir, this.#file)}:${line + from}`,
      name: `${this.#file} (${index})`,
      group,
      label,
      targets,
      values: Float64Array.from(values.slice(from * channels, (from + samples) * channels)),
      order: 'samples',
    });
  }
}
