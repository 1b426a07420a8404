import type { AnnotatedOptions } from './wfdb-annotated-options.js';
import type { Coded, Span } from './wfdb-codes.js';

/** Longest spans in which each of the signals, all of so many samples, has one; in the order of time. */
export function validSpans(signals: readonly Pick<Coded, 'holes'>[], samples: number): Span[] {
  const holes = signals.flatMap((signal) => signal.holes).sort((a, b) => a.from - b.from);
  const valid: Span[] = [];
  let from = 0;
  for (const hole of holes) {
    if (hole.from > from) valid.push({ from, to: hole.from });
    from = Math.max(from, hole.to);
  }
  if (samples > from) valid.push({ from, to: samples });
  return valid;
}

/** Parts of a recording in samples; empty ones are left out. */
export function partsOf(time: AnnotatedOptions['time'], samples: number, rateHz: number): Span[] {
  if (time === undefined) return [{ from: 0, to: samples }];
  const sample = (at: number) => Math.round(at * rateHz) + (at < 0 ? samples : 0);
  return time
    .map(({ from, to }) => ({
      from: Math.max(0, sample(from)),
      to: to === undefined ? samples : Math.min(samples, sample(to)),
    }))
    .filter(({ from, to }) => from < to);
}

/** What of spans lies in parts too. */
export const within = (spans: readonly Span[], parts: readonly Span[]): Span[] =>
  spans
    .flatMap((span) => parts.map((part) => ({ from: Math.max(span.from, part.from), to: Math.min(span.to, part.to) })))
    .filter(({ from, to }) => from < to);

/**
 * First samples of windows on the grid of `step` samples that lie whole in a part; `whole`: those that lie in a valid span too,
 * `holed`: how many do not. Spans are in the order of time.
 */
export function windowsIn(
  parts: readonly Span[],
  valid: readonly Span[],
  { samples, step, length }: { samples: number; step: number; length: number },
): { whole: number[]; holed: number } {
  const whole: number[] = [];
  let [holed, span] = [0, 0];
  for (let from = 0; from + samples <= length; from += step) {
    if (!parts.some((part) => from >= part.from && from + samples <= part.to)) continue;
    while (span < valid.length && valid[span]!.to < from + samples) span++;
    if (span < valid.length && valid[span]!.from <= from) whole.push(from);
    else holed++;
  }
  return { whole, holed };
}
