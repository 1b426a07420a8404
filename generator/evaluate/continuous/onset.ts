import type { Marks } from '../../data/labelling/marks.js';
import type { Rule } from '../../data/labelling/rule.js';
import type { Episode } from './episodes.js';
import type { Segment } from './sliding.js';

/** Rhythms by which each class is told that has rhythms of its own: none of a class that the rule also gives in its start rhythm. */
export function rhythmsOf({ start, cases }: Rule, classes: readonly string[]): ReadonlySet<string>[] {
  return classes.map((name) => {
    const rhythms = cases.filter((one) => one.class === name).map(({ rhythm }) => rhythm);
    return new Set(rhythms.some((rhythm) => rhythm === start) ? [] : rhythms);
  });
}

/**
 * Sample at which an episode of the truth begins; undefined where that was not seen:
 *
 * - of a class with rhythms of its own, the first sample of the rhythm, as annotated, in the episode's first window, unless the rhythm
 *   began before the segment or was in a window of an earlier episode of the class;
 * - of any other class, the sample behind the last window that was not of the class, unless the segment begins with the episode:
 *   what makes the difference came with the hop after it.
 *
 * @param before the episode of the class before this one, in the segment
 */
export function onsetOf(
  { from }: Pick<Segment, 'from'>,
  { first }: Episode,
  before: Episode | undefined,
  { rhythms: { samples, names } }: Marks,
  own: ReadonlySet<string>,
  { windowSamples, hopSamples }: { windowSamples: number; hopSamples: number },
): number | undefined {
  const startOf = (hop: number) => from + hop * hopSamples;
  const [begin, end] = [startOf(first), startOf(first) + windowSamples];
  if (own.size === 0) return first === 0 ? undefined : end - hopSamples;
  const earliest = before === undefined ? from : startOf(before.last) + windowSamples;
  const onset = samples.find((sample, i) => own.has(names[i]!) && sample < end && (samples[i + 1] ?? end) > begin);
  return onset === undefined || onset < earliest ? undefined : onset;
}
