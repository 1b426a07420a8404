import { clusteredRatio } from '../statistics.js';
import type { ClassResult, ConditionResult } from './result.js';
import type { ContinuousSettings } from './settings.js';
import type { ClassCounts, Tally } from './tally.js';

/** What a tally says of a condition. */
export function conditionOf(
  tally: Tally,
  { noise, guard }: Pick<ConditionResult, 'noise' | 'guard'>,
  classes: readonly string[],
  settings: ContinuousSettings,
): ConditionResult {
  const { hops: all, known, flagged, knownFlagged } = tally;
  const perClass = settings.scored.map((name) =>
    classResult(name, tally.classes[classes.indexOf(name)]!, !settings.quiet.includes(name)),
  );
  const groups = [...tally.groups]
    .map(([name, counts]) => ({ name, ...counts }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const counted = { hops: { all, known, flagged, knownFlagged }, perClass, groups };
  return { noise, guard, ...counted, ...totalsOf(counted, settings) };
}

function classResult(name: string, counts: ClassCounts, alarm: boolean): ClassResult {
  const { episodes: count, detected, referenceHops, alarmHops, sharedHops, delays } = counts;
  const own = {
    name,
    alarm,
    episodes: { count, detected },
    alarms: { right: counts.rightAlarms, false: counts.falseAlarms, unjudged: counts.unjudgedAlarms },
    duration: { referenceHops, alarmHops, sharedHops },
    delay: delayOf(delays),
  };
  const { byEpisode, duration } = ratesOf(own);
  return { ...own, byEpisode, duration: { ...own.duration, ...duration } };
}

/** Sensitivity and positive predictivity of a class, from its counts. */
export function ratesOf({
  episodes,
  alarms,
  duration: { referenceHops, alarmHops, sharedHops },
}: Pick<ClassResult, 'episodes' | 'alarms'> & {
  duration: Pick<ClassResult['duration'], 'referenceHops' | 'alarmHops' | 'sharedHops'>;
}) {
  return {
    byEpisode: {
      sensitivity: quotient(episodes.detected, episodes.count),
      positivePredictivity: quotient(alarms.right, alarms.right + alarms.false),
    },
    duration: {
      sensitivity: quotient(sharedHops, referenceHops),
      positivePredictivity: quotient(sharedHops, alarmHops),
    },
  };
}

/** What follows of a condition from its hops, classes and groups. */
export function totalsOf(
  { hops, perClass, groups }: Pick<ConditionResult, 'hops' | 'perClass' | 'groups'>,
  { hopSamples, rateHz }: Pick<ContinuousSettings, 'hopSamples' | 'rateHz'>,
): Pick<ConditionResult, 'right' | 'falseAlarms' | 'byEpisode'> {
  const right = sum(groups, (group) => group.right);
  const scored = groups.filter((group) => group.scored > 0);
  const { mean, standardError } = clusteredRatio(scored.map((group) => ({ sum: group.right, count: group.scored })));
  const called = perClass.filter(({ alarm }) => alarm);
  const falseAlarms = sum(called, ({ alarms }) => alarms.false);
  const hours = (hops.known * hopSamples) / rateHz / 3600;
  const [episodes, detected] = [sum(called, (one) => one.episodes.count), sum(called, (one) => one.episodes.detected)];
  const rightAlarms = sum(called, ({ alarms }) => alarms.right);
  const none = scored.length === 0;
  return {
    right: { hops: right, share: none ? null : mean, standardError: none ? null : standardError },
    falseAlarms: {
      count: falseAlarms,
      perHour: quotient(falseAlarms, hours),
      unjudged: sum(called, ({ alarms }) => alarms.unjudged),
    },
    byEpisode: {
      ...{ episodes, detected, alarms: rightAlarms + falseAlarms, right: rightAlarms },
      sensitivity: quotient(detected, episodes),
      positivePredictivity: quotient(rightAlarms, rightAlarms + falseAlarms),
    },
  };
}

/** The smallest value that half, and nine tenths, of the values do not exceed. */
function delayOf(delays: readonly number[]): ClassResult['delay'] {
  if (delays.length === 0) return null;
  const sorted = [...delays].sort((a, b) => a - b);
  const quantile = (q: number) => sorted[Math.ceil(q * sorted.length) - 1]!;
  return { episodes: delays.length, median: quantile(0.5), percentile90: quantile(0.9) };
}

const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((all, item) => all + of(item), 0);

const quotient = (a: number, b: number) => (b === 0 ? null : a / b);
