import { INVALID_SAMPLE } from './format212.js';
import type { AnnotatedOptions } from './wfdb-annotated-options.js';

/** Samples [from, to). */
export interface Span {
  from: number;
  to: number;
}

/** What signals hold that become the channels of one recording. */
export interface Content {
  /** Longest spans in which no signal has an invalid sample, in the order of time. */
  valid: Span[];
  /** The first code that is no code of the converter; `signal` is its index. */
  beyond: { signal: number; sample: number; code: number } | undefined;
}

/** Looks once at every code of `signals`, each of which has `samples`. */
export function contentOf(signals: readonly Int16Array[], samples: number, codeBits: number): Content {
  const top = 2 ** codeBits - 1;
  const valid: Span[] = [];
  let beyond: Content['beyond'];
  let from = 0;
  for (let i = 0; i < samples; i++) {
    let holed = false;
    for (let signal = 0; signal < signals.length; signal++) {
      const code = signals[signal]![i]!;
      if (code === INVALID_SAMPLE) holed = true;
      else if ((code < 0 || code > top) && beyond === undefined) beyond = { signal, sample: i, code };
    }
    if (!holed) continue;
    if (i > from) valid.push({ from, to: i });
    from = i + 1;
  }
  if (samples > from) valid.push({ from, to: samples });
  return { valid, beyond };
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
