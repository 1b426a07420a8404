import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { capped } from './problems.js';
import type { About, Reader } from './reader.js';
import { type AnnotatedOptions, annotatedOptions } from './wfdb-annotated-options.js';
import { RecordedCollector } from './wfdb-annotated-set.js';
import { headerOf } from './wfdb-files.js';
import { filesIn, headersIn, withoutSegments } from './wfdb-listing.js';

/**
 * Windows of annotated WFDB records, whose annotations give them their classes by a rule. Windows share the
 * samples of their recording. Those with an invalid sample and those without a class are left out and counted, and so are
 * records that do not fit, where the data set's file says so.
 */
export const wfdbAnnotated: Reader<AnnotatedOptions> = {
  options: annotatedOptions,
  recognises: (folder) => headersIn(folder).length > 0,
  *read(dir, given, about) {
    const headers = headersOf(dir, given, about);
    const set = new RecordedCollector(dir, given, about);
    for (const [i, header] of headers.entries()) {
      set.add(header);
      yield (i + 1) / headers.length;
    }
    return set.done();
  },
};

/** All records of a folder, or, where there is none, all recordings in EDF and BDF. */
function recordsIn(dir: string): string[] {
  const headers = withoutSegments(dir, headersIn(dir));
  return headers.length > 0 ? headers : filesIn(dir, /\.(?:edf|bdf)$/i);
}

/** The headers of the records that are to be read. Throws UserError with all that is wrong with their names and the leads. */
function headersOf(dir: string, { records, leads, zero }: AnnotatedOptions, { where, input }: About): string[] {
  const { channels, codeBits, rateHz } = input;
  const problems: Problem[] = leads.flatMap((list, i) =>
    list.length === channels
      ? []
      : [
          {
            where,
            field: `options.leads[${i}]`,
            message: 'not a lead for each channel',
            value: list,
            allowed: `${channels}`,
          },
        ],
  );
  const top = 2 ** codeBits - 1;
  if (zero !== undefined && zero.code > top)
    problems.push({
      where,
      field: 'options.zero.code',
      message: 'larger than any code',
      value: zero.code,
      allowed: `0 to ${top}`,
      fix: `${2 ** (codeBits - 1)}`,
    });
  if (zero !== undefined && zero.seconds * rateHz < 1)
    problems.push({
      where,
      field: 'options.zero.seconds',
      message: 'shorter than a sample',
      value: zero.seconds,
      allowed: `${1 / rateHz} or more`,
      fix: '60',
    });
  const headers = (records ?? recordsIn(dir)).flatMap((name) => {
    try {
      return [headerOf(join(dir, name))];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  const again = headers.find((header, i) => headers.indexOf(header) < i);
  if (again !== undefined) problems.push({ where, field: 'options.records', message: 'a record twice', value: again });
  if (headers.length === 0 && problems.length === 0)
    problems.push({
      where: dir,
      message: existsSync(dir) ? 'no record' : 'there is no such folder',
      allowed: 'a folder with headers of WFDB records, <name>.hea, or with recordings in EDF or BDF',
    });
  if (problems.length > 0) throw new UserError(capped(dir, problems));
  return headers;
}
