import { dirname, join } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { readHeaderText, sibling } from './wfdb-files.js';
import { FORMATS, type FormatName, NO_SAMPLE, NULL_FORMAT, samplesOf } from './wfdb-formats.js';
import { parseWfdbHeader, type WfdbHeader, type WfdbSegment } from './wfdb-header.js';
import type { WfdbSignalSpec } from './wfdb-signal-line.js';
import { type Room, readSignals, roomOfRecord, type WfdbRecord, type WfdbSignal } from './wfdb-signals.js';

/** What must be the same of a signal in all segments. */
const SAME = ['gain', 'baseline', 'units', 'adcBits', 'adcZero', 'samplesPerFrame'] as const;
const OWN = 'options.records with its segments: each is a record of its own';

/** A segment in which something was recorded. */
interface Part extends WfdbSegment {
  /** Its number, and its first frame in the record. */
  index: number;
  from: number;
  source: string;
  header: WfdbHeader;
}

/** A signal of the whole record, and the index that it has in each part; -1: the part lacks it. */
interface Joined {
  spec: WfdbSignalSpec;
  of: readonly number[];
}

/** Numbers of the parts in which each segment comes for the first time. */
function distinct(parts: readonly Part[]): number[] {
  const seen = new Set<WfdbHeader>();
  return [...parts.keys()].filter((p) => {
    const { header } = parts[p]!;
    const isNew = !seen.has(header);
    seen.add(header);
    return isNew;
  });
}

/**
 * Reads a record of segments as one. Where a segment records nothing of a signal, and where there is no segment, the signal has no
 * samples. In a record whose first segment has no length, that one lists the signals, and segments have those of the same
 * description; in others all segments have the same signals in the same order.
 *
 * @throws UserError as `readSignals` for every segment, and where rate, length or converter are not the same in all of them
 */
export function readSegments(header: WfdbHeader & { segments: WfdbSegment[] }, source: string): WfdbRecord {
  const problems: Problem[] = [];
  const { layout, parts } = open(header, source, problems);
  if (problems.length > 0) throw new UserError(problems);
  const joined = layout === null ? fixed(header, source, parts) : byDescription(layout, parts);
  const own = distinct(parts);
  problems.push(...joined.flatMap((one, i) => unlike(one, i, parts, own, source)));
  if (problems.length > 0) throw new UserError(problems);
  const all = roomOfRecord();
  const signals = joined.map((one) => empty(one, header, parts, own, all, source));
  const room = roomOfRecord();
  const again = new Map<string, WfdbRecord>();
  const last = new Map(parts.map((part, p) => [part.source, p]));
  for (const [p, part] of parts.entries()) {
    const record = again.get(part.source) ?? readSignals(part.header, part.source, room);
    if (last.get(part.source)! > p) again.set(part.source, record);
    joined.forEach(({ of }, s) => {
      if (of[p]! >= 0) place(record.signals[of[p]!]!, signals[s]!, part.from);
    });
  }
  const { signalCount: _, segments: __, ...facts } = header;
  return { ...facts, source, signals };
}

/** The headers of all segments, and the one that lists the signals if there is one. */
function open(header: WfdbHeader & { segments: WfdbSegment[] }, source: string, problems: Problem[]) {
  const parts: Part[] = [];
  const seen = new Map<string, WfdbHeader>();
  let layout: WfdbHeader | null = null;
  let from = 0;
  for (const [index, segment] of header.segments.entries()) {
    const { name, samples } = segment;
    const start = from;
    from += samples;
    if (name === null) continue;
    const path = sibling(dirname(source), `${name}.hea`) ?? join(dirname(source), `${name}.hea`);
    try {
      const own = seen.get(path) ?? parseWfdbHeader(readHeaderText(path), path);
      seen.set(path, own);
      problems.push(...segmentProblems(own, path, segment, header));
      if (samples === 0) layout = own;
      else parts.push({ ...segment, index, from: start, source: path, header: own });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { layout, parts };
}

function segmentProblems(own: WfdbHeader, where: string, { samples }: WfdbSegment, whole: WfdbHeader): Problem[] {
  if (own.segments !== null)
    return [
      { where, field: 'record line', message: 'a segment that has segments itself', allowed: 'a record of signals' },
    ];
  const compare = (field: string, value: number, wanted: number): Problem[] =>
    value === wanted
      ? []
      : [{ where, field, message: 'not what the record of this segment says', value, allowed: `${wanted}` }];
  return [
    ...compare('rate', own.sampleRateHz, whole.sampleRateHz),
    ...(samples === 0
      ? compare('signals', own.signalCount, whole.signalCount)
      : compare('samples', own.samples, samples)),
  ];
}

/** The signals that all segments have. */
function fixed({ signalCount }: WfdbHeader, where: string, parts: readonly Part[]): Joined[] {
  const [first] = parts.filter(({ header }) => header.signals.some(({ format }) => format !== NULL_FORMAT));
  if (first === undefined) throw new UserError({ where, message: 'no segment in which anything was recorded' });
  const other = parts.find(({ header }) => header.signals.length !== signalCount);
  if (other !== undefined)
    throw new UserError({
      where: other.source,
      field: 'signals',
      message: 'not what the record of this segment says',
      value: other.header.signals.length,
      allowed: `${signalCount}`,
    });
  return first.header.signals.map((spec, s) => ({ spec, of: parts.map(() => s) }));
}

/** The signals that the first segment lists. */
function byDescription({ signals }: WfdbHeader, parts: readonly Part[]): Joined[] {
  // A segment may come many times.
  const indices = new Map([...new Set(parts.map(({ header }) => header))].map((header) => [header, indicesOf(header)]));
  return signals.map((listed) => {
    const of = parts.map(({ header }) => indices.get(header)!.get(listed.description) ?? -1);
    const p = parts.findIndex(({ header }, i) => of[i]! >= 0 && header.signals[of[i]!]!.format !== NULL_FORMAT);
    return { spec: p < 0 ? listed : parts[p]!.header.signals[of[p]!]!, of };
  });
}

/** The first signal of each description. */
const indicesOf = ({ signals }: WfdbHeader) =>
  new Map(signals.map(({ description }, i): [string, number] => [description, i]).reverse());

/** Where a signal is not in all segments what it is in the first one that has it: its codes would mean other values. */
function unlike(
  { spec, of }: Joined,
  signal: number,
  parts: readonly Part[],
  chosen: readonly number[],
  where: string,
): Problem[] {
  return chosen.flatMap((p) => {
    const { header, index } = parts[p]!;
    const own = header.signals[of[p]!];
    if (own === undefined || own.format === NULL_FORMAT) return [];
    return SAME.filter((key) => own[key] !== spec[key]).map((key) => ({
      where,
      field: `segment[${index}].signal[${signal}].${key}`,
      message: `not what it is in the segments before`,
      value: own[key] ?? null,
      allowed: `${spec[key] ?? 'not given'}`,
      fix: OWN,
    }));
  });
}

/** A signal without any samples as yet. */
function empty(
  { spec, of }: Joined,
  { samples }: WfdbHeader,
  parts: readonly Part[],
  chosen: readonly number[],
  room: Room,
  where: string,
): WfdbSignal {
  const formats = chosen.flatMap((p) => {
    const format = parts[p]!.header.signals[of[p]!]?.format ?? NULL_FORMAT;
    return format === NULL_FORMAT ? [] : [FORMATS[format as FormatName]];
  });
  const length = samples * spec.samplesPerFrame;
  const wide = formats.some((format) => samplesOf(format, 0) instanceof Int32Array);
  room.bytes -= length * (wide ? 4 : 2);
  if (room.bytes < 0)
    throw new UserError({ where, message: 'more samples than are held in memory at once', value: length });
  const invalid = wide ? NO_SAMPLE : FORMATS['16'].invalid;
  const codes = (wide ? new Int32Array(length) : new Int16Array(length)).fill(invalid);
  return { ...spec, skew: 0, byteOffset: 0, initialValue: undefined, checksum: undefined, codes, invalid };
}

/** Puts the samples of a segment in their place. */
function place(part: WfdbSignal, whole: WfdbSignal, from: number): void {
  const at = from * whole.samplesPerFrame;
  // Nothing was recorded in it, at whatever rate.
  if (part.format === NULL_FORMAT) return;
  for (let i = 0; i < part.codes.length; i++) {
    const code = part.codes[i]!;
    if (code !== part.invalid) whole.codes[at + i] = code;
  }
}
