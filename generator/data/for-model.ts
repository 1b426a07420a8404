import { codesPerWindow } from '../network/input.js';
import { taskOf } from '../network/task.js';
import { UserError } from '../support/errors.js';
import { finish, type WaitingWork } from '../support/long-work.js';
import { datasetOf, fitOf, requireFit, type TakenBy } from './fit.js';
import { pickFragments, readingSignals, standingIn } from './open.js';
import { cutFragments, firstSignals } from './readers/wfdb.js';
import { namesRecord } from './readers/wfdb-files.js';
import { readWfdb } from './readers/wfdb-record.js';
import { joined, type SignalSet, signalSet, windowsOf } from './signal-set.js';
import { builtInSignals } from './signals.js';

const SEED = 1;

export interface Wanted {
  /** Folder, data set file or header of a WFDB record; undefined: what is built in. */
  data: string | undefined;
  /** WFDB record in the place of `data`, all its fragments if `fragments` says no number. */
  record?: string | undefined;
  /** Its signals, one for each channel; the first ones if absent. */
  signals?: readonly number[] | undefined;
  /** Fragments, all classes evenly; undefined: `usual`, or all if the data have fewer. */
  fragments: number | undefined;
  usual: number;
  /** The fragments are windows of one signal, so many samples apart. */
  hop?: number | undefined;
  /** Data that do not fit are replaced by what is built in, and that is said: for data that nobody named for this model. */
  replaceable?: boolean;
}

/** Fragments that a model takes. */
export interface Chosen {
  set: SignalSet;
  /** The targets are of the model's own outputs. */
  ownLabels: boolean;
  /** What to tell the user. */
  notes: string[];
}

/**
 * The fragments that any verb gives to a model: of the data that are named if they fit it; else what stands in for the
 * shipped data set that the model takes, and built-in signals of its shape for any other.
 *
 * @throws UserError with everything in which data and model differ
 */
export function fragmentsFor(model: TakenBy, expected: Wanted): Chosen {
  return finish(choosingFragments(model, expected));
}

/** The same, to be watched. */
export function* choosingFragments(model: TakenBy, expected: Wanted): WaitingWork<Chosen> {
  const { data, record, fragments, hop } = expected;
  const usual = record === undefined ? expected.usual : Number.POSITIVE_INFINITY;
  const replaceable = record === undefined && expected.replaceable === true;
  if (data === undefined && record === undefined) return yield* builtIn(model, fragments ?? usual, hop);
  const set = record === undefined ? yield* readingData(data!, model) : readRecord(record, model, expected.signals);
  const { problems } = fitOf(set, model);
  if (problems.length > 0 && replaceable) {
    const why = problems.map(({ message }) => message).join(', ');
    const chosen = yield* builtIn(model, fragments ?? usual, hop);
    return { ...chosen, notes: [`${data} is left out: ${why}; ${chosen.set.provenance.source} in its place`] };
  }
  const { unknown, ownLabels } = requireFit(set, model);
  const picked = pickFragments(set, fragments ?? Math.min(usual, set.names.length));
  const { source } = set.provenance;
  const notes = [...set.provenance.notes];
  if (unknown.length > 0) notes.push(`${source} does not say, so not compared: ${unknown.join(', ')}`);
  if (!ownLabels && set.targets !== null)
    notes.push(
      `the ${set.targets.kind} of ${source} are not the ${taskOf(model).kind} of model ${model.name}: they are left out`,
    );
  const known = ownLabels ? picked : { ...picked, targets: null };
  if (hop === undefined) return { set: known, ownLabels, notes };
  return { set: slidingWindows(known, hop), ownLabels: false, notes };
}

function* builtIn(model: TakenBy, count: number, hop: number | undefined): WaitingWork<Chosen> {
  if (!(Number.isInteger(count) && count >= 1))
    throw new UserError({
      where: '--fragments',
      message: 'no number of fragments',
      value: count,
      allowed: '1 or more',
      fix: '1',
    });
  const dataset = datasetOf(model);
  if (dataset?.standIn === undefined)
    return { set: builtInSignals(model.input, count, SEED, hop), ownLabels: false, notes: [] };
  const set = yield* standingIn(dataset, { windows: count, seed: SEED });
  return { set: hop === undefined ? set : slidingWindows(set, hop), ownLabels: hop === undefined, notes: [] };
}

/** All fragments of a folder, a data set file, or a WFDB record, which is named by its header, with or without extension. */
export function* readingData(path: string, model: TakenBy): WaitingWork<SignalSet> {
  if (namesRecord(path)) return readRecord(path, model);
  return yield* readingSignals(path, undefined, model.input.converter);
}

/** The signals of a record that become the channels of a model, the first ones if none are named. */
function readRecord(path: string, { name, input }: TakenBy, given?: readonly number[]): SignalSet {
  const { channels } = input;
  const signals = given ?? firstSignals(channels);
  if (signals.length !== channels)
    throw new UserError({
      where: '--signal',
      message: `not one signal for each channel of model ${name}`,
      value: signals.join(),
      allowed: channels === 1 ? 'one number' : `${channels} numbers with commas between them`,
      fix: firstSignals(channels).join(),
    });
  const record = readWfdb(path);
  if (record.signals.length < channels)
    throw new UserError({
      where: path,
      field: 'signals',
      message: `fewer than the channels of model ${name}`,
      value: record.signals.length,
      allowed: `${channels} or more`,
    });
  return cutFragments(record, input.samples, signals);
}

/** As many windows of the fragments in a row, `hop` samples apart. */
function slidingWindows(set: SignalSet, hop: number): SignalSet {
  const { codes: _, starts: __, ...shape } = set.inputs[0];
  const length = codesPerWindow(shape);
  const signal = joined(windowsOf(set));
  const apart = codesPerWindow({ ...shape, samples: hop });
  const { source } = set.provenance;
  const windows = set.names.map((_, i) => ({
    codes: signal.subarray(i * apart, i * apart + length),
    group: set.groups[i]!,
    name: `${source}, window ${i}`,
  }));
  return signalSet(source, shape, windows);
}
