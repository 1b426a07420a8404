import { join } from 'node:path';
import { openingSignals, openSignals } from '../../../generator/data/open.js';
import { type SignalSet, windowCodes } from '../../../generator/data/signal-set.js';
import { completed } from '../../../generator/support/long-work.js';
import { folderOf } from './files.js';

type Files = Record<string, string | Uint8Array>;

/** Path of a data set's file in a new folder with its data. */
export const datasetIn = (dataset: object, files: Files): string =>
  join(folderOf({ 'data.json': JSON.stringify({ name: 'a', ...dataset }), ...files }), 'data.json');

/** The windows of a data set whose file and data lie in one folder. */
export const opened = (dataset: object, files: Files): SignalSet =>
  openSignals(datasetIn(dataset, files), { windows: 1, seed: 1 });

/** The same, of readers that wait. */
export const openedLater = (dataset: object, files: Files): Promise<SignalSet> =>
  completed(openingSignals(datasetIn(dataset, files), { windows: 1, seed: 1 }));

/** Codes of each window. */
export const codesOf = (set: SignalSet): number[][] => set.names.map((_, i) => [...windowCodes(set, i)]);

/** Notes without what they are of. */
export const notesOf = (set: SignalSet): string[] => set.provenance.notes.map((note) => note.replace(/^\/\S*?: /, ''));
