import { join } from 'node:path';
import { z } from 'zod';
import { NUMBER } from './class-names.js';
import { LongTable } from './long-table.js';
import type { Reader } from './reader.js';
import { tableOptions } from './table-options.js';
import { linesOf } from './text-windows.js';
import { type TableForm, WideTable } from './wide-table.js';

const options = z.strictObject({
  files: z.array(z.string().min(1)).min(1).describe('in the folder, read one after the other'),
  separator: z.string().length(1).default(',').describe('between two fields'),
  header: z.boolean().default(true).describe('the first line names the columns; else their names are `1`, `2`, ...'),
  ...tableOptions,
});

/**
 * Texts with a line a window, or a line a sample. Values are real: `input.zero` and `input.gain` of the data set make codes of
 * them. Fields may stand in quotes, within one line. Lines of other lengths are refused.
 */
export const csv: Reader<z.infer<typeof options>> = {
  options,
  targets: true,
  *read(dir, given, about) {
    const { long, files, separator, header } = given;
    const form: TableForm =
      long === undefined ? new WideTable(dir, given, about) : new LongTable(dir, { ...given, long }, about);
    for (const [f, file] of files.entries()) {
      const lines = linesOf(dir, file);
      const first = fieldsOf(lines[0] ?? '', separator) ?? [];
      if (header && looksLikeValues(first)) {
        const fix = 'options.header: false';
        form.refuse({ where: `${join(dir, file)}:1`, message: 'numbers, no names of columns', fix });
        continue;
      }
      const names = first.map((name, i) => (header ? name.trim() : `${i + 1}`));
      if (!form.open(file, names)) continue;
      for (let at = header ? 1 : 0; at < lines.length; at++) {
        const line = lines[at]!;
        if (line.trim() === '') continue;
        const fields = fieldsOf(line, separator);
        const where = `${join(dir, file)}:${at + 1}`;
        if (fields === null) form.refuse({ where, message: 'a quote that does not end in its line' });
        else if (fields.length === names.length) form.row(at + 1, fields);
        else {
          const message = 'not a field of each column';
          form.refuse({ where, message, value: fields.length, allowed: `${names.length}` });
        }
        if (at % 64 === 0) yield (f + at / lines.length) / files.length;
      }
    }
    return form.done();
  },
};

/** Fields of a line, without the quotes that are around them; null: a quote does not end, or something follows its end. */
export function fieldsOf(line: string, separator: string): string[] | null {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  for (let at = 0; at <= line.length; ) {
    const quoted = line[at] === '"';
    const end = quoted ? quoteEnd(line, at + 1) + 1 : line.indexOf(separator, at);
    if (quoted && (end === 0 || (end < line.length && line[end] !== separator))) return null;
    const stop = end < 0 ? line.length : end;
    fields.push(quoted ? line.slice(at + 1, stop - 1).replaceAll('""', '"') : line.slice(at, stop));
    at = stop + 1;
  }
  return fields;
}

/** Index of the quote that ends a field, in which two quotes stand for one; -1: there is none. */
function quoteEnd(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 2)) if (line[at + 1] !== '"') return at;
  return -1;
}

/** Names of columns may be numbers, as programs give them; fractions are values. */
export const looksLikeValues = (fields: readonly string[]) =>
  fields.length > 0 &&
  fields.every((field) => NUMBER.test(field.trim())) &&
  fields.some((field) => /[.e]/i.test(field));
