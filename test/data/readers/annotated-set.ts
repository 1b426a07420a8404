import { join } from 'node:path';
import { openSignals } from '../../../generator/data/open.js';
import type { SignalSet } from '../../../generator/data/signal-set.js';
import { folderOf } from './files.js';
import { type Marked, type RecordText, recordFiles, rising } from './wfdb-file.js';

/** Windows of 4 samples at 10 Hz of a class `n` or `af`. */
const DATASET = {
  name: 'tiny',
  reader: 'wfdb-annotated',
  classes: ['n', 'af'],
  input: { samples: 4, rateHz: 10, codeBits: 11, zero: 1024, gain: 200, units: 'mV' },
};
export const RULE = {
  start: '(N',
  cases: [
    { class: 'af', rhythm: '(AFIB', above: 0.5 },
    { class: 'n', rhythm: '(N', beats: ['N'] },
  ],
};

/** Beats at 1, 5, 9; atrial fibrillation from 12 on. */
export const MARKS: readonly Marked[] = [
  [1, 'N'],
  [5, 'N'],
  [9, 'N'],
  [12, '+', '(AFIB'],
];

/** 20 samples of lead X. */
export const recordOfX = (first: number): RecordText => ({ leads: { X: rising(20, first) }, marks: MARKS });

export interface AnnotatedText {
  records: Record<string, RecordText>;
  options?: object;
  input?: object;
  /** Other fields of the data set's file. */
  more?: object;
  /** Files in the place of those that were written, or besides. */
  files?: Record<string, string | Uint8Array>;
}

/** The files of annotated records with that of their data set, `data.json`. */
export function datasetFiles({
  records,
  options,
  input,
  more,
  files,
}: AnnotatedText): Record<string, string | Uint8Array> {
  const dataset = {
    ...DATASET,
    input: { ...DATASET.input, ...input },
    options: { leads: [['X']], rule: RULE, ...options },
    ...more,
  };
  const written = Object.entries(records).map(([name, record]) => recordFiles(name, record));
  return { ...Object.assign({}, ...written), 'data.json': JSON.stringify(dataset), ...files };
}

/** The data set file in a folder of its own. */
export const datasetOf = (text: AnnotatedText): string => join(folderOf(datasetFiles(text)), 'data.json');

export const annotated = (text: AnnotatedText): SignalSet => openSignals(datasetOf(text), { windows: 1, seed: 1 });
