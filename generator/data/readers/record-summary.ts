import { isBeat } from './wfdb-annotations.js';
import { readAnnotations, readWfdb } from './wfdb-record.js';

/** What is in a WFDB record. */
export interface RecordSummary {
  source: string;
  record: string;
  sampleRateHz: number;
  /** Samples of each signal that has one a frame. */
  samples: number;
  /** Codes are as they are stored, with their sign. `adcBits` null: the header does not say. `invalid`: samples that are missing; the range is that of the others. */
  signals: {
    description: string;
    gain: number;
    units: string;
    samplesPerFrame: number;
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
    signals: record.signals.map(({ description, gain, units, samplesPerFrame, baseline, adcBits, codes, invalid }) => {
      let [min, max, missing] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
      for (let i = 0; i < codes.length; i++) {
        const code = codes[i]!;
        if (code === invalid) missing++;
        else [min, max] = [Math.min(min, code), Math.max(max, code)];
      }
      const range = missing === codes.length ? { min: null, max: null } : { min, max };
      const facts = { description, gain, units, samplesPerFrame, zero: baseline, adcBits: adcBits ?? null };
      return { ...facts, invalid: missing, ...range };
    }),
    annotations: annotations.length,
    beats: annotations.filter(isBeat).length,
  };
}
