import { UserError } from '../../support/errors.js';
import { parseNpy } from '../../support/npy.js';
import { readTextFile } from '../../support/read-file.js';
import { numberOf } from './cell.js';
import { fieldsOf } from './csv.js';
import type { Grid } from './grid.js';
import { readMatlab } from './matlab.js';
import { readBytes } from './read-bytes.js';
import { parseWav } from './wav-file.js';

/** How a file is read, as far as its kind leaves it open. */
export interface FileOptions {
  /** Matrix of a MATLAB file. */
  variable?: string | undefined;
  /** Of a text. */
  text: { separator?: string | undefined; header: boolean };
}

/** What a file holds, and the sampling rate if it says it. */
export type FileGrid = Grid & { rateHz?: number | undefined };

/** Most bytes of a file, and of a text. */
const [MAX_BYTES, MAX_TEXT] = [2 ** 28, 2 ** 26];

/** Kinds of files that hold one recording, by their ending. */
export const WINDOW_FILES = {
  csv: (path, { text }) => tableGrid(path, { separator: ',', ...given(text) }),
  mat(path, { variable }) {
    const { rows, columns, values } = readMatlab(path, undefined, variable);
    return { lengths: [rows, columns], fast: 0, values };
  },
  npy(path) {
    const { shape, dtype, type, values } = parseNpy(readBytes(path, MAX_BYTES), path);
    const lengths = shape.filter((n) => n !== 1);
    if (type === 'text' || lengths.length > 2)
      throw new UserError({
        where: path,
        message: 'no recording',
        value: `${dtype} [${shape.join(', ')}]`,
        allowed: 'numbers in two axes at most',
      });
    const [a, b] = lengths.length === 2 ? (lengths as [number, number]) : [1, lengths[0] ?? 1];
    return { lengths: [a, b], fast: 1, values };
  },
  tsv: (path, { text }) => tableGrid(path, { separator: '\t', ...given(text) }),
  wav(path) {
    const { samples, channels, rateHz, values } = parseWav(readBytes(path, MAX_BYTES), path);
    return { lengths: [samples, channels], fast: 1, axes: 'TC', values, rateHz };
  },
} satisfies Record<string, (path: string, options: FileOptions) => FileGrid>;

export type FileKind = keyof typeof WINDOW_FILES;

/** Kind of a file by its name; undefined: none that is read. */
export function kindOf(name: string): FileKind | undefined {
  const ending = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(WINDOW_FILES, ending) ? (ending as FileKind) : undefined;
}

const given = ({ separator, header }: FileOptions['text']) => ({
  ...(separator !== undefined && { separator }),
  header,
});

/** A text of rows of numbers. */
function tableGrid(where: string, { separator, header }: { separator: string; header: boolean }): FileGrid {
  const lines = readTextFile(where, MAX_TEXT).split(/\r\n|\n|\r/);
  const values: number[] = [];
  let [rows, columns] = [0, 0];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '' || (header && at === 0)) continue;
    const place = `${where}:${at + 1}`;
    const fields = fieldsOf(line, separator) ?? [];
    if (rows++ === 0) columns = fields.length;
    if (fields.length !== columns || columns === 0)
      throw new UserError({
        where: place,
        message: 'not as many fields as above',
        value: fields.length,
        allowed: `${columns}`,
      });
    for (const field of fields) {
      const value = numberOf(field);
      if (value === undefined)
        throw new UserError({
          where: place,
          message: 'no number',
          value: field.trim(),
          ...(rows === 1 && { fix: 'options.text.header: true leaves out names of columns' }),
        });
      values.push(value);
    }
  }
  return { lengths: [rows, columns], fast: 1, values };
}
