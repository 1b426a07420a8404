import { z } from 'zod';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { readTextFile } from '../../support/read-file.js';
import { numberOf } from './cell.js';
import { fieldsOf } from './csv.js';
import { type Column, column, columnIndex } from './table-options.js';
import type { Annotation } from './wfdb-annotations.js';

/** Options of annotations that stand in tables. */
export const annotationTable = z
  .strictObject({
    separator: z.string().length(1).default(',').describe('between two fields'),
    header: z.boolean().default(true).describe('the first line names the columns; else their names are `1`, `2`, ...'),
    sample: column
      .optional()
      .describe('column with the sample of an annotation, from 0, at the rate that the record says'),
    seconds: column.optional().describe('column with its time in s or as `h:mm:ss`, where none has the sample'),
    symbol: column.describe('column with its symbol, or with the rhythm that begins, such as `(AFIB`'),
    text: column.optional().describe('column with the rhythm where the symbol is `+`'),
  })
  .refine(({ sample, seconds }) => (sample === undefined) !== (seconds === undefined), {
    path: ['sample'],
    message: 'one of `sample` and `seconds` says when annotations are',
  });

export type AnnotationTable = z.infer<typeof annotationTable>;

/** What annotations mean that are called otherwise than PhysioNet does it. */
export const symbolNames = z
  .record(z.string(), z.string().min(1))
  .default({})
  .describe(
    'of annotations in tables and in EDF: from what they say to a symbol such as `N`, or to a rhythm such as `(AFIB`',
  );

export type SymbolNames = z.infer<typeof symbolNames>;

/** Most bytes of a table. */
const MAX_BYTES = 2 ** 27;
const CLOCK = /^(?:(\d+):)?(\d+):(\d+(?:\.\d*)?)$/;

/** Symbol and text of an annotation that says something; a rhythm has its name in the text. */
export function meaningOf(said: string, symbols: SymbolNames, text = ''): Pick<Annotation, 'symbol' | 'text'> {
  const meant = Object.hasOwn(symbols, said) ? symbols[said]! : said;
  return meant.startsWith('(') ? { symbol: '+', text: meant } : { symbol: meant, text };
}

/**
 * The annotations of a table with a line each.
 *
 * @param rateHz samples a second of the signals whose samples they are to name
 * @param samplesPerFrame so many of them in the time of one sample that the table counts
 * @throws UserError for columns that are not there and lines that cannot be read, with all that is wrong of the first ones
 */
export function readAnnotationTable(
  where: string,
  { separator, header, ...given }: AnnotationTable,
  symbols: SymbolNames,
  { rateHz, samplesPerFrame }: { rateHz: number; samplesPerFrame: number },
): Annotation[] {
  const lines = readTextFile(where, MAX_BYTES).split(/\r\n|\n|\r/);
  const names = (fieldsOf(lines[0] ?? '', separator) ?? []).map((name, i) => (header ? name.trim() : `${i + 1}`));
  const columns = columnsOf(where, names, given);
  const problems: Problem[] = [];
  const annotations = lines.flatMap((line, at): Annotation[] => {
    if (line.trim() === '' || (header && at === 0) || problems.length > MAX_PROBLEMS) return [];
    const refuse = (problem: Omit<Problem, 'where'>) => {
      problems.push({ where: `${where}:${at + 1}`, ...problem });
      return [];
    };
    const fields = fieldsOf(line, separator);
    if (fields?.length !== names.length)
      return refuse({
        message: 'not a field of each column',
        value: fields?.length ?? null,
        allowed: `${names.length}`,
      });
    const field = (i: number) => fields[i]?.trim() ?? '';
    const isSample = columns.sample >= 0;
    const time = field(isSample ? columns.sample : columns.seconds);
    const value = isSample ? numberOf(time) : secondsOf(time);
    if (value === undefined || !Number.isFinite(value) || (isSample && !Number.isInteger(value)))
      return refuse({ field: isSample ? 'sample' : 'seconds', message: 'no time of an annotation', value: time });
    const sample = isSample ? value * samplesPerFrame : Math.round(value * rateHz);
    const meaning = meaningOf(field(columns.symbol), symbols, columns.text < 0 ? '' : field(columns.text));
    return [{ sample, subtype: 0, channel: 0, number: 0, ...meaning }];
  });
  if (problems.length > 0) throw new UserError(problems);
  return annotations;
}

/** Lines of which problems are told. */
const MAX_PROBLEMS = 5;

type Columns = Record<'sample' | 'seconds' | 'symbol' | 'text', number>;

/** Where the columns are, -1 for those that are not asked for. Throws UserError. */
function columnsOf(
  where: string,
  names: readonly string[],
  given: Partial<Record<keyof Columns, Column | undefined>>,
): Columns {
  const problems: Problem[] = [];
  const find = (field: keyof Columns): number => {
    const of = given[field];
    const at = of === undefined ? -1 : columnIndex(names, of);
    if (of === undefined || at >= 0) return at;
    const fix = typeof of === 'string' ? nearest(of, names) : undefined;
    const allowed = names.join(', ');
    problems.push({ where: `${where}:1`, field, message: 'no such column', value: of, allowed, ...(fix && { fix }) });
    return -1;
  };
  const columns = { sample: find('sample'), seconds: find('seconds'), symbol: find('symbol'), text: find('text') };
  if (problems.length > 0) throw new UserError(problems);
  return columns;
}

/** s; undefined: this is no time. */
function secondsOf(text: string): number | undefined {
  const clock = CLOCK.exec(text);
  if (clock === null) return numberOf(text);
  const [, hours = '0', minutes, seconds] = clock;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
