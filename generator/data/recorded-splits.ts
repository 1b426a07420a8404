import { UserError } from '../support/errors.js';
import { groupBy } from './group-by.js';
import { blockOf, recordedOf, recordOf, sampleOf } from './recorded.js';
import { type SignalSet, subset } from './signal-set.js';
import { dealtFolds, type Fold, stratifiedFolds } from './splits.js';

/**
 * Windows of recordings that are scored: of the first lead, one behind the other from the first sample, so that none shares a
 * sample with another.
 */
export function scoredWindows(set: SignalSet): SignalSet {
  const { recordings, of } = recordedOf(set);
  const [{ samples }] = set.inputs;
  const scored = [...set.names.keys()].filter((i) => recordings[of[i]!]!.scored && sampleOf(set, i) % samples === 0);
  if (scored.length > 0) return subset(set, scored);
  throw new UserError({
    where: set.provenance.source,
    field: 'options.step',
    message: 'no window begins at a whole number of windows from the beginning',
    allowed: `a part of ${samples}`,
    fix: `${samples}`,
  });
}

/** A span of time of a record, in samples: [from, to). */
interface Span {
  record: string;
  from: number;
  to: number;
}

/**
 * k folds over blocks of time of every recording, dealt so that classes are spread evenly: `scored` windows that lie whole in
 * the fold's blocks are tested, on all windows of `set` that share no sample with a block of the test it is trained. Indices of
 * `test` are into `scored`, those of `train` into `set`.
 *
 * @param block samples of one
 */
export function timeFolds(set: SignalSet, scored: SignalSet, k: number, seed: number, block: number): Fold[] {
  const whole = [...scored.names.keys()].filter((i) => blockOf(scored, i, block) !== undefined);
  const spanOf = (i: number): Span => {
    const number = blockOf(scored, i, block)!;
    return { record: recordOf(scored, i), from: number * block, to: (number + 1) * block };
  };
  const blocks = groupBy(whole, (i) => `${recordOf(scored, i)} ${blockOf(scored, i, block)}`);
  return dealtFolds(scored, [...blocks.values()], k, seed).map(({ test }) => ({
    test,
    train: apartFrom(set, test.map(spanOf)),
  }));
}

/** k folds of whole groups (patients): those tested are windows of `scored`, those trained on all others of `set`. */
export function groupFolds(set: SignalSet, scored: SignalSet, folds: readonly Fold[]): Fold[] {
  return folds.map(({ test, train }) => {
    const tested = new Set(test.map((i) => scored.groups[i]!));
    const trained = new Set(train.map((i) => labelOf(scored, i)));
    return {
      test,
      train: [...set.names.keys()].filter((i) => !tested.has(set.groups[i]!) && trained.has(labelOf(set, i))),
    };
  });
}

/**
 * Folds over fragments that were cut from the recordings of `set`, which are found there by their samples; each is tested by what
 * is trained on the windows that share no sample with a fragment of the test.
 *
 * @throws UserError when a fragment is in no recording
 */
export function fragmentFolds(set: SignalSet, fragments: SignalSet, k: number, seed: number): Fold[] {
  const { fingerprints } = recordedOf(set);
  const [{ samples }] = set.inputs;
  const places = groupBy(fingerprints, ({ hash }) => hash);
  const lost = fragments.hashes.findIndex((hash) => !places.has(hash));
  if (lost >= 0)
    throw new UserError({
      where: fragments.provenance.source,
      field: fragments.names[lost]!,
      message: `not found in ${set.provenance.source}`,
      allowed: `windows of its records, a whole number of ${samples} samples from their beginning`,
    });
  const spansOf = (i: number): Span[] =>
    places.get(fragments.hashes[i]!)!.map(({ record, sample }) => ({ record, from: sample, to: sample + samples }));
  return stratifiedFolds(fragments, k, seed).map(({ test }) => ({
    test,
    train: apartFrom(set, test.flatMap(spansOf)),
  }));
}

/** Windows that share no sample with any span. */
function apartFrom(set: SignalSet, spans: readonly Span[]): number[] {
  const [{ samples }] = set.inputs;
  const ofRecord = groupBy(spans, ({ record }) => record);
  return [...set.names.keys()].filter((i) => {
    const from = sampleOf(set, i);
    return !(ofRecord.get(recordOf(set, i)) ?? []).some((span) => from < span.to && from + samples > span.from);
  });
}

const labelOf = ({ targets }: SignalSet, i: number) => (targets?.kind === 'classes' ? targets.labels[i]! : -1);
