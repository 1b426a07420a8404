import { groupBy } from '../../data/group-by.js';
import { recordedOf, sampleOf } from '../../data/recorded.js';
import type { SignalSet } from '../../data/signal-set.js';

/** A part of a recording that a monitor watches from its beginning: samples [from, to). */
export interface Span {
  /** Index in `recorded.recordings`. */
  recording: number;
  from: number;
  to: number;
}

/** All of the scored recordings of some groups (patients). */
export function spansOfGroups(set: SignalSet, groups: ReadonlySet<string>): Span[] {
  return recordedOf(set).recordings.flatMap(({ group, scored, samples }, recording) =>
    scored && groups.has(group) ? [{ recording, from: 0, to: samples }] : [],
  );
}

/** The blocks of time, of `block` samples, in which tested windows lie; adjacent ones are one span. */
export function spansOfBlocks(scored: SignalSet, test: readonly number[], block: number): Span[] {
  const { recordings, of } = recordedOf(scored);
  return merged(
    test.map((i) => {
      const recording = of[i]!;
      const from = Math.floor(sampleOf(scored, i) / block) * block;
      return { recording, from, to: Math.min(from + block, recordings[recording]!.samples) };
    }),
  );
}

/** The same samples in as few spans as there can be, in order. */
export function merged(spans: readonly Span[]): Span[] {
  return [...groupBy(spans, ({ recording }) => recording)]
    .sort(([a], [b]) => a - b)
    .flatMap(([, own]) => {
      const whole: Span[] = [];
      for (const span of [...own].sort((a, b) => a.from - b.from)) {
        const last = whole.at(-1);
        if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
        else whole.push({ ...span });
      }
      return whole;
    });
}

/** Throws RangeError when a sample is in the spans of two folds: it would be scored twice. */
export function assertDisjoint(folds: readonly (readonly Span[])[], { recorded }: SignalSet): void {
  const all = folds.flatMap((spans) => merged(spans));
  for (const [recording, own] of groupBy(all, (span) => span.recording)) {
    const sorted = [...own].sort((a, b) => a.from - b.from);
    const twice = sorted.findIndex((span, i) => i > 0 && span.from < sorted[i - 1]!.to);
    const { name } = recorded!.recordings[recording]!;
    if (twice >= 0) throw new RangeError(`${name}: sample ${sorted[twice]!.from} is in the spans of two folds`);
  }
}
