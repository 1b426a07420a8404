import { z } from 'zod';
import type { Problem } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { targetColumns } from '../target-names.js';
import { missing } from './missing.js';
import type { About } from './reader.js';

/** A column by its name, or by its number: from 1, or from -1 for the last one. */
export const column = z.union([
  z.string().min(1),
  z.int().refine((n) => n !== 0, { message: 'no column', params: { allowed: '1 for the first, -1 for the last' } }),
]);

const OR_NUMBER = 'by its name, or its number from 1, or from -1 for the last';

/** Options of readers of tables. */
export const tableOptions = {
  label: column.optional().describe(`column with the class of each window, ${OR_NUMBER}; none if left out`),
  group: column
    .optional()
    .describe('column with what must not be split between training and test; `groups` of the data set goes before it'),
  targets: z
    .array(column)
    .min(1)
    .optional()
    .describe(
      `columns of the \`targets\` of the data set, in their order, each ${OR_NUMBER}; those that are called so if left out`,
    ),
  leave: z.array(column).default([]).describe('columns that are not read'),
  order: z
    .enum(['channels', 'samples'])
    .default('channels')
    .describe('all samples of a channel, then those of the next; or all channels of a sample, then those of the next'),
  missing,
  long: z
    .strictObject({
      window: column
        .optional()
        .describe('column that names the window of a row; left out: windows are cut from rows that follow each other'),
      time: column
        .optional()
        .describe('column with the time of a row, in s or as a date: rows of a window are one sample apart'),
      step: z
        .int()
        .min(1)
        .optional()
        .describe('samples from the start of a window to that of the next where they are cut; a window if left out'),
    })
    .optional()
    .describe('a row is one sample, its columns are the channels; left out: a row is a window'),
};

const schema = z.strictObject(tableOptions);
export type TableOptions = z.infer<typeof schema>;
export type Column = string | number;

/** Columns of a table by what they are for. */
export interface Columns {
  label: number;
  group: number;
  window: number;
  time: number;
  targets: readonly number[];
  /** What is read, in order. */
  values: readonly number[];
}

/** Index of a column that is named or numbered; -1: there is none. */
export function columnIndex(names: readonly string[], of: Column): number {
  if (typeof of === 'string') return names.indexOf(of);
  const at = of > 0 ? of - 1 : names.length + of;
  return at >= 0 && at < names.length ? at : -1;
}

/** Where the columns are, -1 for those that are not asked for, and what is wrong with how they are named. */
export function findColumns(
  where: string,
  names: readonly string[],
  {
    label,
    group,
    targets,
    leave,
    long,
  }: Pick<TableOptions, 'label' | 'group' | 'targets' | 'long'> & { leave: readonly Column[] },
  about: Pick<About, 'classes' | 'targets'>,
): { columns: Columns; problems: Problem[] } {
  const problems: Problem[] = [];
  const find = (of: Column | undefined, instead?: string): number => {
    if (of === undefined) return -1;
    const at = columnIndex(names, of);
    if (at >= 0) return at;
    const fix = (typeof of === 'string' ? nearest(of, names) : undefined) ?? instead;
    const allowed = typeof of === 'number' ? { allowed: `1 to ${names.length}, or -1 to -${names.length}` } : {};
    problems.push({ where, message: 'no such column', value: of, ...allowed, ...(fix && { fix }) });
    return -1;
  };
  const own = { label: find(label), group: find(group), window: find(long?.window), time: find(long?.time) };
  const wanted = about.targets === null ? [] : targetColumns(about.targets);
  const instead = targets === undefined ? 'options.targets with the columns' : undefined;
  const found = wanted.length === 0 ? [] : (targets ?? wanted).map((of) => find(of, instead));
  const others = new Set([...Object.values(own), ...found, ...leave.map((of) => find(of))]);
  if (about.classes.length > 0 && label === undefined)
    problems.push({ where, field: 'label', message: 'no column says the class' });
  if (targets !== undefined && wanted.length === 0)
    problems.push({ where, field: 'targets', message: 'columns of targets, of which the data set names none' });
  // One column may hold lists of all.
  else if (targets !== undefined && targets.length > 1 && targets.length !== wanted.length)
    problems.push({
      where,
      field: 'targets',
      message: 'not a column for each target',
      value: targets,
      allowed: wanted.join(', '),
    });
  return { columns: { ...own, targets: found, values: [...names.keys()].filter((i) => !others.has(i)) }, problems };
}
