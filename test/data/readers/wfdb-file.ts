import { pack212 } from './files.js';

/**
 * The samples of format 212 by another way than the reader's: of the six hexadecimal digits `ab cd ef` of a triple, `dab` is
 * the first sample and `cef` the second, as twos complement.
 */
export function unpack212(bytes: Uint8Array): number[] {
  const hex = Buffer.from(bytes).toString('hex');
  const samples: number[] = [];
  for (let at = 0; at + 4 <= hex.length; at += 6) {
    samples.push(parse12(hex[at + 3]! + hex.slice(at, at + 2)));
    if (at + 6 <= hex.length) samples.push(parse12(hex[at + 2]! + hex.slice(at + 4, at + 6)));
  }
  return samples;
}

function parse12(digits: string): number {
  const value = Number.parseInt(digits, 16);
  return value > 2047 ? value - 4096 : value;
}

/** Little-endian 16-bit words of an annotation file. */
export const words = (...list: number[]) => Buffer.from(new Uint16Array(list).buffer);
/** An annotation: its code and the ticks since the last. */
export const mark = (code: number, step: number) => (code << 10) | step;
/** A note with a text, at the time of the last annotation. */
export function note(text: string): Buffer {
  const padded = Buffer.from(text + '\0'.repeat(text.length % 2));
  return Buffer.concat([words(mark(22, 0), mark(63, text.length)), padded]);
}

/** Codes of annotations that tests use, from WFDB's ecgcodes.h. */
const CODES = { N: 1, L: 2, a: 4, V: 5, A: 8, '/': 12, '~': 14, '+': 28 };

/** What annotations say, in the order of time: sample, symbol, and for a rhythm its name. */
export type Marked = readonly [sample: number, symbol: keyof typeof CODES, text?: string];

/** An annotation file. */
export function annotationFile(marks: readonly Marked[]): Buffer {
  let last = 0;
  const parts = marks.map(([sample, symbol, text = '']) => {
    const step = sample - last;
    last = sample;
    const skip =
      step > 1023 ? [mark(59, 0), step >>> 16, step & 0xffff, mark(CODES[symbol], 0)] : [mark(CODES[symbol], step)];
    const aux = text === '' ? [] : [mark(63, text.length)];
    return Buffer.concat([words(...skip, ...aux), Buffer.from(text + '\0'.repeat(text.length % 2))]);
  });
  return Buffer.concat([...parts, words(0)]);
}

export interface RecordText {
  /** Name of each lead and its codes. */
  leads: Record<string, readonly number[]>;
  marks?: readonly Marked[];
  rateHz?: number;
  /** `<gain>(<zero>)/<unit> <bits>` of each signal. */
  converter?: string;
}

/** Header, signals and annotations of a record, whose checksums are right. */
export function recordFiles(
  name: string,
  { leads, marks, rateHz = 10, converter = '200(1024)/mV 11' }: RecordText,
): Record<string, string | Buffer> {
  const columns = Object.values(leads);
  const samples = columns[0]!.length;
  const lines = Object.entries(leads).map(([lead, codes]) => {
    const sum = codes.reduce((total, code) => (total + code) & 0xffff, 0);
    return `${name}.dat 212 ${converter} 1024 ${codes[0]} ${sum} 0 ${lead}`;
  });
  const frames = Array.from({ length: samples }, (_, i) => columns.map((codes) => codes[i]!));
  return {
    [`${name}.hea`]: [`${name} ${columns.length} ${rateHz} ${samples}`, ...lines].join('\n'),
    [`${name}.dat`]: pack212(frames.flat()),
    ...(marks && { [`${name}.atr`]: annotationFile(marks) }),
  };
}

/** Codes that no other record has. */
export const rising = (samples: number, first: number): number[] =>
  Array.from({ length: samples }, (_, i) => first + i);
