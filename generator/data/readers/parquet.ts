import { join } from 'node:path';
import { z } from 'zod';
import { awaiting } from '../../support/long-work.js';
import { LongTable } from './long-table.js';
import { readParquetTable } from './parquet-table.js';
import { readBytes } from './read-bytes.js';
import type { Reader } from './reader.js';
import { tableOptions } from './table-options.js';
import { type TableForm, WideTable } from './wide-table.js';

const options = z.strictObject({
  files: z.array(z.string().min(1)).min(1).describe('in the folder, read one after the other'),
  ...tableOptions,
});

/** Parquet tables with a row a window, or a row a sample; a column may hold lists, all samples of a channel in one. */
export const parquet: Reader<z.infer<typeof options>> = {
  options,
  targets: true,
  *read(dir, given, about) {
    const { long, files } = given;
    const form: TableForm =
      long === undefined ? new WideTable(dir, given, about) : new LongTable(dir, { ...given, long }, about);
    for (const [f, file] of files.entries()) {
      const where = join(dir, file);
      const { columns, rows } = yield* awaiting(readParquetTable(readBytes(where), where, given.leave));
      if (form.open(file, columns)) for (const [i, row] of rows.entries()) form.row(i + 1, row);
      yield (f + 1) / files.length;
    }
    return form.done();
  },
};
