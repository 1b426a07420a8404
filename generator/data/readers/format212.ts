import { type Problem, UserError } from '../../support/errors.js';
import { readBytes } from './read-bytes.js';

/** The code that stands for: no sample (lead off, spans left out). */
export const INVALID_SAMPLE = -2048;

/** What a header says of a file of format 212. */
export interface Layout212 {
  /** Signals, whose samples come in turn. */
  signals: number;
  /** Samples of each; 0: as many as the file holds. */
  samples: number;
  /** Bytes before the first sample. */
  byteOffset: number;
}

/**
 * The codes of each signal of a file of format 212: two 12-bit samples in three bytes. An odd number of samples leaves half
 * a triple, which some writers fill up.
 *
 * @throws UserError for a file that is shorter or longer than that, before reading it whole
 */
export function readFormat212(path: string, layout: Layout212): Int16Array[] {
  const { signals, samples, byteOffset } = layout;
  const max = samples === 0 ? undefined : byteOffset + 3 * Math.ceil((signals * samples) / 2);
  const bytes = read(path, layout, max).subarray(byteOffset);
  const frames = samples === 0 ? framesIn(bytes.length, signals, path) : samples;
  const needed = Math.ceil(frames * signals * 1.5);
  if (bytes.length < needed)
    throw new UserError({ where: path, message: `shorter than its header says: ${size(layout)}; ${has(bytes)}` });
  const columns = Array.from({ length: signals }, () => new Int16Array(frames));
  for (let i = 0, frame = 0; frame < frames; frame++)
    for (let s = 0; s < signals; s++, i++) columns[s]![frame] = sample212(bytes, i);
  return columns;
}

/** Sample i of format 212: the middle byte of three holds the upper four bits of both samples. */
export function sample212(bytes: Uint8Array, i: number): number {
  const at = (i >> 1) * 3;
  const upper = bytes[at + 1]!;
  const raw = i % 2 === 0 ? ((upper & 0x0f) << 8) | bytes[at]! : ((upper & 0xf0) << 4) | bytes[at + 2]!;
  return (raw << 20) >> 20;
}

const has = (bytes: Uint8Array) => `the file has ${bytes.length}`;
const size = ({ signals, samples, byteOffset }: Layout212) =>
  `${signals} x ${samples} samples of 12 bits, ${Math.ceil(signals * samples * 1.5)} bytes` +
  (byteOffset > 0 ? ` after the first ${byteOffset}` : '');

function read(path: string, layout: Layout212, max: number | undefined): Uint8Array {
  if (max === undefined) return readBytes(path);
  try {
    return readBytes(path, max);
  } catch (error) {
    const [problem] = error instanceof UserError ? error.problems : [];
    if (!/^larger/.test(problem?.message ?? '')) throw error;
    const value = problem?.value;
    const longer: Problem = { where: path, message: `longer than its header says: ${size(layout)}` };
    throw new UserError({ ...longer, ...(value !== undefined && { value }), allowed: `${max} bytes` });
  }
}

/** Frames of a file whose header does not say how many. Throws UserError when a part of one is left. */
function framesIn(length: number, signals: number, where: string): number {
  const samples = Math.floor((length * 2) / 3);
  const frames = Math.floor(samples / signals);
  const left = samples - frames * signals;
  // One sample may be the filling of a last triple.
  if (length % 3 === 1 || left > 1 || (left === 1 && length % 3 !== 0) || frames === 0)
    throw new UserError({
      where,
      message: `no whole number of samples of ${signals} signals in format 212`,
      value: length,
      allowed: 'three bytes for every two samples',
    });
  return frames;
}
