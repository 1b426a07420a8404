import type { EdfAnnotation } from './edf-annotations.js';
import type { Segment } from './edf-file.js';

/** A window of a recording. */
export interface EdfWindow {
  segment: Segment;
  /** First sample in the segment. */
  from: number;
  label: string | null;
}

/** Windows that were not taken, and why. */
export interface EdfLeft {
  /** Around annotations, beyond the recording or over a gap. */
  outside: number;
  /** Annotations that name a class and no duration. */
  instant: number;
  /** s in which annotations of several classes lie over each other. */
  several: number;
  /** Samples at ends of segments. */
  samples: number;
}

/** How windows lie: so many samples each, the starts `step` apart. */
export interface Cut {
  samples: number;
  step: number;
  rateHz: number;
}

/** Windows one after the other in each segment. */
export function windowsOfSegments(
  segments: readonly Segment[],
  each: number,
  { samples, step }: Cut,
  left: EdfLeft,
): EdfWindow[] {
  return segments.flatMap((segment) => {
    const count = segment.records * each;
    const windows = Math.max(0, Math.floor((count - samples) / step) + 1);
    left.samples += windows === 0 ? count : Math.max(0, count - ((windows - 1) * step + samples));
    return Array.from({ length: windows }, (_, i) => ({ segment, from: i * step, label: null }));
  });
}

/**
 * A window around each annotation that names a class, which begins `before` samples before it.
 *
 * @param segments sorted in time, none over another
 */
export function windowsAround(
  annotations: readonly EdfAnnotation[],
  classOf: (text: string) => string | undefined,
  segments: readonly Segment[],
  each: number,
  { samples, rateHz, before }: Cut & { before: number },
  left: EdfLeft,
): EdfWindow[] {
  return annotations.flatMap(({ onset, text }): EdfWindow[] => {
    const label = classOf(text);
    if (label === undefined) return [];
    const segment = segments[firstIndex(segments, ({ begin }) => begin > onset) - 1];
    const from = segment === undefined ? -1 : Math.round((onset - segment.begin) * rateHz) - before;
    if (from >= 0 && from + samples <= segment!.records * each) return [{ segment: segment!, from, label }];
    left.outside++;
    return [];
  });
}

/** Index of the first for which it holds, where it holds for all behind it; the length if there is none. */
function firstIndex<T>(sorted: readonly T[], holds: (one: T) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Windows that lie whole within annotations of one class, from where these begin. */
export function windowsWithin(
  annotations: readonly EdfAnnotation[],
  classOf: (text: string) => string | undefined,
  segments: readonly Segment[],
  each: number,
  { samples, step, rateHz }: Cut,
  left: EdfLeft,
): EdfWindow[] {
  const spans = spansOf(annotations, classOf, left);
  return segments.flatMap((segment) => {
    const windows: EdfWindow[] = [];
    const count = segment.records * each;
    const at = (seconds: number) => Math.round((seconds - segment.begin) * rateHz);
    for (let i = firstIndex(spans, ({ end }) => at(end) > 0); i < spans.length && at(spans[i]!.begin) < count; i++) {
      const { begin, end, label } = spans[i]!;
      for (let from = Math.max(0, at(begin)); from + samples <= Math.min(count, at(end)); from += step)
        windows.push({ segment, from, label });
    }
    return windows;
  });
}

interface Span {
  begin: number;
  end: number;
  label: string;
}

/** Times of one class each, sorted, none over another: annotations of one class that touch are one. */
function spansOf(
  annotations: readonly EdfAnnotation[],
  classOf: (text: string) => string | undefined,
  left: EdfLeft,
): Span[] {
  const events = annotations.flatMap(({ onset, duration, text }) => {
    const label = classOf(text);
    if (label !== undefined && !duration) left.instant++;
    if (label === undefined || !duration) return [];
    return [
      { at: onset, change: 1, label },
      { at: onset + duration, change: -1, label },
    ];
  });
  // What ends goes on where another of its class begins at the same time.
  events.sort((a, b) => a.at - b.at || b.change - a.change);
  const active = new Map<string, number>();
  const spans: Span[] = [];
  for (const [i, { at, change, label }] of events.entries()) {
    const count = (active.get(label) ?? 0) + change;
    if (count === 0) active.delete(label);
    else active.set(label, count);
    const end = events[i + 1]?.at ?? at;
    if (end === at) continue;
    if (active.size > 1) left.several += end - at;
    const [only] = active.keys();
    const last = spans.at(-1);
    if (active.size !== 1) continue;
    if (last?.label === only && last?.end === at) last!.end = end;
    else spans.push({ begin: at, end, label: only! });
  }
  return spans;
}
