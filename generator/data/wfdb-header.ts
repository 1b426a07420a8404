import { type Problem, UserError } from '../config/errors.js';

/** One signal as its line of the header describes it; the first eight fields of header(5) that format 212 needs. */
export interface WfdbSignalSpec {
  file: string;
  /** Codes per unit. */
  gain: number;
  units: string;
  /** Code of 0 units. */
  baseline: number;
  adcBits: number;
  /** Code in the middle of the converter's range. */
  adcZero: number;
  initialValue: number;
  /** Sum of all samples modulo 2^16, signed; undefined: not given. */
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

const NUMBER = '[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?';
const RECORD = new RegExp(`^(\\w+)(/\\d+)?\\s+(\\d+)(?:\\s+(${NUMBER})(?:/\\S+)?(?:\\s+(\\d+)(?:\\s.*)?)?)?$`);
const GAIN = new RegExp(`^(${NUMBER})(?:\\((-?\\d+)\\))?(?:/(\\S+))?$`);
const WHOLE = /^-?\d+$/;
/** What header(5) says to take where a field is left out. */
const DEFAULTS = { sampleRateHz: 250, gain: 200, units: 'mV', adcBits: 12, adcZero: 0 };

/**
 * Reads a WFDB header: comments, the record line `name signals [rate [samples [time [date]]]]`, then a line a signal:
 * `file format [gain(baseline)/units [bits [zero [first [checksum [block [description]]]]]]]` (WFDB header(5)).
 *
 * @param where names the file in messages
 * @throws UserError for records of several segments, formats other than 212, and fields that cannot be read; all at once
 */
export function parseWfdbHeader(text: string, where: string): WfdbHeader {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const comments = lines.filter((line) => line.startsWith('#')).map((line) => line.slice(1).trim());
  const [first = '', ...rest] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const record = RECORD.exec(first);
  if (record === null)
    throw new UserError({
      where,
      field: 'record line',
      message: 'cannot be read',
      value: first,
      allowed: '<name> <signals> [<rate> [<samples>]]',
    });
  const [, name = '', segments, count, rate, samples = '0'] = record;
  if (segments !== undefined)
    throw new UserError({ where, field: 'record line', message: 'a record of several segments', value: first });

  const problems: Problem[] = [];
  if (Number(count) === 0 || rest.length !== Number(count))
    problems.push({ where, message: `the record line says ${count} signals, ${rest.length} lines describe one` });
  if (rate !== undefined && !(Number(rate) > 0))
    problems.push({ where, field: 'rate', message: 'no sampling rate', value: rate, allowed: 'above 0 Hz' });
  const signals = rest.map((line, i) => signalLine(line, where, `signal[${i}]`, problems));
  if (problems.length > 0) throw new UserError(problems);
  const sampleRateHz = rate === undefined ? DEFAULTS.sampleRateHz : Number(rate);
  return { name, sampleRateHz, samples: Number(samples), signals, comments };
}

function signalLine(line: string, where: string, field: string, problems: Problem[]): WfdbSignalSpec {
  const [file = '', format, gainText = `${DEFAULTS.gain}`, ...others] = line.split(/\s+/);
  const whole = (index: number, what: string): number | undefined => {
    const value = others[index];
    if (value === undefined) return undefined;
    if (!WHOLE.test(value)) problems.push({ where, field: `${field}.${what}`, message: 'no whole number', value });
    return Number(value);
  };
  if (!/^\w[\w.-]*$/.test(file))
    problems.push({
      where,
      field: `${field}.file`,
      message: 'not a file beside the header',
      value: file,
      allowed: 'a name of letters, digits, _ - .',
    });
  if (format !== '212')
    problems.push({
      where,
      field: `${field}.format`,
      message: 'a format that is not read here',
      value: format,
      allowed: '212, one sample a frame, no skew, no byte offset',
    });
  const gain = GAIN.exec(gainText);
  if (gain === null)
    problems.push({
      where,
      field: `${field}.gain`,
      message: 'cannot be read',
      value: gainText,
      allowed: '<gain>[(<baseline>)][/<units>]',
    });
  const adcZero = whole(1, 'adcZero') ?? DEFAULTS.adcZero;
  return {
    file,
    // A gain of 0 stands for: not calibrated, take the default.
    gain: Number(gain?.[1]) || DEFAULTS.gain,
    units: gain?.[3] ?? DEFAULTS.units,
    baseline: gain?.[2] === undefined ? adcZero : Number(gain[2]),
    adcBits: whole(0, 'adcBits') || DEFAULTS.adcBits,
    adcZero,
    initialValue: whole(2, 'initialValue') ?? adcZero,
    checksum: whole(3, 'checksum'),
    description: others.slice(5).join(' '),
  };
}
