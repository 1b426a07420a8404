import { join } from 'node:path';
import type { Problem } from '../../support/errors.js';
import type { SignalSet } from '../signal-set.js';
import { type Cell, listOf } from './cell.js';
import type { About } from './reader.js';
import { type Columns, findColumns, type TableOptions } from './table-options.js';
import { TextWindows } from './text-windows.js';

/** What makes windows of the rows of tables: `open` for each table, then `row` for each of its rows. */
export interface TableForm {
  refuse(...problems: readonly Problem[]): void;
  /** @returns whether the columns are those that are asked for */
  open(file: string, columns: readonly string[]): boolean;
  row(line: number, cells: readonly Cell[]): void;
  /** @throws UserError with the first problems, or when there is no window */
  done(): SignalSet;
}

/** Tables with a row a window. */
export class WideTable implements TableForm {
  readonly #windows: TextWindows;
  #file = '';
  #columns: Columns | null = null;
  #index = 0;

  constructor(
    readonly dir: string,
    readonly given: TableOptions,
    readonly about: About,
  ) {
    this.#windows = new TextWindows(dir, about, given.missing);
  }

  refuse(...problems: readonly Problem[]): void {
    this.#windows.refuse(...problems);
  }

  open(file: string, names: readonly string[]): boolean {
    const { columns, problems } = findColumns(`${join(this.dir, file)}:1`, names, this.given, this.about);
    this.refuse(...problems);
    [this.#file, this.#index, this.#columns] = [file, 0, columns];
    return problems.length === 0;
  }

  row(line: number, cells: readonly Cell[]): void {
    const { label, group, targets, values } = this.#columns!;
    const place = { file: this.#file, line, index: this.#index++ };
    const text = (i: number) => `${cells[i] ?? ''}`.trim();
    const fields = values.flatMap((i) => listOf(cells[i]!));
    const rows = channelsOf(fields, this.given.order, this.about.input.channels);
    this.#windows.add(place, rows, {
      label: label < 0 ? null : text(label),
      targets: targets.flatMap((i) => listOf(cells[i]!)),
      group: group < 0 ? undefined : text(group),
    });
  }

  done(): SignalSet {
    return this.#windows.done();
  }
}

/** Fields of a row as [channel][sample]; what is left over makes the last channel longer, which is told. */
function channelsOf(fields: readonly Cell[], order: 'channels' | 'samples', channels: number): Cell[][] {
  const samples = Math.ceil(fields.length / channels);
  return Array.from({ length: channels }, (_, c) =>
    order === 'channels' ? fields.slice(c * samples, (c + 1) * samples) : fields.filter((_, i) => i % channels === c),
  );
}
