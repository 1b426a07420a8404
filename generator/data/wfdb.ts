import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Problem, UserError } from '../config/errors.js';
import { type FragmentSet, fragmentSet } from './fragment-set.js';
import { readBytes } from './read-bytes.js';
import { type Annotation, parseAnnotations } from './wfdb-annotations.js';
import { parseWfdbHeader, type WfdbHeader, type WfdbSignalSpec } from './wfdb-header.js';

export interface WfdbRecord extends Omit<WfdbHeader, 'signals'> {
  /** The header's file, as the user named it. */
  source: string;
  /** `codes`: [samples] ADC codes. */
  signals: (WfdbSignalSpec & { codes: Int16Array })[];
  /** Of the file `<record>.atr` beside the header; empty if there is none. */
  annotations: Annotation[];
}

/**
 * Reads a record of format 212: header, signals and, if there, annotations; checks the first sample and the checksum of
 * each signal against the header.
 *
 * @throws UserError when a file is missing, shorter or longer than the header says, or differs from its checksum
 */
export function readWfdb(headerPath: string): WfdbRecord {
  const header = parseWfdbHeader(new TextDecoder('latin1').decode(readBytes(headerPath)), headerPath);
  const dir = dirname(headerPath);
  const problems: Problem[] = [];
  const codes = new Map<WfdbSignalSpec, Int16Array>();
  for (const file of new Set(header.signals.map((signal) => signal.file))) {
    const group = header.signals.filter((signal) => signal.file === file);
    const columns = readGroup(join(dir, file), group.length, header.samples, problems);
    group.forEach((signal, i) => {
      codes.set(signal, columns[i]!);
    });
  }
  if (problems.length === 0)
    header.signals.forEach((signal, i) => {
      problems.push(...differences(signal, codes.get(signal)!, headerPath, `signal[${i}]`));
    });
  if (new Set([...codes.values()].map((column) => column.length)).size > 1)
    problems.push({ where: headerPath, message: 'the signals differ in length' });
  if (problems.length > 0) throw new UserError(problems);

  const signals = header.signals.map((signal) => ({ ...signal, codes: codes.get(signal)! }));
  const samples = signals[0]!.codes.length;
  const atr = join(dir, `${basename(headerPath, '.hea')}.atr`);
  const annotations = existsSync(atr) ? parseAnnotations(readBytes(atr), atr) : [];
  const late = annotations.find((a) => a.sample < 0 || a.sample >= samples);
  if (late)
    throw new UserError({
      where: atr,
      message: 'an annotation lies outside the signal',
      value: late.sample,
      allowed: `samples 0 to ${samples - 1}`,
    });
  return { ...header, source: headerPath, samples, signals, annotations };
}

/** The signals of one file, sample by sample in turn; `samples` 0: as many as the file holds. */
function readGroup(path: string, count: number, samples: number, problems: Problem[]): Int16Array[] {
  const bytes = readBytes(path);
  const frames = samples === 0 ? Math.floor(bytes.length / 1.5 / count) : samples;
  const needed = Math.ceil(frames * count * 1.5);
  const columns = Array.from({ length: count }, () => new Int16Array(bytes.length < needed ? 0 : frames));
  const size = `the header says ${count} x ${frames} samples of 12 bits, ${needed} bytes; the file has ${bytes.length}`;
  if (bytes.length < needed) problems.push({ where: path, message: `shorter than its header says: ${size}` });
  // An odd number of samples leaves half a triple, which some writers fill up.
  else if (bytes.length > Math.ceil(needed / 3) * 3)
    problems.push({ where: path, message: `longer than its header says: ${size}` });
  else for (let i = 0; i < frames * count; i++) columns[i % count]![Math.floor(i / count)] = sample212(bytes, i);
  return columns;
}

/** Sample i of format 212: two 12-bit samples in three bytes, the middle byte holds the upper four bits of both. */
export function sample212(bytes: Uint8Array, i: number): number {
  const at = (i >> 1) * 3;
  const upper = bytes[at + 1]!;
  const raw = i % 2 === 0 ? ((upper & 0x0f) << 8) | bytes[at]! : ((upper & 0xf0) << 4) | bytes[at + 2]!;
  return (raw << 20) >> 20;
}

function differences(signal: WfdbSignalSpec, codes: Int16Array, where: string, field: string): Problem[] {
  const problems: Problem[] = [];
  const message = `${signal.file} does not agree with its header`;
  if (codes.length > 0 && codes[0] !== signal.initialValue)
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
 * Cuts signals of a record into whole fragments of `samples` codes of each, one fragment after the other; a rest is left.
 * Labels are -1. Fragment i covers samples [i, i + 1) * `samples` of the record, for `annotationsIn`. Codes are taken as
 * they are: whether a model takes them is for `requireFit` to say.
 *
 * @param signals become the channels, in this order
 * @throws UserError for a signal that is not there, signals of different converters, or a record that is too short
 */
export function cutFragments(record: WfdbRecord, samples: number, signals: readonly number[]): FragmentSet {
  const where = record.source;
  const most = record.signals.length - 1;
  const problems: Problem[] = signals
    .filter((signal) => record.signals[signal] === undefined)
    .map((value) => ({ where, field: 'signal', message: 'no such signal', value, allowed: `0 to ${most}` }));
  if (problems.length > 0) throw new UserError(problems);
  const chosen = signals.map((signal) => record.signals[signal]!);
  const [first] = chosen;
  const { gain, units, baseline: zero, adcBits: codeBits } = first!;
  chosen.forEach((other, i) => {
    const differs = (['gain', 'units', 'baseline', 'adcBits'] as const).find((key) => other[key] !== first![key]);
    if (differs !== undefined)
      problems.push({
        where,
        field: `signal[${signals[i]}].${differs}`,
        message: `another converter than that of signal ${signals[0]}`,
        value: other[differs],
        allowed: `${first![differs]}`,
      });
  });
  const count = Math.floor(first!.codes.length / samples);
  if (count === 0)
    problems.push({ where, message: `${first!.codes.length} samples are too few for one fragment of ${samples}` });
  if (problems.length > 0) throw new UserError(problems);
  const cut = Array.from({ length: count }, (_, i) => ({
    codes: interleaved(
      chosen.map(({ codes }) => codes.subarray(i * samples, (i + 1) * samples)),
      samples,
    ),
    label: -1,
    record: record.name,
    name: `${record.name} (${i})`,
  }));
  const converter = { sampleRateHz: record.sampleRateHz, codeBits, zero, gain, units };
  return fragmentSet(record.source, [], samples, cut, { channels: chosen.length, converter });
}

/** Codes of several channels, sample by sample. */
function interleaved(columns: readonly Int16Array[], samples: number): Int16Array {
  const codes = new Int16Array(samples * columns.length);
  for (let i = 0; i < codes.length; i++) codes[i] = columns[i % columns.length]![Math.floor(i / columns.length)]!;
  return codes;
}
