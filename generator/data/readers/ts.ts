import { join } from 'node:path';
import { z } from 'zod';
import type { Problem } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { missing } from './missing.js';
import type { About, Reader } from './reader.js';
import { linesOf, TextWindows } from './text-windows.js';

const options = z.strictObject({
  files: z.array(z.string().min(1)).min(1).describe('in the folder, such as `Name_TRAIN.ts`; read one after the other'),
  missing,
});

/**
 * Texts of the UEA and UCR archives, `*.ts`: lines `@<key> <value>`, then behind `@data` a line a window, its channels with `:`
 * between them, their values with commas, the class behind the last `:`. Values are real: `input.zero` and `input.gain` of the
 * data set make codes of them. Time stamps and windows of other lengths are refused, and so are targets that are numbers unless
 * the data set names no classes.
 */
export const ts: Reader<z.infer<typeof options>> = {
  options,
  *read(dir, { files, missing: rule }, about) {
    const windows = new TextWindows(dir, about, rule);
    for (const [f, file] of files.entries()) {
      const lines = linesOf(dir, file);
      const problems: Problem[] = [];
      const head = readHead(join(dir, file), lines, about, problems);
      windows.refuse(...problems);
      if (head === null) continue;
      let index = 0;
      for (let at = head.data + 1; at < lines.length; at++) {
        const line = lines[at]!.trim();
        if (line === '') continue;
        const parts = line.split(':');
        const label = head.labelled ? parts.pop()!.trim() : null;
        const values = parts.map((part) => part.split(','));
        windows.add({ file, line: at + 1, index: index++ }, values, { label });
        if (index % 64 === 0) yield (f + at / lines.length) / files.length;
      }
    }
    return windows.done();
  },
};

interface Head {
  /** Line of `@data`, from 0. */
  data: number;
  labelled: boolean;
}

/** Keys with what their values must be. */
const KEYS: Readonly<Record<string, (value: string, about: About) => Omit<Problem, 'where'> | null>> = {
  problemname: () => null,
  timestamps: (value) => expected(value, 'false', 'time stamps are not read'),
  missing: () => null,
  univariate: (value, { input }) => expected(value, `${input.channels === 1}`, OTHER),
  dimensions: (value, { input }) => expected(value, `${input.channels}`, OTHER),
  dimension: (value, { input }) => expected(value, `${input.channels}`, OTHER),
  equallength: (value) => expected(value, 'true', 'windows of different lengths are not read'),
  serieslength: (value, { input }) => expected(value, `${input.samples}`, OTHER),
  classlabel: (value, { classes }) => unknownClasses(value, classes),
  targetlabel: (value, { classes }) =>
    classes.length === 0 ? null : expected(value, 'false', 'targets that are numbers are not read'),
  data: () => null,
};
const OTHER = 'not what the data set says';

const expected = (value: string, allowed: string, message: string) =>
  value.toLowerCase() === allowed ? null : { message, value, allowed };

function unknownClasses(value: string, classes: readonly string[]): Omit<Problem, 'where'> | null {
  const [labelled, ...names] = value.split(/\s+/);
  const unknown = names.filter((name) => !classes.includes(name));
  if (!/^true$/i.test(labelled!) || classes.length === 0 || unknown.length === 0) return null;
  return { message: 'classes that the data set does not name', value: unknown, allowed: classes.join(', ') };
}

/** The lines before the windows; null when there is no `@data`. */
function readHead(where: string, lines: readonly string[], about: About, problems: Problem[]): Head | null {
  let labelled = false;
  for (const [at, text] of lines.entries()) {
    const line = text.trim();
    if (line === '' || line.startsWith('#') || line.startsWith('%')) continue;
    const [, name, value] = /^@(\w+)\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) break;
    const key = name.toLowerCase();
    const check = KEYS[key];
    const place = { where: `${where}:${at + 1}`, field: `@${name}` };
    if (key === 'data') return { data: at, labelled };
    if (key === 'classlabel' || key === 'targetlabel') labelled ||= /^true\b/i.test(value!);
    const problem = check === undefined ? { message: 'unknown key', ...suggestion(name) } : check(value!, about);
    if (problem !== null) problems.push({ ...place, ...problem });
  }
  problems.push({ where, message: 'no line @data', allowed: 'a text of the UEA or UCR archive, *.ts' });
  return null;
}

function suggestion(name: string): { fix?: string } {
  const near = nearest(name, Object.keys(KEYS));
  return near === undefined ? {} : { fix: `@${near}` };
}
