import { basename } from 'node:path';
import { UserError } from '../../support/errors.js';
import { type EdfFile, parseEdf } from './edf-file.js';
import type { EdfSignal } from './edf-header.js';
import { readBytes } from './read-bytes.js';
import { NO_SAMPLE } from './wfdb-formats.js';
import type { WfdbRecord, WfdbSignal } from './wfdb-signals.js';

/** Most samples of all signals of a recording, gaps among them. */
const MAX_SAMPLES = 2 ** 27;

/** A recording in EDF or BDF, gaps in which are samples that are missing, and its annotations in s. */
export interface EdfRecord {
  record: WfdbRecord;
  annotations: EdfFile['annotations'];
}

/**
 * Reads a recording in EDF or BDF as a record, of which a frame is a data record.
 *
 * @throws UserError as `parseEdf`, and when it has no signal or too long gaps
 */
export function readEdfRecord(source: string): EdfRecord {
  const file = parseEdf(readBytes(source), source);
  const stored = file.signals.filter(({ annotations }) => !annotations);
  if (stored.length === 0 || !(file.duration > 0))
    throw new UserError({ where: source, message: 'no signals, or data records of no length' });
  // A gap may end within a data record.
  const frames = file.segments.reduce((most, { begin, records }) => Math.max(most, begin / file.duration + records), 0);
  const perFrame = stored.reduce((sum, { samples }) => sum + samples, 0);
  if (frames * perFrame > MAX_SAMPLES)
    throw new UserError({
      where: source,
      message: 'more samples than are held in memory at once',
      value: Math.round(frames * perFrame),
    });
  const record = {
    source,
    name: basename(source).replace(/\.[^.]*$/, ''),
    sampleRateHz: 1 / file.duration,
    samples: Math.ceil(frames - 1e-6),
    comments: [],
    signals: stored.map((signal) => signalOf(file, signal, frames, basename(source))),
  };
  return { record, annotations: file.annotations };
}

function signalOf(file: EdfFile, signal: EdfSignal, frames: number, name: string): WfdbSignal {
  const { label, unit, samples, digital, physical } = signal;
  const gain = (digital[1] - digital[0]) / (physical[1] - physical[0]);
  const adcBits = Math.max(1, Math.ceil(Math.log2(digital[1] - digital[0] + 1)));
  return {
    file: name,
    format: file.size === 2 ? '16' : '24',
    samplesPerFrame: samples,
    skew: 0,
    byteOffset: file.start,
    gain,
    units: unit,
    baseline: Math.round(digital[0] - physical[0] * gain),
    baselineGiven: true,
    adcBits,
    adcZero: digital[0] + 2 ** (adcBits - 1),
    adcZeroGiven: true,
    firstValue: 0,
    initialValue: undefined,
    checksum: undefined,
    description: label,
    codes: codesIn(file, signal, frames),
    invalid: NO_SAMPLE,
  };
}

/** Codes of a signal in their time, from the start of the recording. */
function codesIn(
  { bytes, segments, start, recordBytes, duration, size }: EdfFile,
  { samples, offset }: EdfSignal,
  frames: number,
) {
  const codes = new Int32Array(Math.round(frames * samples)).fill(NO_SAMPLE);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { begin, record, records } of segments) {
    const first = Math.round((begin / duration) * samples);
    for (let i = 0; i < records * samples && first + i < codes.length; i++) {
      const at = start + (record + Math.floor(i / samples)) * recordBytes + offset + (i % samples) * size;
      codes[first + i] =
        size === 2 ? view.getInt16(at, true) : view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16;
    }
  }
  return codes;
}
