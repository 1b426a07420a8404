import { type Problem, UserError } from '../../support/errors.js';
import { MAX_BYTES } from '../../support/read-file.js';
import { readBytes } from './read-bytes.js';
import type { WfdbFormat } from './wfdb-format.js';
import { bytesHeld, FORMATS, type FormatName, type Samples, samplesOf } from './wfdb-formats.js';

/** What a header says of a file of signals. */
export interface SignalLayout {
  format: FormatName;
  /** Of each signal: samples in a frame, which come one after the other, and the value before the first difference. */
  signals: readonly { samplesPerFrame: number; firstValue: number }[];
  /** 0: as many as the file holds. */
  frames: number;
  /** Bytes before the first sample. */
  byteOffset: number;
}

/**
 * The samples of each signal of a file. Where samples share bytes, the last group may be filled up or not.
 *
 * @param held most bytes that they may take in memory
 * @throws UserError for a file that is shorter or longer than that, before reading it whole
 */
export function readSignalFile(path: string, layout: SignalLayout, held: number): Samples[] {
  const { signals, byteOffset } = layout;
  const format: WfdbFormat = FORMATS[layout.format];
  const perFrame = signals.reduce((sum, { samplesPerFrame }) => sum + samplesPerFrame, 0);
  const of = { ...layout, perFrame };
  const refuseLarge = (frames: number) => {
    const value = frames * perFrame;
    if (value * bytesHeld(format) > held)
      throw new UserError({ where: path, message: 'more samples than are held in memory at once', value });
  };
  refuseLarge(layout.frames);
  const bytes = read(path, of, format).subarray(byteOffset);
  const frames = layout.frames === 0 ? framesIn(bytes.length, of, format, path) : layout.frames;
  refuseLarge(frames);
  if (bytes.length < bytesFor(format, frames * perFrame))
    throw new UserError({ where: path, message: `shorter than its header says: ${size(of, format)}; ${has(bytes)}` });
  const columns = signals.map(({ samplesPerFrame }) => samplesOf(format, frames * samplesPerFrame));
  let i = 0;
  for (let frame = 0; frame < frames; frame++)
    for (let s = 0; s < columns.length; s++) {
      const { samplesPerFrame } = signals[s]!;
      for (let k = 0; k < samplesPerFrame; k++) columns[s]![frame * samplesPerFrame + k] = format.decode(bytes, i++);
    }
  if (format.differences) for (const [s, column] of columns.entries()) sumUp(column, signals[s]!.firstValue);
  return columns;
}

type Of = SignalLayout & { perFrame: number };

const groupOf = ({ bytes }: WfdbFormat) => ({ samples: bytes.length - 1, bytes: bytes.at(-1)! });

/** Bytes that so many samples take, the last group not filled. */
function bytesFor(format: WfdbFormat, samples: number): number {
  const group = groupOf(format);
  return Math.floor(samples / group.samples) * group.bytes + format.bytes[samples % group.samples]!;
}

const has = (bytes: Uint8Array) => `the file has ${bytes.length}`;
const size = ({ signals, frames, perFrame, byteOffset }: Of, format: WfdbFormat) =>
  `${perFrame === signals.length ? signals.length : `${signals.length} signals, ${perFrame}`} x ${frames} samples of ` +
  `${format.bits} bits, ${bytesFor(format, frames * perFrame)} bytes` +
  (byteOffset > 0 ? ` after the first ${byteOffset}` : '');

function read(path: string, of: Of, format: WfdbFormat): Uint8Array {
  const { frames, perFrame, byteOffset } = of;
  if (frames === 0) return readBytes(path);
  const group = groupOf(format);
  const max = byteOffset + group.bytes * Math.ceil((frames * perFrame) / group.samples);
  if (max > MAX_BYTES)
    throw new UserError({
      where: path,
      message: 'larger than is read, by its header',
      value: max,
      allowed: `${MAX_BYTES} bytes or less`,
    });
  try {
    return readBytes(path, max);
  } catch (error) {
    const [problem] = error instanceof UserError ? error.problems : [];
    if (!/^larger/.test(problem?.message ?? '')) throw error;
    const value = problem?.value;
    const longer: Problem = { where: path, message: `longer than its header says: ${size(of, format)}` };
    throw new UserError({ ...longer, ...(value !== undefined && { value }), allowed: `${max} bytes` });
  }
}

/** Frames of a file whose header does not say how many. Throws UserError when a part of one is left. */
function framesIn(length: number, { format: name, signals, perFrame }: Of, format: WfdbFormat, where: string): number {
  const group = groupOf(format);
  const rest = length % group.bytes;
  const begun = rest === 0 ? 0 : format.bytes.lastIndexOf(rest);
  const samples = Math.floor(length / group.bytes) * group.samples + begun;
  const frames = Math.floor(samples / perFrame);
  const left = samples - frames * perFrame;
  // The last samples of a whole group may be its filling.
  const filling = rest === 0 && left < group.samples;
  if (begun < 0 || (left > 0 && !filling) || frames === 0)
    throw new UserError({
      where,
      message: `no whole number of samples of ${signals.length} signals in format ${name}`,
      value: length,
      allowed: `${group.bytes} bytes for every ${group.samples === 1 ? 'sample' : `${group.samples} samples`}`,
    });
  return frames;
}

/** Sums of differences in place, modulo 2^32. */
function sumUp(column: Samples, first: number): void {
  let value = first;
  for (let i = 0; i < column.length; i++) {
    value = (value + column[i]!) | 0;
    column[i] = value;
  }
}
