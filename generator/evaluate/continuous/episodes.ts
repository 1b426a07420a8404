import { NO_CLASS } from './sliding.js';

/** Hops first .. last of a segment, both among them. */
export interface Episode {
  first: number;
  last: number;
}

/** Durations as hops. */
export interface HopRules {
  shortestReference: number;
  bridgedReference: number;
  shortestAlarm: number;
  bridgedAlarm: number;
}

/** A duration of n hops is n times one hop: so many s are at least as many hops as they reach into. */
export function hopRules(
  durations: Readonly<Record<keyof HopRules, number>>,
  { hopSamples, rateHz }: { hopSamples: number; rateHz: number },
): HopRules {
  const hops = (seconds: number) => (seconds * rateHz) / hopSamples;
  return {
    shortestReference: Math.max(1, Math.ceil(hops(durations.shortestReference))),
    bridgedReference: Math.floor(hops(durations.bridgedReference)),
    shortestAlarm: Math.max(1, Math.ceil(hops(durations.shortestAlarm))),
    bridgedAlarm: Math.floor(hops(durations.bridgedAlarm)),
  };
}

/**
 * Episodes of a class in the truth: hops of the class, with no other class between them and not more than `bridgedReference` hops without
 * one in a row. `short`: those of less than `shortestReference` hops in all.
 */
export function referenceEpisodes(
  truth: ArrayLike<number>,
  label: number,
  { shortestReference, bridgedReference }: HopRules,
): { counted: Episode[]; short: Episode[] } {
  const whole = bridged(runsOf(truth, label), bridgedReference, (hop) => truth[hop] === NO_CLASS);
  const counts = (episode: Episode) => length(episode) >= shortestReference;
  return { counted: whole.filter(counts), short: whole.filter((episode) => !counts(episode)) };
}

/**
 * Alarms of a class: the monitor raises one in the `shortestAlarm`th hop in a row of the class, and ends it when for more than `bridgedAlarm`
 * hops there was no such row. An alarm begins with the first hop of the row that raised it.
 */
export function alarmEpisodes(
  predicted: ArrayLike<number>,
  label: number,
  { shortestAlarm, bridgedAlarm }: HopRules,
): Episode[] {
  const rows = runsOf(predicted, label).filter((run) => length(run) >= shortestAlarm);
  return bridged(rows, bridgedAlarm, () => true);
}

export const length = ({ first, last }: Episode) => last - first + 1;

export const overlap = (a: Episode, b: Episode) => a.first <= b.last && b.first <= a.last;

/** Whether an alarm overlaps an episode that counts; one over time without any class, or over a short episode, cannot be judged. */
export function judgeAlarm(
  truth: ArrayLike<number>,
  alarm: Episode,
  { counted, short }: ReturnType<typeof referenceEpisodes>,
): 'right' | 'false' | 'unjudged' {
  const over = (episodes: readonly Episode[]) => episodes.some((one) => overlap(alarm, one));
  if (over(counted)) return 'right';
  return over(short) || every(alarm.first, alarm.last + 1, (hop) => truth[hop] === NO_CLASS) ? 'unjudged' : 'false';
}

/** Rows of hops with a class. */
function runsOf(hops: ArrayLike<number>, label: number): Episode[] {
  const runs: Episode[] = [];
  for (let hop = 0; hop < hops.length; hop++) {
    if (hops[hop] !== label) continue;
    const run = runs.at(-1);
    if (run !== undefined && run.last === hop - 1) run.last = hop;
    else runs.push({ first: hop, last: hop });
  }
  return runs;
}

/** Joins runs with at most `most` hops between them, all of which may be bridged. */
function bridged(runs: readonly Episode[], most: number, mayBe: (hop: number) => boolean): Episode[] {
  const joined: Episode[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last !== undefined && run.first - last.last - 1 <= most && every(last.last + 1, run.first, mayBe))
      last.last = run.last;
    else joined.push({ ...run });
  }
  return joined;
}

/** Whether all hops from .. to - 1 hold. */
function every(from: number, to: number, holds: (hop: number) => boolean): boolean {
  for (let hop = from; hop < to; hop++) if (!holds(hop)) return false;
  return true;
}
