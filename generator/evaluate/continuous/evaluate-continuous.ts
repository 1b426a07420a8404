import { recordedOf } from '../../data/recorded.js';
import { type Codes, classesOf, type SignalSet } from '../../data/signal-set.js';
import { UserError } from '../../support/errors.js';
import type { LongWork } from '../../support/long-work.js';
import { conditionOf, hoursOf } from './condition.js';
import { hopRules } from './episodes.js';
import { noisyRecording } from './noise/add.js';
import { beatPower } from './noise/snr.js';
import { rhythmsOf } from './onset.js';
import type { ConditionResult, ContinuousResult } from './result.js';
import { type ContinuousSettings, type GivenSettings, settingsFor } from './settings.js';
import { type Classify, classified, codesOf, guarded, type Segment, segmentsOf, windowsIn } from './sliding.js';
import { assertDisjoint, merged, type Span } from './spans.js';
import { Tally } from './tally.js';

/** What one network is scored on: parts of recordings that it was not trained on. */
export interface ContinuousFold {
  spans: readonly Span[];
  classify: Classify;
}

/** A row of hops and the network that is scored on it. */
interface Watched {
  segment: Segment;
  classify: Classify;
}

/** The noise of a condition, and what is counted in it. */
interface Condition {
  noise: ConditionResult['noise'];
  plain: Tally;
  guarded: Tally | null;
}

/**
 * Slides each fold's network over its spans, in every condition: as recorded, and with each noise at each ratio. Windows lie wholly in a
 * span; spans of different folds share no sample.
 *
 * @throws UserError when settings do not fit the recordings, when no hop is left, or when a recording has no beat to measure its signal by
 */
export function* evaluateContinuous(
  folds: readonly ContinuousFold[],
  set: SignalSet,
  asked: GivenSettings = {},
  made: ContinuousResult['made'] = null,
): LongWork<ContinuousResult> {
  const { recordings, rule } = recordedOf(set);
  const settings = settingsFor(set, asked);
  const spans = folds.map((fold) => merged(fold.spans));
  assertDisjoint(spans, set);
  const watched = folds.flatMap(({ classify }, f) =>
    segmentsOf(set, spans[f]!, settings).map((segment) => ({ segment, classify })),
  );
  if (watched.length === 0) throw new UserError(noHop(set, settings));
  const used = recordings.flatMap((_, i) => (watched.some(({ segment }) => segment.recording === i) ? [i] : []));
  if (settings.noise !== null) checkBeats(set, used, settings);
  const classes = classesOf(set).names;
  const rules = { ...settings, ...hopRules(settings.durations, settings), rhythms: rhythmsOf(rule, classes) };
  const conditions = conditionsOf(settings).map((noise) => ({
    noise,
    plain: new Tally(rules),
    guarded: settings.guard === null ? null : new Tally(rules),
  }));
  const all = watched.reduce((sum, { segment }) => sum + segment.truth.length, 0) * conditions.length;
  let done = 0;
  for (const recording of used) {
    const own = watched.filter(({ segment }) => segment.recording === recording);
    for (const { condition, codes } of noisyCodes(set, recording, conditions, settings))
      for (const one of own) {
        for (const part of scoring(set, one, codes, condition, settings)) yield (done + part) / all;
        done += one.segment.truth.length;
      }
  }
  const [first] = conditions;
  return {
    made,
    settings,
    recordings: {
      names: used.map((i) => recordings[i]!.name),
      folds: folds.length,
      spans: spans.flat().length,
      hours: hoursOf(first!.plain.hops, settings),
    },
    classes: [...classes],
    conditions: conditions.flatMap(({ noise, plain, guarded }) => [
      conditionOf(plain, { noise, guard: false }, classes, settings),
      ...(guarded === null ? [] : [conditionOf(guarded, { noise, guard: true }, classes, settings)]),
    ]),
  };
}

/** As recorded, then kind by kind and ratio by ratio. */
function conditionsOf({ noise }: ContinuousSettings): ConditionResult['noise'][] {
  return [null, ...(noise?.kinds ?? []).flatMap((kind) => noise!.snrDb.map((snrDb) => ({ kind, snrDb })))];
}

/** A recording's codes in every condition; noise of a kind is made once. */
function* noisyCodes(
  set: SignalSet,
  recording: number,
  conditions: readonly Condition[],
  { noise, rateHz }: ContinuousSettings,
): Generator<{ condition: Condition; codes: Codes }> {
  const codes = codesOf(set, recording);
  const input = { ...set.inputs[0], rateHz, codeBits: set.inputs[0].codeBits! };
  yield { condition: conditions[0]!, codes };
  for (const kind of noise?.kinds ?? []) {
    const noisy = noisyRecording(codes, set.recorded!.recordings[recording]!, input, kind, noise!.seed);
    for (const condition of conditions)
      if (condition.noise?.kind === kind) yield { condition, codes: noisy.at(condition.noise.snrDb) };
  }
}

/** Yields how many of the segment's hops are done. */
function* scoring(
  set: SignalSet,
  { segment, classify }: Watched,
  codes: Codes,
  { plain, guarded: held }: Condition,
  settings: ContinuousSettings,
): LongWork<void> {
  const [{ channels, codeBits }] = set.inputs;
  const recording = set.recorded!.recordings[segment.recording]!;
  const windows = windowsIn(segment, codes, channels, settings);
  const predicted = yield* classified(windows, classify);
  plain.add(segment, predicted, recording);
  const guard = settings.guard;
  if (guard !== null)
    held!.add(segment, guarded(predicted, windows, { channels, codeBits: codeBits!, guard }), recording);
}

/** Throws UserError with every recording in which no beat tells how strong a signal is. */
function checkBeats(set: SignalSet, used: readonly number[], { rateHz }: ContinuousSettings): void {
  const [{ channels }] = set.inputs;
  const mute = used.filter((recording) =>
    Array.from({ length: channels }, (_, channel) =>
      beatPower(codesOf(set, recording), set.recorded!.recordings[recording]!.marks, { rateHz, channels, channel }),
    ).includes(undefined),
  );
  if (mute.length === 0) return;
  throw new UserError(
    mute.map((recording) => ({
      where: set.provenance.source,
      field: set.recorded!.recordings[recording]!.name,
      message: 'no beat by which a ratio of signal to noise could be told',
      allowed: 'annotated beats, or no noise',
    })),
  );
}

function noHop({ provenance: { source: where } }: SignalSet, { windowSamples }: ContinuousSettings) {
  return {
    where,
    message: 'no window lies in what is to be scored',
    allowed: `spans of at least ${windowSamples} samples`,
  };
}
