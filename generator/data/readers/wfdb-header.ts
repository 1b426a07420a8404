import { type Problem, UserError } from '../../support/errors.js';
import { isNumber, NUMBER, type Refuse, whole } from './wfdb-fields.js';
import { signalLine, type WfdbSignalSpec } from './wfdb-signal-line.js';

/** A part in time of a record, which is a record of its own. */
export interface WfdbSegment {
  /** Of the record; null: nothing was recorded. */
  name: string | null;
  /** Frames; 0 of the first one: it tells the signals alone. */
  samples: number;
}

export interface WfdbHeader {
  name: string;
  /** Frames a second. */
  sampleRateHz: number;
  /** Frames: samples of each signal that has one a frame; 0: not given. */
  samples: number;
  /** As many as the record line says; none in a record of segments. */
  signals: WfdbSignalSpec[];
  signalCount: number;
  segments: WfdbSegment[] | null;
  /** Lines that begin with `#`, without it. */
  comments: string[];
}

const RECORD_NAME = /^([\w.-]+?)(?:\/(\d+))?$/;
const SEGMENT_NAME = /^(?:~|[\w.-]+)$/;
const RATE = new RegExp(`^(${NUMBER})(?:/${NUMBER}(?:\\(${NUMBER}\\))?)?$`);
/** More than a record has. */
const MAX = { signals: 1024, samples: 2 ** 31 - 1, segments: 2 ** 14 };
/** What header(5) says to take where the rate is left out. */
const DEFAULT_RATE = 250;

/**
 * Reads a WFDB header: comments, the record line `name[/segments] signals [rate [samples [time [date]]]]`, then a line a signal, or
 * in a record of segments a line a segment, `name samples` (WFDB header(5)). Every field after the number of signals and after
 * the format may be left out; a first value that is left out is no check.
 *
 * @param where names the file in messages
 * @throws UserError for fields that cannot be read and formats that are not; all at once
 */
export function parseWfdbHeader(text: string, where: string): WfdbHeader {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  const comments = lines.filter((line) => line.startsWith('#')).map((line) => line.slice(1).trim());
  const [first, ...rest] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (first === undefined) throw new UserError({ where, message: 'holds no record line', allowed: RECORD_LINE });
  const problems: Problem[] = [];
  const refuse: Refuse = (field, message, value, allowed, fix) =>
    problems.push({ where, field, message, value, ...(allowed !== undefined && { allowed }), ...(fix && { fix }) });
  const { count, parts, ...facts } = recordLine(first, where, refuse);
  const isWhole = parts === undefined;
  if (problems.length === 0 && rest.length !== (parts ?? count))
    problems.push({
      where,
      field: isWhole ? 'signals' : 'segments',
      message: isWhole
        ? `the record line says ${count} signals, ${rest.length} lines describe one`
        : `a record of several segments: the record line says ${parts}, ${rest.length} lines name one`,
    });
  if (problems.length > 0) throw new UserError(problems);
  const signals = isWhole ? rest.map((line, i) => signalLine(line, `signal[${i}]`, refuse)) : [];
  const segments = isWhole ? null : rest.map((line, i) => segmentLine(line, i, refuse));
  if (problems.length === 0) problems.push(...fileProblems(signals, where));
  const sum = segments?.reduce((total, { samples }) => total + samples, 0);
  if (
    problems.length === 0 &&
    sum !== undefined &&
    (sum > MAX.samples || (facts.samples !== 0 && sum !== facts.samples))
  )
    problems.push({
      where,
      field: 'samples',
      message: 'not the sum of the segments',
      value: facts.samples,
      allowed: `${Math.min(sum, MAX.samples)}`,
    });
  if (problems.length > 0) throw new UserError(problems);
  return { ...facts, samples: sum ?? facts.samples, signals, signalCount: count ?? 0, segments, comments };
}

const RECORD_LINE = 'the header of a WFDB record; its first line: <name> <signals> [<rate> [<samples>]]';

/** Time and date are not used. */
function recordLine(line: string, where: string, refuse: Refuse) {
  const [nameText = '', countText, rateText, samplesText] = line.split(/\s+/);
  // What has no second field, or one that is no number, is another kind of file: one message says enough.
  if (countText === undefined || !isNumber(countText))
    throw new UserError({
      where,
      field: 'record line',
      message: 'cannot be read',
      value: line.slice(0, 80),
      allowed: RECORD_LINE,
    });
  const named = RECORD_NAME.exec(nameText);
  if (named === null) refuse('record name', 'no name of a record', nameText, 'letters, digits, _ - .');
  const parts = named?.[2] === undefined ? undefined : Number(named[2]);
  if (parts !== undefined && (parts < 1 || parts > MAX.segments))
    refuse('segments', 'no number of segments', nameText, `1 to ${MAX.segments}`);
  const count = whole(countText);
  if (count === undefined || count < 1 || count > MAX.signals)
    refuse('signals', 'no number of signals', countText, `1 to ${MAX.signals}`);
  const rate = rateText === undefined ? DEFAULT_RATE : Number(RATE.exec(rateText)?.[1] ?? Number.NaN);
  if (!(rate > 0 && Number.isFinite(rate))) refuse('rate', 'no sampling rate', rateText!, 'a number above 0 Hz');
  const samples = samplesText === undefined ? 0 : whole(samplesText);
  if (samples === undefined || samples < 0 || samples > MAX.samples)
    refuse('samples', 'no number of samples', samplesText!, `0 (not given) to ${MAX.samples}`);
  return { name: named?.[1] ?? '', count, parts, sampleRateHz: rate, samples: samples ?? 0 };
}

function segmentLine(line: string, i: number, refuse: Refuse): WfdbSegment {
  const [name = '', samplesText = ''] = line.split(/\s+/);
  const samples = whole(samplesText);
  const least = i === 0 ? 0 : 1;
  if (!SEGMENT_NAME.test(name))
    refuse(`segment[${i}]`, 'no name of a record beside the header', name, 'letters, digits, _ - ., or ~ for a gap');
  if (samples === undefined || samples < least || samples > MAX.samples)
    refuse(`segment[${i}].samples`, 'no number of samples', samplesText, `${least} to ${MAX.samples}`);
  return { name: name === '~' ? null : name, samples: samples ?? 0 };
}

/** All signals of a file are stored in one way. */
function fileProblems(signals: readonly WfdbSignalSpec[], where: string): Problem[] {
  return signals.flatMap(({ file, format, byteOffset }, i): Problem[] => {
    const first = signals.find((one) => one.file === file)!;
    if (format === first.format && byteOffset === first.byteOffset) return [];
    const text = (one: Pick<WfdbSignalSpec, 'format' | 'byteOffset'>) =>
      one.byteOffset === 0 ? one.format : `${one.format}+${one.byteOffset}`;
    const message = `signals of ${file} in two formats`;
    return [
      { where, field: `signal[${i}].format`, message, value: text({ format, byteOffset }), allowed: text(first) },
    ];
  });
}
