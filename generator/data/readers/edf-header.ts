import { type Problem, UserError } from '../../support/errors.js';
import { foreignKind } from '../../support/file-kind.js';

/** One signal of a recording. */
export interface EdfSignal {
  label: string;
  unit: string;
  /** Values of the least and the largest code. */
  physical: readonly [number, number];
  digital: readonly [number, number];
  /** In each data record. */
  samples: number;
  /** Of its first code in a data record, in bytes. */
  offset: number;
  /** It holds annotations, no samples. */
  annotations: boolean;
}

export interface EdfHeader {
  /** Bytes of a code: 2 (EDF), 3 (BDF). */
  size: 2 | 3;
  /** Data records, and the s that each lasts. */
  records: number;
  duration: number;
  /** The records may have gaps between them. */
  gaps: boolean;
  signals: EdfSignal[];
  /** First byte of the first record, and bytes of each. */
  start: number;
  recordBytes: number;
}

/** Fields of the head and of each signal, in bytes. */
const HEAD = 256;
const PER_SIGNAL = [16, 80, 8, 8, 8, 8, 8, 80, 8, 32] as const;
const MAX_SIGNALS = 4096;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const ALLOWED = 'an EDF, EDF+, BDF or BDF+ recording';

/**
 * Reads the header of a recording: Kemp et al. 1992, EDF+ (edfplus.info); BDF has codes of 24 bits. The file must have the bytes
 * that the header says.
 *
 * @param fileBytes of the whole file
 * @throws UserError for other formats, fields that are no numbers, and a file that is shorter or longer
 */
export function parseEdfHeader(bytes: Uint8Array, where: string, fileBytes = bytes.length): EdfHeader {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const bdf = text.startsWith('\xffBIOSEMI');
  if (!bdf && !text.startsWith('0       ')) {
    const kind = foreignKind(bytes);
    throw new UserError({
      where,
      message: `no EDF recording${kind === null ? '' : `: this is ${kind}`}`,
      allowed: ALLOWED,
    });
  }
  const problems: Problem[] = [];
  const number = (field: string, given: string, fits: (n: number) => boolean, allowed: string): number => {
    const value = NUMBER.test(given) ? Number(given) : Number.NaN;
    if (!fits(value)) problems.push({ where, field, message: 'not what a header has', value: given, allowed });
    return value;
  };
  const at = (from: number, length: number) =>
    text
      .slice(from, from + length)
      .replace(/[\s\0]+$/, '')
      .trimStart();
  const whole = (least: number) => (n: number) => Number.isInteger(n) && n >= least;
  if (bytes.length < HEAD) throw truncated(where, bytes.length, HEAD);
  const count = number('signals', at(252, 4), (n) => whole(1)(n) && n <= MAX_SIGNALS, `1 to ${MAX_SIGNALS}`);
  const start = number(
    'bytes of the header',
    at(184, 8),
    (n) => n === HEAD * (count + 1),
    '256 for each signal and 256',
  );
  const said = number('records', at(236, 8), whole(-1), '0 or more, or -1');
  const duration = number('duration', at(244, 8), (n) => n >= 0, 's, 0 or more');
  if (problems.length > 0) throw new UserError(problems);
  if (bytes.length < start) throw truncated(where, bytes.length, start);
  const field = (index: number, signal: number) => {
    const before = PER_SIGNAL.slice(0, index).reduce((sum, length) => sum + length, 0);
    return at(HEAD + before * count + signal * PER_SIGNAL[index]!, PER_SIGNAL[index]!);
  };
  const size = bdf ? 3 : 2;
  let offset = 0;
  const signals = Array.from({ length: count }, (_, i): EdfSignal => {
    const label = field(0, i);
    const of = (index: number, name: string, fits: (n: number) => boolean, allowed: string) =>
      number(`signal ${i} (${label}), ${name}`, field(index, i), fits, allowed);
    const annotations = label === 'EDF Annotations' || label === 'BDF Annotations';
    const samples = of(8, 'samples of a record', whole(1), '1 or more');
    const own = offset;
    offset += samples * size;
    const low = of(5, 'least code', Number.isInteger, 'a whole number');
    const high = of(6, 'largest code', (n) => n > low, 'above the least code');
    const bottom = of(3, 'least value', Number.isFinite, 'a number');
    const top = of(
      4,
      'largest value',
      (n) => annotations || (Number.isFinite(n) && n !== bottom),
      'not the least value',
    );
    return {
      label,
      unit: field(2, i),
      physical: [bottom, top],
      digital: [low, high],
      samples,
      offset: own,
      annotations,
    };
  });
  if (problems.length > 0) throw new UserError(problems.slice(0, 20));
  const records = said >= 0 ? said : Math.floor((fileBytes - start) / offset);
  const end = start + records * offset;
  if (fileBytes < end) throw truncated(where, fileBytes, end);
  if (fileBytes > end)
    throw new UserError({
      where,
      message: `${fileBytes - end} bytes follow the last data record`,
      value: fileBytes,
      allowed: `${end} bytes, as the header says`,
    });
  return { size, records, duration, gaps: /^[EB]DF\+D/.test(at(192, 44)), signals, start, recordBytes: offset };
}

const truncated = (where: string, value: number, needed: number) =>
  new UserError({ where, message: 'truncated', value, allowed: `${needed} bytes, as the header says` });
