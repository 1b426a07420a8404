import { z } from 'zod';
import { type Problem, UserError } from '../../support/errors.js';
import { SignalCollector } from '../signal-set.js';
import { listClassFolders } from './class-folder-files.js';
import { readMatlab } from './matlab.js';
import { capped } from './problems.js';
import type { About, Reader } from './reader.js';
import { regularExpression } from './regular-expression.js';

/** How class folders are called. */
export const folderNames = z
  .enum(['numbered', 'named'])
  .default('named')
  .describe('folders are called `<number> <class>`, numbers from 1, or by the class alone');

/** Which matrix of a MATLAB file is read. */
export const matlabVariable = z
  .string()
  .min(1)
  .optional()
  .describe('of the matrix in MATLAB files that hold several; the only one if left out');

const options = z.strictObject({
  folders: folderNames,
  mend: z
    .strictObject({
      pattern: regularExpression.describe('how copies of a file are called'),
      name: z.string().describe('their right name; `$1` stands for what the first brackets of the pattern found'),
    })
    .optional()
    .describe('what to tell of files with a name that is not read'),
  variable: matlabVariable,
});

/**
 * One folder a class, in it a MATLAB file a window: channels x samples whole ADC codes, or the other way round. Sorted by
 * class, then file name. Classes may be missing. Of bad files the first 20 are told in words.
 */
export const classFolders: Reader<z.infer<typeof options>> = {
  options,
  *read(dir, given, about) {
    const { classes, input, groups } = about;
    const { files, problems, notes } = listClassFolders(dir, { ...given, extension: 'mat' }, about);
    const set = new SignalCollector(dir, input, files.length, classes);
    for (const [i, { path, label, name }] of files.entries()) {
      const codes = readCodes(path, input, given.variable, problems);
      if (codes !== undefined) set.add({ codes, label, group: groups?.of(name) ?? name, name });
      yield (i + 1) / files.length;
    }
    if (problems.length > 0) throw new UserError(capped(dir, problems));
    return set.done(notes);
  },
};

/** The codes of one file, [sample][channel]; undefined when it has a problem, which joins the list. */
function readCodes(
  where: string,
  { samples, channels, codeBits }: About['input'],
  variable: string | undefined,
  problems: Problem[],
) {
  try {
    const { values, rows } = readMatlab(where, { samples, channels }, variable);
    const top = 2 ** codeBits - 1;
    for (let i = 0; i < values.length; i++) {
      const code = values[i]!;
      if (code >= 0 && code <= top && Number.isInteger(code)) continue;
      const value = Number.isFinite(code) ? code : String(code);
      const allowed = `whole numbers 0 to ${top}`;
      throw new UserError({ where, field: `val[${i}]`, message: 'no ADC code', value, allowed });
    }
    // Columns follow each other: a row a channel is sample by sample already.
    if (channels === 1 || rows === channels) return values;
    return values.map((_, i) => values[(i % channels) * samples + Math.floor(i / channels)]!);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
