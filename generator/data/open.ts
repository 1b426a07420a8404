import type { RealConverter } from '../network/input.js';
import { UserError } from '../support/errors.js';
import { finish, type WaitingWork } from '../support/long-work.js';
import { zodProblems } from '../support/zod-problems.js';
import { aboutOf, type Dataset, defaultDataset, folderOf, readDataset, shippedDatasets } from './dataset-file.js';
import { groupBy } from './group-by.js';
import type { Reader } from './readers/reader.js';
import { READERS } from './readers/readers.js';
import { type SignalSet, subset } from './signal-set.js';

/** Made-up windows in place of data. */
export interface StandIn {
  windows: number;
  seed: number;
}

/** Options of a data set's reader that are otherwise than its file says, in the field `readerOptions` of the file `where`. */
export interface OtherOptions {
  where: string;
  options: Readonly<Record<string, unknown>>;
}

/**
 * What `path` names: the data set of a file, or a folder, taken for the default data set. Without a path what stands in for
 * that.
 *
 * @throws UserError with all that cannot be read
 */
export function openSignals(path: string | undefined, standIn: StandIn): SignalSet {
  return finish(openingSignals(path, standIn));
}

/** The same, to be watched. */
export function* openingSignals(path: string | undefined, standIn: StandIn): WaitingWork<SignalSet> {
  return path === undefined ? yield* standingIn(defaultDataset(), standIn) : yield* readingSignals(path);
}

/**
 * The same for a path.
 *
 * @param other what its reader does otherwise
 * @param converter what codes are of where the data set's file does not say it
 */
export function* readingSignals(path: string, other?: OtherOptions, converter?: RealConverter): WaitingWork<SignalSet> {
  if (!path.endsWith('.json')) return yield* readingDataset(datasetOfFolder(path), path, other);
  const dataset = withConverter(readDataset(path), converter);
  const set = yield* readingDataset(dataset, folderOf(dataset), other);
  return { ...set, provenance: { ...set.provenance, source: path } };
}

function withConverter(dataset: Dataset, { zero, gain, units }: Partial<RealConverter> = {}): Dataset {
  const { input } = dataset;
  // A list is of as many channels, or the data are of another shape, which is told when they have been read.
  const fits = <T>(value: T | readonly T[] | undefined) =>
    Array.isArray(value) && value.length !== input.channels ? undefined : (value as T | T[] | undefined);
  return {
    ...dataset,
    input: {
      ...input,
      zero: input.zero ?? fits(zero),
      gain: input.gain ?? fits(gain),
      units: input.units ?? fits(units),
    },
  };
}

/** The shipped data set that a folder without a file is taken for: the one whose reader knows it, or the default one. */
function datasetOfFolder(folder: string): Dataset {
  return (
    shippedDatasets().find(({ reader }) => (READERS[reader] as Reader<never>).recognises?.(folder)) ?? defaultDataset()
  );
}

function* readingDataset(dataset: Dataset, folder: string, other?: OtherOptions): WaitingWork<SignalSet> {
  const options = other === undefined ? dataset.options : optionsOf(dataset, other);
  const set = yield* READERS[dataset.reader].read(folder, options as never, aboutOf(dataset));
  return { ...set, provenance: { ...set.provenance, dataset: dataset.name } };
}

/** What the reader of a data set is told. Throws UserError for options that it does not have. */
function optionsOf({ reader, options: own }: Dataset, { where, options }: OtherOptions): unknown {
  const parsed = READERS[reader].options.safeParse({ ...own, ...options });
  if (parsed.success) return parsed.data;
  throw new UserError(zodProblems(where, parsed.error, options, ['readerOptions']));
}

/** Windows like those of a data set. Throws UserError when nothing makes them up. */
export function* standingIn(dataset: Dataset, options: StandIn): WaitingWork<SignalSet> {
  const { standIn, where } = dataset;
  if (standIn !== undefined) return yield* READERS[standIn].read('', options, aboutOf(dataset));
  throw new UserError({ where, field: 'standIn', message: 'nothing makes up such windows', fix: '--data' });
}

/**
 * n fragments that cover the classes evenly: the first of every class, then the second of every class, ...; without classes the
 * first n.
 *
 * @throws UserError when the set has fewer than n
 */
export function pickFragments(set: SignalSet, n: number): SignalSet {
  const available = set.names.length;
  if (!Number.isInteger(n) || n < 1 || n > available)
    throw new UserError({
      where: set.provenance.source,
      field: 'fragments',
      message: 'no number of fragments to pick',
      value: n,
      allowed: `1 to ${available}`,
    });
  const labels = set.targets?.kind === 'classes' && set.per === 'window' ? set.targets.labels : null;
  const byClass = groupBy([...set.names.keys()], (i) => labels?.[i] ?? 0);
  const inOrder = [...byClass].sort(([a], [b]) => a - b).map(([, indices]) => indices);
  const rounds = inOrder.flatMap((indices) => indices.map((index, round) => ({ index, round })));
  // The sort is stable: within a round the classes keep their order.
  const inTurn = rounds.sort((a, b) => a.round - b.round).map(({ index }) => index);
  return subset(set, inTurn.slice(0, n));
}
