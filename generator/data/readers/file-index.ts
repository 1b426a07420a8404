import { isAbsolute, join, normalize } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { fieldsOf } from './csv.js';
import { type FileIndexOptions, fileIndexOptions } from './file-index-options.js';
import { cutOut, signalsIn } from './grid.js';
import type { About, Reader } from './reader.js';
import { RealWindows } from './real-windows.js';
import { columnIndex, findColumns } from './table-options.js';
import { linesOf } from './text-windows.js';
import { type FileGrid, type FileOptions, kindOf, WINDOW_FILES } from './window-files.js';

/** A file as a line of a table names it. */
interface Entry {
  /** Table and line, for messages. */
  where: string;
  /** The table, whose name says whether this is for training. */
  part: string;
  /** Below the folder. */
  name: string;
  label: string | null;
  group: string | undefined;
}

/**
 * Files that tables name, a line each, with their class and what must not be split. A file is one window, or cut into several, all of
 * which are a group. Values are real: `input.zero` and `input.gain` make codes of them.
 */
export const fileIndex: Reader<FileIndexOptions> = {
  options: fileIndexOptions,
  *read(dir, given, about) {
    const windows = new RealWindows(dir, about, given.missing);
    const entries = given.files.flatMap((file) => entriesOf(dir, file, given, about, windows));
    const first = new Map<string, string>();
    const left = { files: 0, samples: 0 };
    for (const [i, entry] of entries.entries()) {
      const before = first.get(entry.name);
      if (before !== undefined) {
        const message = 'a file that a line before names';
        windows.refuse({ where: entry.where, message, value: entry.name, allowed: `once; it is in ${before} too` });
        continue;
      }
      first.set(entry.name, entry.where);
      try {
        addWindows(windows, dir, entry, given, left);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        windows.refuse(...error.problems);
      }
      yield (i + 1) / entries.length;
    }
    if (left.samples > 0)
      windows.note(`${left.samples} samples at the ends of ${left.files} files fill no window and are left out`);
    return windows.done();
  },
};

/** The lines of a table; what is wrong with them is refused. */
function entriesOf(dir: string, file: string, given: FileIndexOptions, about: About, windows: RealWindows): Entry[] {
  const { separator, header, path, label, group, below, ending } = given;
  const lines = linesOf(dir, file);
  const table = join(dir, file);
  const names = (fieldsOf(lines[0] ?? '', separator) ?? []).map((name, i) => (header ? name.trim() : `${i + 1}`));
  const { columns, problems } = findColumns(`${table}:1`, names, { label, group, leave: [] }, about);
  const at = columnIndex(names, path);
  if (at < 0) {
    const fix = typeof path === 'string' ? nearest(path, names) : undefined;
    problems.unshift({
      where: `${table}:1`,
      field: 'path',
      message: 'no such column',
      value: path,
      allowed: names.join(', '),
      ...(fix && { fix }),
    });
  }
  windows.refuse(...problems);
  if (problems.length > 0) return [];
  return lines.flatMap((line, l): Entry[] => {
    if (line.trim() === '' || (header && l === 0)) return [];
    const where = `${table}:${l + 1}`;
    const fields = fieldsOf(line, separator);
    if (fields?.length !== names.length) {
      windows.refuse({
        where,
        message: 'not a field of each column',
        value: fields?.length ?? null,
        allowed: `${names.length}`,
      });
      return [];
    }
    const field = (i: number) => fields[i]?.trim() ?? '';
    const found = nameOf(where, field(at), below, ending);
    if (typeof found !== 'string') {
      windows.refuse(found);
      return [];
    }
    const own = {
      label: columns.label < 0 ? null : field(columns.label),
      group: columns.group < 0 ? undefined : field(columns.group),
    };
    return [{ where, part: `${file}/${found}`, name: found, ...own }];
  });
}

/** The file that a field names, below the folder, with `/` between folders; or what is wrong with it. */
function nameOf(where: string, text: string, below: string, ending: string | undefined): string | Problem {
  const given = text.replaceAll('\\', '/');
  const problem = (message: string, allowed: string): Problem => ({
    where,
    field: 'path',
    message,
    value: text,
    allowed,
  });
  if (given === '') return problem('no file', 'the name of a file in each line');
  const name = normalize(`${below}/${given}`).replaceAll('\\', '/');
  if (isAbsolute(given) || /^[a-z]:/i.test(given) || name.startsWith('../') || name.includes('\0'))
    return problem('not in the folder of the data', 'names below it');
  if (kindOf(name) !== undefined) return name;
  const more = ending === undefined ? undefined : `${name}.${ending}`;
  if (more !== undefined && kindOf(more) !== undefined) return more;
  return problem('no ending of a file that is read', `${Object.keys(WINDOW_FILES).join(', ')}, or options.ending`);
}

function addWindows(
  windows: RealWindows,
  dir: string,
  { part, name, label, group }: Entry,
  { variable, text, axes, step }: FileIndexOptions,
  left: { files: number; samples: number },
): void {
  const where = join(dir, name);
  const { input } = windows.about;
  const read: (path: string, options: FileOptions) => FileGrid = WINDOW_FILES[kindOf(name)!];
  const { rateHz, ...grid } = read(where, { variable, text });
  if (rateHz !== undefined && rateHz !== input.rateHz) {
    const message = 'not what the data set says';
    throw new UserError({ where, field: 'rate', message, value: rateHz, allowed: `${input.rateHz}` });
  }
  const signals = signalsIn(grid, where, input, step === undefined, axes);
  const { samples: length, channels } = input;
  let [at, index] = [0, 0];
  for (; at + length <= signals.samples; at += step ?? length, index++)
    windows.add({
      part,
      where,
      name: step === undefined ? name : `${name} (${index})`,
      group: group ?? name,
      label,
      values: cutOut(signals, channels, at, length),
      order: signals.order,
    });
  const rest = signals.samples - (at - (step ?? length) + length);
  if (rest <= 0) return;
  left.files++;
  left.samples += rest;
}
