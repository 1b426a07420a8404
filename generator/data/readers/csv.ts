import { join } from 'node:path';
import { z } from 'zod';
import type { Problem } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import type { About, Reader } from './reader.js';
import { linesOf, TextWindows } from './text-windows.js';

const options = z.strictObject({
  files: z.array(z.string().min(1)).min(1).describe('in the folder, read one after the other'),
  separator: z.string().length(1).default(',').describe('between two fields'),
  label: z.string().optional().describe('column with the class of each window; none if left out'),
  leave: z.array(z.string()).default([]).describe('columns that are not read'),
  order: z
    .enum(['channels', 'samples'])
    .default('channels')
    .describe('all samples of a channel, then those of the next; or all channels of a sample, then those of the next'),
});

/**
 * Texts with a line a window, the names of the columns in the first. Values are real: `input.zero` and `input.gain` of the data
 * set make codes of them. Missing values, lines of other lengths and quoted fields are refused.
 */
export const csv: Reader<z.infer<typeof options>> = {
  options,
  *read(dir, given, about) {
    const windows = new TextWindows(dir, about);
    for (const [f, file] of given.files.entries()) {
      const [head = '', ...lines] = linesOf(dir, file);
      const columns = head.split(given.separator).map((name) => name.trim());
      const missing = missingColumns(`${join(dir, file)}:1`, columns, given, about);
      windows.problems.push(...missing);
      if (missing.length > 0) continue;
      const label = columns.indexOf(given.label ?? '');
      const read = columns.flatMap((name, i) => (i === label || given.leave.includes(name) ? [] : [i]));
      let index = 0;
      for (const [at, line] of lines.entries()) {
        if (line.trim() === '') continue;
        const fields = line.split(given.separator);
        const where = `${join(dir, file)}:${at + 2}`;
        if (line.includes('"'))
          windows.problems.push({ where, message: 'a quoted field', allowed: 'fields without quotes' });
        else if (fields.length !== columns.length)
          windows.problems.push({
            where,
            message: 'not a field of each column',
            value: fields.length,
            allowed: `${columns.length}`,
          });
        else {
          const values = channelsOf(
            read.map((i) => fields[i]!),
            given.order,
            about.input.channels,
          );
          windows.add(file, at + 2, index, values, label < 0 ? null : fields[label]!.trim());
        }
        if (++index % 64 === 0) yield (f + at / lines.length) / given.files.length;
      }
    }
    return windows.done();
  },
};

function missingColumns(
  where: string,
  columns: readonly string[],
  { label, leave }: z.infer<typeof options>,
  { classes }: About,
): Problem[] {
  const needed = [...(label === undefined ? [] : [label]), ...leave];
  const absent = needed
    .filter((name) => !columns.includes(name))
    .map((name): Problem => {
      const fix = nearest(name, columns);
      return { where, message: 'no such column', value: name, ...(fix && { fix }) };
    });
  const unlabelled = classes.length > 0 && label === undefined;
  return [...absent, ...(unlabelled ? [{ where, field: 'label', message: 'no column says the class' }] : [])];
}

/** Fields of a line as [channel][sample]; what is left over makes the last channel longer, which is told. */
function channelsOf(fields: readonly string[], order: 'channels' | 'samples', channels: number): string[][] {
  const samples = Math.ceil(fields.length / channels);
  return Array.from({ length: channels }, (_, c) =>
    order === 'channels' ? fields.slice(c * samples, (c + 1) * samples) : fields.filter((_, i) => i % channels === c),
  );
}
