import { type Problem, UserError } from '../../support/errors.js';

/** One signal as the header describes it. */
export interface WfdbSignalSpec {
  /** Name of the file beside the header. */
  file: string;
  /** Bytes of the file before its first sample. */
  byteOffset: number;
  /** Codes per unit. */
  gain: number;
  units: string;
  /** Code of 0 units. */
  baseline: number;
  /** The header says it, by a baseline or by the converter's zero; else it is the default. */
  baselineGiven: boolean;
  /** undefined: not given. */
  adcBits: number | undefined;
  /** Code in the middle of the converter's range. */
  adcZero: number;
  /** First code; undefined: not given. */
  initialValue: number | undefined;
  /** Sum of all samples modulo 2^16, signed or not; undefined: not given. */
  checksum: number | undefined;
  /** Lead, e.g. `MLII`. */
  description: string;
}

export interface WfdbHeader {
  name: string;
  sampleRateHz: number;
  /** Samples of each signal; 0: not given. */
  samples: number;
  signals: WfdbSignalSpec[];
  /** Lines that begin with `#`, without it. */
  comments: string[];
}

/** As strtod takes them: `360`, `360.`, `.5`, `+3.6e2`. */
const NUMBER = '[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?';
const RECORD_NAME = /^([\w.-]+?)(\/\d+)?$/;
const RATE = new RegExp(`^(${NUMBER})(?:/${NUMBER}(?:\\(${NUMBER}\\))?)?$`);
const GAIN = new RegExp(`^(${NUMBER})(?:\\((${NUMBER})\\))?(?:/(\\S+))?$`);
const FORMAT = /^(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?$/;
const WHOLE = new RegExp(`^${NUMBER}$`);
/** A name in the folder of the header: no path, no name that a shell or WFDB takes for something else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const FILE = /^(?![-.~])[^/\\\u0000-\u001f\u007f]+$/;
/** More signals or samples than a record of this format has. */
const MAX_SIGNALS = 1024;
const MAX_SAMPLES = 2 ** 31 - 1;
/** What header(5) says to take where a field is left out. */
const DEFAULTS = { sampleRateHz: 250, gain: 200, units: 'mV', adcZero: 0 };

type Refuse = (field: string, message: string, value: string, allowed?: string) => void;

/**
 * Reads a WFDB header: comments, the record line `name signals [rate [samples [time [date]]]]`, then a line a signal:
 * `file format [gain(baseline)/units [bits [zero [first [checksum [block [description]]]]]]]` (WFDB header(5)). Every field
 * after the number of signals and after the format may be left out; a first value that is left out is no check.
 *
 * @param where names the file in messages
 * @throws UserError for records of several segments, formats other than 212, and fields that cannot be read; all at once
 */
export function parseWfdbHeader(text: string, where: string): WfdbHeader {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  const comments = lines.filter((line) => line.startsWith('#')).map((line) => line.slice(1).trim());
  const [first, ...rest] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (first === undefined) throw new UserError({ where, message: 'holds no record line', allowed: RECORD_LINE });
  const problems: Problem[] = [];
  const refuse: Refuse = (field, message, value, allowed) =>
    problems.push({ where, field, message, value, ...(allowed !== undefined && { allowed }) });
  const record = recordLine(first, where, refuse);
  if (problems.length === 0 && rest.length !== record.count)
    problems.push({
      where,
      field: 'signals',
      message: `the record line says ${record.count} signals, ${rest.length} lines describe one`,
    });
  if (problems.length > 0) throw new UserError(problems);
  const signals = rest.map((line, i) => signalLine(line, `signal[${i}]`, refuse));
  if (problems.length > 0) throw new UserError(problems);
  const { count: _, ...facts } = record;
  return { ...facts, signals, comments };
}

const RECORD_LINE = 'the header of a WFDB record; its first line: <name> <signals> [<rate> [<samples>]]';

/** `name[/segments] signals [rate[/counter[(base)]] [samples [time [date]]]]`; time and date are not used. */
function recordLine(line: string, where: string, refuse: Refuse) {
  const [nameText = '', countText, rateText, samplesText] = line.split(/\s+/);
  // What has no second field, or one that is no number, is another kind of file: one message says enough.
  if (countText === undefined || !WHOLE.test(countText))
    throw new UserError({
      where,
      field: 'record line',
      message: 'cannot be read',
      value: line.slice(0, 80),
      allowed: RECORD_LINE,
    });
  const named = RECORD_NAME.exec(nameText);
  if (named === null) refuse('record name', 'no name of a record', nameText, 'letters, digits, _ - .');
  else if (named[2] !== undefined)
    refuse('record line', 'a record of several segments', nameText, 'a record of one segment');
  const count = whole(countText);
  if (count === undefined || count < 1 || count > MAX_SIGNALS)
    refuse('signals', 'no number of signals', countText, `1 to ${MAX_SIGNALS}`);
  const rate = rateText === undefined ? DEFAULTS.sampleRateHz : Number(RATE.exec(rateText)?.[1] ?? Number.NaN);
  if (!(rate > 0 && Number.isFinite(rate))) refuse('rate', 'no sampling rate', rateText!, 'a number above 0 Hz');
  const samples = samplesText === undefined ? 0 : whole(samplesText);
  if (samples === undefined || samples < 0 || samples > MAX_SAMPLES)
    refuse('samples', 'no number of samples', samplesText!, `0 (not given) to ${MAX_SAMPLES}`);
  return { name: named?.[1] ?? '', count, sampleRateHz: rate, samples: samples ?? 0 };
}

function signalLine(line: string, field: string, refuse: Refuse): WfdbSignalSpec {
  const [file = '', format = '', gainText = `${DEFAULTS.gain}`, ...others] = line.split(/\s+/);
  const given = (index: number, what: string): number | undefined => {
    const value = others[index];
    if (value === undefined) return undefined;
    const number = whole(value);
    if (number === undefined) refuse(`${field}.${what}`, 'no whole number', value, 'a whole number');
    return number;
  };
  if (!FILE.test(file)) refuse(`${field}.file`, 'not a file beside the header', file, 'a name without folders');
  const [, kind, perFrame = '1', skew = '0', byteOffset = '0'] = FORMAT.exec(format) ?? [];
  if (kind !== '212' || Number(perFrame) !== 1 || Number(skew) !== 0 || Number(byteOffset) > MAX_SAMPLES)
    refuse(`${field}.format`, 'a format that is not read here', format, '212, one sample a frame, no skew');
  const [, gain, baselineText, units] = GAIN.exec(gainText) ?? [];
  const baseline = baselineText === undefined ? undefined : whole(baselineText);
  if (gain === undefined || !Number.isFinite(Number(gain)) || (baselineText !== undefined && baseline === undefined))
    refuse(`${field}.gain`, 'cannot be read', gainText, '<gain>[(<baseline>)][/<units>], the baseline a whole number');
  const adcBits = given(0, 'adcBits');
  const zeroGiven = given(1, 'adcZero');
  const adcZero = zeroGiven ?? DEFAULTS.adcZero;
  const [initialValue, checksum] = [given(2, 'initialValue'), given(3, 'checksum')];
  given(4, 'blockSize');
  // Writers that know neither put zeros there.
  const unknown = initialValue === 0 && checksum === 0;
  return {
    file,
    byteOffset: Number(byteOffset),
    // A gain of 0 stands for: not calibrated, take the default.
    gain: Number(gain) || DEFAULTS.gain,
    units: units ?? DEFAULTS.units,
    baseline: baseline ?? adcZero,
    baselineGiven: (baseline ?? zeroGiven) !== undefined,
    // 0 stands for: not given.
    adcBits: adcBits || undefined,
    adcZero,
    initialValue: unknown ? undefined : initialValue,
    checksum: unknown ? undefined : checksum,
    description: others.slice(5).join(' '),
  };
}

/** The whole number that a text stands for (`1024.0` is one); undefined if it is none. */
function whole(text: string): number | undefined {
  const value = WHOLE.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}
