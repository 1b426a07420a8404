import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { type Problem, UserError } from '../../support/errors.js';
import { completed } from '../../support/long-work.js';
import { zodProblems } from '../../support/zod-problems.js';
import { aboutOf, datasetSchema } from '../dataset-file.js';
import { MISSING_VALUE } from '../readers/missing.js';
import type { Reader } from '../readers/reader.js';
import { READERS } from '../readers/readers.js';
import type { SignalSet } from '../signal-set.js';
import { understandNpy, understandNpz } from './arrays.js';
import { type Draft, type Listing, listingOf, type Understand } from './draft.js';
import { understandEdf } from './edf.js';
import { understandIndex } from './file-index.js';
import { understandMat, understandWav } from './files.js';
import { understandCsv, understandParquet } from './tables.js';
import { understandTs } from './uea.js';
import { understandWfdb } from './wfdb.js';

/** Kinds of data, tried in this order, with the endings of their files. */
const KINDS: readonly (readonly [Understand, readonly string[]])[] = [
  [understandTs, ['ts']],
  [understandIndex, []],
  [understandNpz, ['npz']],
  [understandNpy, ['npy']],
  [understandParquet, ['parquet']],
  [understandEdf, ['edf', 'bdf']],
  [understandWfdb, ['hea']],
  [understandWav, ['wav']],
  [understandMat, ['mat']],
  [understandCsv, ['csv', 'tsv']],
];

/** Bits of codes where nothing says them. */
const CODE_BITS = 12;

/** A data set's file that was made up from the files of a folder. */
export interface Understood {
  text: string;
  /** What was assumed, and what is to be corrected, a line each. */
  assumed: readonly string[];
  /** All windows, read as the file says. */
  set: SignalSet;
}

/**
 * Looks at the files of a folder and describes them as a data set, with the zero and the gain that fit them.
 *
 * @param file where the description is to lie
 * @throws UserError when no file is of a kind that is read, or what it holds is not read after all
 */
export async function understandFolder(dir: string, file: string): Promise<Understood> {
  const listing = listingOf(dir);
  const draft = await draftOf(listing);
  const { set, bare, missing } = await readAs(draft, dir, file);
  const [{ zero, gain }] = set.inputs;
  const input = { ...bare.input, ...(isReal(draft) && { zero: one(zero), gain: one(gain) }) };
  // What was chosen is in the description.
  const notes = set.provenance.notes.filter((note) => !note.includes(' are chosen for '));
  return {
    text: `${JSON.stringify({ ...bare, input }, null, 2)}\n`,
    set: { ...set, provenance: { ...set.provenance, notes } },
    assumed: [
      ...draft.assumed,
      ...(missing ? ['windows in which values are missing are left out'] : []),
      ...(draft.rateHz === null
        ? ['the sampling rate is not in the data: input.rateHz is 1 and is to be corrected']
        : []),
      ...(draft.codeBits === undefined ? [`codes have ${CODE_BITS} bits`] : []),
    ],
  };
}

/** The windows as the description has them; where values are missing, without those windows. */
async function readAs(draft: Draft, dir: string, file: string, missing = false) {
  const options = missing ? { ...draft.options, missing: 'leave-out' } : draft.options;
  const bare = bareDataset({ ...draft, options }, dir, file);
  const parsed = datasetSchema.safeParse(bare);
  if (!parsed.success) throw new UserError(zodProblems(dir, parsed.error, bare));
  const reader = READERS[parsed.data.reader] as Reader<unknown>;
  try {
    const set = await completed(reader.read(dir, parsed.data.options, aboutOf({ ...parsed.data, where: file })));
    return { set, bare, missing };
  } catch (error) {
    const lacks = error instanceof UserError && error.problems.some(({ message }) => message === MISSING_VALUE);
    if (!lacks || missing) throw error;
    return readAs(draft, dir, file, true);
  }
}

/** Throws UserError when nothing in the folder is of a kind that is read. */
async function draftOf(listing: Listing): Promise<Draft> {
  const problems: Problem[] = [];
  for (const [understand] of KINDS) {
    try {
      const draft = await understand(listing);
      if (draft !== null) return { ...draft, assumed: [...draft.assumed, ...beside(listing, understand, draft.reads)] };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new UserError(problems);
  const allowed = `files *.${KINDS.flatMap(([, endings]) => endings).join(', *.')}`;
  throw new UserError({ where: listing.dir, message: 'no data that are understood', allowed });
}

/** Files of other kinds, which are not read. */
function beside({ files }: Listing, chosen: Understand, reads: readonly string[] = []): string[] {
  const own = [...reads, ...KINDS.filter(([understand]) => understand === chosen).flatMap(([, endings]) => endings)];
  const others = KINDS.flatMap(([, endings]) => endings).filter((ending) => !own.includes(ending));
  const found = files.filter((file) => others.some((ending) => file.toLowerCase().endsWith(`.${ending}`)));
  return found.length === 0 ? [] : [`not read: ${found.slice(0, 10).join(', ')}${found.length > 10 ? ', ...' : ''}`];
}

function bareDataset(draft: Draft, dir: string, file: string) {
  const {
    reader,
    options,
    classes,
    targets,
    samples,
    channels,
    rateHz,
    codeBits = CODE_BITS,
    zero,
    gain,
    units,
  } = draft;
  const folder = relative(resolve(dirname(file)), resolve(dir));
  const name = basename(resolve(dir)).replace(/[^\w.-]+/g, '-');
  return {
    name: /^[\w.-]+$/.test(name) ? name : 'data',
    ...(folder !== '' && { folder }),
    reader,
    options,
    ...(classes.length > 0 && { classes }),
    ...(targets !== undefined && { targets }),
    input: {
      samples,
      ...(channels > 1 && { channels }),
      rateHz: rateHz ?? 1,
      codeBits,
      ...(zero !== undefined && { zero }),
      ...(gain !== undefined && { gain }),
      ...(units !== undefined && { units: one(units) }),
    },
  };
}

/** Readers of codes know no zero and gain of their own. */
const isReal = ({ reader }: Draft) => reader !== 'class-folders' && reader !== 'wfdb';

/** What is the same for all channels, once. */
const one = <T>(values: readonly T[] | undefined): T | readonly T[] | undefined =>
  values !== undefined && new Set(values).size === 1 ? values[0] : values;

/** Where the description of a folder is written unless another place is named. Throws UserError when a file lies there. */
export function freeFile(file: string): string {
  if (!existsSync(file)) return file;
  throw new UserError({ where: file, message: 'a file of this name is there already', fix: '--out with another name' });
}
