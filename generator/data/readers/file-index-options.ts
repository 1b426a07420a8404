import { z } from 'zod';
import { matlabVariable } from './class-folders.js';
import { gridAxes } from './grid.js';
import { missing } from './missing.js';
import { column, tableOptions } from './table-options.js';

/** Options of the reader `index`. */
export const fileIndexOptions = z.strictObject({
  files: z.array(z.string().min(1)).min(1).describe('tables in the folder with a line a file, one after the other'),
  separator: z.string().length(1).default(',').describe('between two fields'),
  header: z.boolean().default(true).describe('the first line names the columns; else their names are `1`, `2`, ...'),
  path: column.describe('column with the name of the file, by its name, or its number from 1, or from -1 for the last'),
  label: tableOptions.label,
  group: tableOptions.group,
  below: z.string().min(1).default('.').describe('folder in the folder which the names are relative to'),
  ending: z
    .string()
    .regex(/^\w+$/)
    .optional()
    .describe('of the files whose name in the table has none that is read, such as `mat`'),
  step: z
    .int()
    .min(1)
    .optional()
    .describe('samples from the start of a window to that of the next in longer files; left out: a file is one window'),
  axes: gridAxes,
  variable: matlabVariable,
  text: z
    .strictObject({
      separator: z.string().length(1).optional().describe('between two values; `,`, in .tsv a tab, if left out'),
      header: z.boolean().default(false).describe('the first line names columns'),
    })
    .prefault({})
    .describe('how files of text are read: rows of numbers'),
  missing,
});

export type FileIndexOptions = z.infer<typeof fileIndexOptions>;
