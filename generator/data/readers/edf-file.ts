import { UserError } from '../../support/errors.js';
import { type EdfAnnotation, parseRecordAnnotations } from './edf-annotations.js';
import { type EdfHeader, type EdfSignal, parseEdfHeader } from './edf-header.js';

/** Data records without a gap between them. */
export interface Segment {
  /** s from the start of the recording. */
  begin: number;
  record: number;
  records: number;
}

export interface EdfFile extends EdfHeader {
  bytes: Uint8Array;
  segments: Segment[];
  annotations: EdfAnnotation[];
}

/** Most annotations of a recording: a day of beats is 100,000. */
const MAX_ANNOTATIONS = 2 ** 22;

/** Reads a recording. Throws UserError as `parseEdfHeader`, and for annotations that are none. */
export function parseEdf(bytes: Uint8Array, where: string): EdfFile {
  const header = parseEdfHeader(bytes, where);
  const { records, duration, gaps, signals, start, recordBytes, size } = header;
  const lists = signals.filter((signal) => signal.annotations);
  const annotations: EdfAnnotation[] = [];
  const segments: Segment[] = [];
  let last: Segment | undefined;
  for (let record = 0; record < records; record++) {
    const at = start + record * recordBytes;
    const parts = lists.map(({ offset, samples }) => bytes.subarray(at + offset, at + offset + samples * size));
    const found = parseRecordAnnotations(parts, where, record);
    annotations.push(...found.annotations);
    if (annotations.length > MAX_ANNOTATIONS) throw new UserError({ where, message: 'more annotations than are read' });
    if (gaps && found.begin === null)
      throw new UserError({
        where,
        field: `record ${record}`,
        message: 'does not say when it begins, in a recording with gaps (EDF+D)',
      });
    const expected = last === undefined ? 0 : last.begin + last.records * duration;
    const begin = found.begin ?? expected;
    // Records follow each other to less than the time of a sample, however that is rounded in the text.
    const most = Math.max(1, ...signals.filter((signal) => !signal.annotations).map(({ samples }) => samples));
    const close = duration / most / 2;
    if (last !== undefined && begin < expected - close)
      throw new UserError({
        where,
        field: `record ${record}`,
        message: 'begins before the record before it ends',
        value: begin,
        allowed: `${expected} s or later`,
      });
    if (last !== undefined && begin - expected < close) last.records++;
    else {
      last = { begin, record, records: 1 };
      segments.push(last);
    }
  }
  return { ...header, bytes, segments, annotations: annotations.sort((a, b) => a.onset - b.onset) };
}

/** Samples a s of a signal. */
export const rateOf = ({ duration }: EdfHeader, { samples }: EdfSignal): number => samples / duration;

/**
 * Values of signals in their units, [sample][signal].
 *
 * @param from first sample, counted from the beginning of a segment, which must have all of them
 */
export function edfValues(
  file: EdfFile,
  signals: readonly EdfSignal[],
  { record }: Segment,
  from: number,
  samples: number,
): Float64Array {
  const { bytes, start, recordBytes, size } = file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(samples * signals.length);
  for (const [c, { samples: each, offset, digital, physical }] of signals.entries()) {
    const gain = (physical[1] - physical[0]) / (digital[1] - digital[0]);
    for (let s = 0; s < samples; s++) {
      const of = from + s;
      const at = start + (record + Math.floor(of / each)) * recordBytes + offset + (of % each) * size;
      const code = size === 2 ? view.getInt16(at, true) : view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16;
      values[s * signals.length + c] = physical[0] + (code - digital[0]) * gain;
    }
  }
  return values;
}
