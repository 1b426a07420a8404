import { clusteredRatio } from '../statistics.js';
import type { ClassResult, ConditionResult, Rates } from './result.js';
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
  return withRates({
    name,
    alarm,
    episodes: { count, detected },
    alarms: { right: counts.rightAlarms, false: counts.falseAlarms, unjudged: counts.unjudgedAlarms },
    duration: { referenceHops, alarmHops, sharedHops },
    delay: delayOf(delays),
  });
}

/** A class as it is counted. */
export type CountedClass = Omit<ClassResult, 'byEpisode' | 'duration'> & {
  duration: Omit<ClassResult['duration'], keyof Rates>;
};

/** A class with its sensitivity and positive predictivity, from its counts. */
export function withRates({ episodes, alarms, duration, ...of }: CountedClass): ClassResult {
  const { referenceHops, alarmHops, sharedHops } = duration;
  return {
    ...of,
    episodes,
    alarms,
    byEpisode: {
      sensitivity: quotient(episodes.detected, episodes.count),
      positivePredictivity: quotient(alarms.right, alarms.right + alarms.false),
    },
    duration: {
      ...duration,
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
  const hours = hoursOf(hops.known, { hopSamples, rateHz });
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

/** Hours that hops take. */
export const hoursOf = (hops: number, { hopSamples, rateHz }: Pick<ContinuousSettings, 'hopSamples' | 'rateHz'>) =>
  (hops * hopSamples) / rateHz / 3600;

/** The smallest value that half, and nine tenths, of the values do not exceed; to the millisecond. */
function delayOf(delays: readonly number[]): ClassResult['delay'] {
  if (delays.length === 0) return null;
  const sorted = [...delays].sort((a, b) => a - b);
  const quantile = (q: number) => Number(sorted[Math.ceil(q * sorted.length) - 1]!.toFixed(3));
  return { episodes: delays.length, median: quantile(0.5), percentile90: quantile(0.9) };
}

const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((all, item) => all + of(item), 0);

const quotient = (a: number, b: number) => (b === 0 ? null : a / b);
