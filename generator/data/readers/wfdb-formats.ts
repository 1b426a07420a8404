import { format212 } from './format212.js';
import { format310, format311 } from './format310.js';
import type { WfdbFormat } from './wfdb-format.js';

const word = (bytes: Uint8Array, i: number) => bytes[2 * i]! | (bytes[2 * i + 1]! << 8);

/** By their number in headers. */
export const FORMATS = {
  '8': { bits: 8, bytes: [0, 1], invalid: null, decode: (bytes, i) => (bytes[i]! << 24) >> 24, differences: true },
  '16': { bits: 16, bytes: [0, 2], invalid: -(2 ** 15), decode: (bytes, i) => (word(bytes, i) << 16) >> 16 },
  '24': {
    bits: 24,
    bytes: [0, 3],
    invalid: -(2 ** 23),
    decode: (bytes, i) => ((bytes[3 * i]! << 8) | (bytes[3 * i + 1]! << 16) | (bytes[3 * i + 2]! << 24)) >> 8,
  },
  '32': {
    bits: 32,
    bytes: [0, 4],
    invalid: -(2 ** 31),
    decode: (bytes, i) => word(bytes, 2 * i) | (word(bytes, 2 * i + 1) << 16),
  },
  '61': {
    bits: 16,
    bytes: [0, 2],
    invalid: -(2 ** 15),
    decode: (bytes, i) => ((bytes[2 * i]! << 24) | (bytes[2 * i + 1]! << 16)) >> 16,
  },
  '80': { bits: 8, bytes: [0, 1], invalid: -(2 ** 7), decode: (bytes, i) => bytes[i]! - 2 ** 7 },
  '160': { bits: 16, bytes: [0, 2], invalid: -(2 ** 15), decode: (bytes, i) => word(bytes, i) - 2 ** 15 },
  '212': format212,
  '310': format310,
  '311': format311,
} as const satisfies Record<string, WfdbFormat>;

export type FormatName = keyof typeof FORMATS;

/** Signals without a file, all samples of which are missing. */
export const NULL_FORMAT = '0';

/** Formats of compressed files, each with the plain one of as many bits. */
export const FLAC: Readonly<Record<string, FormatName>> = { '508': '80', '516': '16', '524': '24' };

/** Stands for no sample where a format has no mark of its own; no converter gives it. */
export const NO_SAMPLE = -(2 ** 31);

/** Samples of one signal as they are stored; 32 bits where 16 may not hold them. */
export type Samples = Int16Array | Int32Array;

/** Room for samples of a format; 0 each. */
export function samplesOf({ bits, differences }: WfdbFormat, length: number): Samples {
  return bits > 16 || differences === true ? new Int32Array(length) : new Int16Array(length);
}

/** Bytes in memory of a sample of a format. */
export const bytesHeld = (format: WfdbFormat) => samplesOf(format, 0).BYTES_PER_ELEMENT;
