import { ECG17_CLASSES, ECG17_CONVERTER, ECG17_INPUT } from '../model/ecg17.js';
import { type Problem, UserError } from '../support/errors.js';
import { finish, type LongWork } from '../support/long-work.js';
import { readHead } from '../support/read-file.js';
import { listClassFolders } from './readers/class-folder-files.js';
import { type Matlab4Values, mostMatlab4Bytes, readMatlab4 } from './readers/matlab4.js';
import { SignalCollector, type SignalSet } from './signal-set.js';

/** More problems than this are counted, not listed: a folder may hold a thousand bad files. */
const LISTED_PROBLEMS = 20;
/** Records that are not a patient of their own (201 and 202 are one). */
const SAME_PATIENT: Record<string, string> = { 202: '201' };
const MOST_BYTES = mostMatlab4Bytes(ECG17_INPUT.samples);

/**
 * Reads the 17-class MIT-BIH fragments: one folder a class, `<number> <name>/<record>m (<n>).mat`, each file a row or column
 * of 3600 ADC codes (Plawiak, doi 10.17632/7dybx7wyfn.3). Sorted by class number, then file name. Classes may be missing.
 *
 * @throws UserError with all problems of all files, the first 20 in words
 */
export function readClassFolders(dir: string): SignalSet {
  return finish(readingClassFolders(dir));
}

/** The same, to be watched. */
export function* readingClassFolders(dir: string): LongWork<SignalSet> {
  const { files, problems, notes } = listClassFolders(dir);
  const { samples } = ECG17_INPUT;
  const set = new SignalCollector(dir, { samples, channels: 1, ...ECG17_CONVERTER }, files.length, ECG17_CLASSES);
  for (const [i, { path, label, record, name }] of files.entries()) {
    const values = readCodes(path, problems);
    if (values !== undefined) set.add({ codes: values, label, group: SAME_PATIENT[record] ?? record, name });
    yield (i + 1) / files.length;
  }
  if (problems.length > 0) throw new UserError(capped(dir, problems));
  return set.done(notes);
}

/** The codes of one file; undefined when it has a problem, which joins the list. */
function readCodes(where: string, problems: Problem[]): Matlab4Values | undefined {
  try {
    // A byte more than the longest file tells that it is too long, however long it is.
    const { values } = readMatlab4(readHead(where, MOST_BYTES + 1), where, ECG17_INPUT.samples);
    const top = 2 ** ECG17_INPUT.codeBits - 1;
    for (let i = 0; i < values.length; i++) {
      const code = values[i]!;
      if (code >= 0 && code <= top && Number.isInteger(code)) continue;
      const value = Number.isFinite(code) ? code : String(code);
      const allowed = `whole numbers 0 to ${top}`;
      throw new UserError({ where, field: `val[${i}]`, message: 'no ADC code', value, allowed });
    }
    return values;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function capped(dir: string, problems: Problem[]): Problem[] {
  const left = problems.length - LISTED_PROBLEMS;
  if (left <= 0) return problems;
  return [...problems.slice(0, LISTED_PROBLEMS), { where: dir, message: `and ${left} more problems` }];
}
