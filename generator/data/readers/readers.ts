import { classFolders } from './class-folders.js';
import { csv } from './csv.js';
import { edf } from './edf.js';
import { fileIndex } from './file-index.js';
import { npy } from './npy.js';
import { npz } from './npz.js';
import { parquet } from './parquet.js';
import type { Reader } from './reader.js';
import { synthetic } from './synthetic.js';
import { ts } from './ts.js';
import { wav } from './wav.js';
import { wfdb } from './wfdb.js';
import { wfdbAnnotated } from './wfdb-annotated.js';

/** What a data set's file may name as its reader. */
export const READERS = {
  'class-folders': classFolders,
  csv,
  edf,
  index: fileIndex,
  npy,
  npz,
  parquet,
  synthetic,
  ts,
  wav,
  wfdb,
  'wfdb-annotated': wfdbAnnotated,
} satisfies Record<
  string,
  // biome-ignore lint/suspicious/noExplicitAny: each has options of its own
  Reader<any>
>;

export type ReaderName = keyof typeof READERS;
