import { dirname, join } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { sibling } from './wfdb-files.js';
import type { WfdbFormat } from './wfdb-format.js';
import { FORMATS, type FormatName, NO_SAMPLE, NULL_FORMAT, type Samples } from './wfdb-formats.js';
import type { WfdbHeader } from './wfdb-header.js';
import { readSignalFile } from './wfdb-signal-file.js';
import type { WfdbSignalSpec } from './wfdb-signal-line.js';

export interface WfdbSignal extends WfdbSignalSpec {
  /** ADC codes as they are stored, with their sign: [frame][sample in the frame]. */
  codes: Samples;
  /** What stands in `codes` for no sample. */
  invalid: number;
}

export interface WfdbRecord extends Omit<WfdbHeader, 'signals' | 'signalCount' | 'segments'> {
  /** The header's file. */
  source: string;
  signals: WfdbSignal[];
}

/** Bytes in memory that what is still to be read of a record may take. */
export interface Room {
  bytes: number;
}

/** Of all signals of a record: 24 hours of three leads at 1 kHz are 519 MB. */
export const roomOfRecord = (): Room => ({ bytes: 2 ** 29 });

/**
 * Reads the signals of a record of one segment; checks the first value and the checksum of each against the header, where it gives
 * them.
 *
 * @param source the header's file, beside which those of the signals lie
 * @throws UserError when a file is missing, shorter or longer than the header says, or differs from its checksum
 */
export function readSignals(header: WfdbHeader, source: string, room: Room): WfdbRecord {
  const problems: Problem[] = [];
  const codes = new Map<WfdbSignalSpec, Samples>();
  const stored = header.signals.filter(({ format }) => format !== NULL_FORMAT);
  for (const file of new Set(stored.map((signal) => signal.file))) {
    const group = stored.filter((signal) => signal.file === file);
    const columns = readGroup(source, group, header.samples, room, problems);
    group.forEach((signal, i) => {
      if (columns !== null) codes.set(signal, columns[i]!);
    });
  }
  if (problems.length > 0) throw new UserError(problems);
  const frames = header.samples || framesOf(stored[0], codes);
  if (frames === 0)
    throw new UserError({ where: source, field: 'samples', message: 'signals without a file or a length' });
  const signals = header.signals.map((signal, i): WfdbSignal => {
    const own = codes.get(signal) ?? nothing(signal, frames, room, source);
    problems.push(...differences(signal, own, source, `signal[${i}]`));
    const invalid = markOf(signal);
    return { ...signal, codes: withoutSkew(own, signal.skew, invalid), invalid };
  });
  const lengths = signals.map((signal) => signal.codes.length / signal.samplesPerFrame);
  if (problems.length === 0 && new Set(lengths).size > 1)
    problems.push({ where: source, message: 'the signals differ in length' });
  if (problems.length > 0) throw new UserError(problems);
  const { signalCount: _, segments: __, ...facts } = header;
  return { ...facts, source, samples: frames, signals };
}

const framesOf = (signal: WfdbSignalSpec | undefined, codes: ReadonlyMap<WfdbSignalSpec, Samples>) =>
  signal === undefined ? 0 : codes.get(signal)!.length / signal.samplesPerFrame;

/** What stands for no sample among the stored ones of a signal. */
function markOf({ format }: WfdbSignalSpec): number {
  if (format === NULL_FORMAT) return FORMATS['16'].invalid;
  const { invalid }: WfdbFormat = FORMATS[format];
  return invalid ?? NO_SAMPLE;
}

/** The signals of one file; null when it has a problem, which joins the list. */
function readGroup(
  header: string,
  group: WfdbSignalSpec[],
  frames: number,
  room: Room,
  problems: Problem[],
): Samples[] | null {
  const { file, byteOffset, format } = group[0]!;
  const path = sibling(dirname(header), file) ?? join(dirname(header), file);
  try {
    const layout = { format: format as FormatName, signals: group, frames, byteOffset };
    const columns = readSignalFile(path, layout, room.bytes);
    room.bytes -= columns.reduce((sum, { byteLength }) => sum + byteLength, byteOffset);
    return columns;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return null;
  }
}

/** A signal that nothing was recorded of. */
function nothing(signal: WfdbSignalSpec, frames: number, room: Room, where: string): Samples {
  const length = frames * signal.samplesPerFrame;
  room.bytes -= length * Int16Array.BYTES_PER_ELEMENT;
  if (room.bytes < 0)
    throw new UserError({ where, message: 'more samples than are held in memory at once', value: length });
  return new Int16Array(length).fill(markOf(signal));
}

/** Samples from the first one on; there are none for the last ones. */
function withoutSkew(codes: Samples, skew: number, invalid: number): Samples {
  if (skew === 0) return codes;
  codes.copyWithin(0, skew);
  codes.fill(invalid, Math.max(0, codes.length - skew));
  return codes;
}

function differences(signal: WfdbSignalSpec, codes: Samples, where: string, field: string): Problem[] {
  if (signal.format === NULL_FORMAT) return [];
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
  if (signal.checksum === undefined) return problems;
  let sum = 0;
  for (let i = 0; i < codes.length; i++) sum = (sum + codes[i]!) & 0xffff;
  if (sum !== (signal.checksum & 0xffff))
    problems.push({
      where,
      field: `${field}.checksum`,
      message,
      value: (sum << 16) >> 16,
      allowed: `${signal.checksum}`,
    });
  return problems;
}
