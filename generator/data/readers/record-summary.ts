import { INVALID_SAMPLE } from './format212.js';
import { isBeat } from './wfdb-annotations.js';
import { readAnnotations, readWfdb } from './wfdb-record.js';

/** What is in a WFDB record. */
export interface RecordSummary {
  source: string;
  record: string;
  sampleRateHz: number;
  /** Samples of each signal. */
  samples: number;
  /** `adcBits` null: the header does not say. `invalid`: samples that are missing; the range is that of the others. */
  signals: {
    description: string;
    gain: number;
    units: string;
    zero: number;
    adcBits: number | null;
    invalid: number;
    min: number | null;
    max: number | null;
  }[];
  annotations: number;
  beats: number;
}

/** Reads all of a record, its annotations too. Throws UserError. */
export function summariseRecord(path: string): RecordSummary {
  const record = readWfdb(path);
  const annotations = readAnnotations(record);
  return {
    source: record.source,
    record: record.name,
    sampleRateHz: record.sampleRateHz,
    samples: record.samples,
    signals: record.signals.map(({ description, gain, units, baseline, adcBits, codes }) => {
      const valid = codes.filter((code) => code !== INVALID_SAMPLE);
      const [min, max] = valid.length === 0 ? [null, null] : [valid.reduce(least), valid.reduce(most)];
      const invalid = codes.length - valid.length;
      return { description, gain, units, zero: baseline, adcBits: adcBits ?? null, invalid, min, max };
    }),
    annotations: annotations.length,
    beats: annotations.filter(isBeat).length,
  };
}

const least = (a: number, b: number) => Math.min(a, b);
const most = (a: number, b: number) => Math.max(a, b);
