import { basename, dirname, join } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { type SignalSet, signalSet } from '../signal-set.js';
import { INVALID_SAMPLE, readFormat212 } from './format212.js';
import { readBytes } from './read-bytes.js';
import { type Annotation, parseAnnotations } from './wfdb-annotations.js';
import { headerOf, readHeaderText, sibling } from './wfdb-files.js';
import { parseWfdbHeader, type WfdbHeader, type WfdbSignalSpec } from './wfdb-header.js';

export interface WfdbRecord extends Omit<WfdbHeader, 'signals'> {
  /** The header's file. */
  source: string;
  /** `codes`: [samples] ADC codes, INVALID_SAMPLE where there is none. */
  signals: (WfdbSignalSpec & { codes: Int16Array })[];
}

/**
 * Reads the header and signals of a record of format 212; checks the first sample and the checksum of each signal against
 * the header, where it gives them.
 *
 * @param path the header, with or without its extension, or another file of the record
 * @throws UserError when a file is missing, shorter or longer than the header says, or differs from its checksum
 */
export function readWfdb(path: string): WfdbRecord {
  const source = headerOf(path);
  const header = parseWfdbHeader(readHeaderText(source), source);
  const problems: Problem[] = [];
  const codes = new Map<WfdbSignalSpec, Int16Array>();
  for (const file of new Set(header.signals.map((signal) => signal.file))) {
    const group = header.signals.filter((signal) => signal.file === file);
    const columns = readGroup(source, group, header.samples, problems);
    group.forEach((signal, i) => {
      if (columns !== null) codes.set(signal, columns[i]!);
    });
  }
  if (problems.length === 0)
    header.signals.forEach((signal, i) => {
      problems.push(...differences(signal, codes.get(signal)!, source, `signal[${i}]`));
    });
  if (problems.length === 0 && new Set([...codes.values()].map((column) => column.length)).size > 1)
    problems.push({ where: source, message: 'the signals differ in length' });
  if (problems.length > 0) throw new UserError(problems);
  const signals = header.signals.map((signal) => ({ ...signal, codes: codes.get(signal)! }));
  return { ...header, source, samples: signals[0]!.codes.length, signals };
}

/**
 * The annotations `<record>.<annotator>` beside the header; empty if there are none.
 *
 * @throws UserError when the file cannot be read as annotations
 */
export function readAnnotations({ source, sampleRateHz }: WfdbRecord, annotator = 'atr'): Annotation[] {
  const path = sibling(dirname(source), `${stem(source)}.${annotator}`);
  return path === undefined ? [] : parseAnnotations(readBytes(path), path, sampleRateHz);
}

const stem = (header: string) => basename(header).replace(/\.hea$/i, '');

/** The signals of one file; null when it has a problem, which joins the list. */
function readGroup(header: string, group: WfdbSignalSpec[], samples: number, problems: Problem[]): Int16Array[] | null {
  const { file, byteOffset } = group[0]!;
  const path = sibling(dirname(header), file) ?? join(dirname(header), file);
  try {
    return readFormat212(path, { signals: group.length, samples, byteOffset });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return null;
  }
}

function differences(signal: WfdbSignalSpec, codes: Int16Array, where: string, field: string): Problem[] {
  const problems: Problem[] = [];
  const message = `${signal.file} does not agree with its header`;
  if (signal.initialValue !== undefined && codes[0] !== signal.initialValue)
    problems.push({
      where,
      field: `${field}.initialValue`,
      message,
      value: codes[0],
      allowed: `${signal.initialValue}`,
    });
  const sum = codes.reduce((total, code) => (total + code) & 0xffff, 0);
  if (signal.checksum !== undefined && sum !== (signal.checksum & 0xffff))
    problems.push({
      where,
      field: `${field}.checksum`,
      message,
      value: (sum << 16) >> 16,
      allowed: `${signal.checksum}`,
    });
  return problems;
}

/**
 * Cuts signals of a record into whole fragments of `samples` codes of each, one fragment after the other; a rest is left,
 * and so are windows in which one of the signals has an invalid sample, of which `notes` tells. Labels are -1. Window i
 * covers samples [i, i + 1) * `samples` of the record, for `annotationsIn`. Codes are taken as they are: whether a model
 * takes them is for `requireFit` to say.
 *
 * @param signals become the channels, in this order
 * @throws UserError for a signal that is not there, signals of codes of different widths, or a record without a whole window
 */
export function cutFragments(record: WfdbRecord, samples: number, signals: readonly number[]): SignalSet {
  const where = record.source;
  const most = record.signals.length - 1;
  const problems: Problem[] = signals
    .filter((signal) => record.signals[signal] === undefined)
    .map((value) => ({ where, field: 'signal', message: 'no such signal', value, allowed: `0 to ${most}` }));
  if (problems.length > 0) throw new UserError(problems);
  const chosen = signals.map((signal) => record.signals[signal]!);
  const [first] = chosen;
  const { adcBits: codeBits } = first!;
  chosen.forEach((other, i) => {
    if (other.adcBits !== codeBits)
      problems.push({
        where,
        field: `signal[${signals[i]}].adcBits`,
        message: `codes of another width than those of signal ${signals[0]}`,
        value: other.adcBits,
        allowed: `${codeBits}`,
      });
  });
  const count = Math.floor(first!.codes.length / samples);
  const windows = validWindows(chosen, samples);
  const invalid = chosen.map(({ codes }) => codes.reduce((n, code) => n + (code === INVALID_SAMPLE ? 1 : 0), 0));
  const which = `signals ${signals.join()}: invalid samples (${INVALID_SAMPLE}): ${invalid.join()} of ${first!.codes.length}`;
  if (count === 0)
    problems.push({ where, message: `${first!.codes.length} samples are too few for one fragment of ${samples}` });
  else if (windows.length === 0)
    problems.push({ where, message: `${which}; each of ${count} windows holds one`, allowed: 'a window without one' });
  if (problems.length > 0) throw new UserError(problems);
  const cut = windows.map((i) => ({
    codes: interleaved(
      chosen.map(({ codes }) => codes.subarray(i * samples, (i + 1) * samples)),
      samples,
    ),
    group: record.name,
    name: `${record.name} (${i})`,
  }));
  const converter = {
    rateHz: record.sampleRateHz,
    codeBits,
    zero: chosen.every(({ baselineGiven }) => baselineGiven) ? chosen.map(({ baseline }) => baseline) : undefined,
    gain: chosen.map(({ gain }) => gain),
    units: chosen.map(({ units }) => units),
  };
  const set = signalSet(record.source, { samples, channels: chosen.length, ...converter }, cut);
  const left = `${where}: ${which}; ${count - windows.length} of ${count} windows hold one and are left out`;
  const notes = invalid.some((n) => n > 0) ? [left] : [];
  return { ...set, windows, provenance: { ...set.provenance, notes } };
}

/** Indices of the whole windows in which no signal has an invalid sample. */
function validWindows(signals: readonly { codes: Int16Array }[], samples: number): number[] {
  const count = Math.floor(signals[0]!.codes.length / samples);
  return Array.from({ length: count }, (_, i) => i).filter(
    (i) => !signals.some(({ codes }) => codes.subarray(i * samples, (i + 1) * samples).includes(INVALID_SAMPLE)),
  );
}

/** Codes of several channels, sample by sample. */
function interleaved(columns: readonly Int16Array[], samples: number): Int16Array {
  const codes = new Int16Array(samples * columns.length);
  for (let i = 0; i < codes.length; i++) codes[i] = columns[i % columns.length]![Math.floor(i / columns.length)]!;
  return codes;
}
