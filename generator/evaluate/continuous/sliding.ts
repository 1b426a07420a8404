import { classByRule } from '../../data/labelling/rule.js';
import { INVALID_SAMPLE } from '../../data/readers/format212.js';
import { type Codes, classesOf, type SignalSet } from '../../data/signal-set.js';
import { guardFlags } from '../../model/guard.js';
import type { Guard } from '../../network/input.js';
import type { LongWork } from '../../support/long-work.js';
import type { ContinuousSettings } from './settings.js';
import type { Span } from './spans.js';

/** Classes of windows of codes, [sample][channel], as indices. */
export type Classify = (windows: readonly Codes[]) => ArrayLike<number>;

/** Class of a hop without one: the rule gives none, or the guard holds it back. */
export const NO_CLASS = -1;

/** A row of hops without a break, of one recording: window k begins at sample `from` + k hops. */
export interface Segment {
  /** Index in `recorded.recordings`. */
  recording: number;
  from: number;
  /** Class of each hop by the rule, or `NO_CLASS`. */
  truth: Int16Array;
}

/** Windows that are classified at a time. */
const BATCH = 200;

/** Codes of a recording, [sample][channel]: a view. */
export function codesOf({ inputs: [{ codes, channels }], recorded }: SignalSet, recording: number): Codes {
  const { start, samples } = recorded!.recordings[recording]!;
  return codes.subarray(start, start + samples * channels);
}

/**
 * The hops of spans of one recording, from the beginning of each span: a window with an invalid sample is no hop, and ends the segment
 * before it. Only classes that are `scored` are told.
 */
export function segmentsOf(
  set: SignalSet,
  spans: readonly Span[],
  { windowSamples, hopSamples, scored }: ContinuousSettings,
): Segment[] {
  const { recordings, rule } = set.recorded!;
  const classes = classesOf(set).names;
  return spans.flatMap(({ recording, from, to }) => {
    const invalid = invalidSamples(codesOf(set, recording), set.inputs[0].channels);
    const { marks } = recordings[recording]!;
    const segments: { from: number; truth: number[] }[] = [];
    let whole = false;
    // Invalid samples before the window's last one have gone by when `next` is behind its first.
    let next = 0;
    for (let at = from; at + windowSamples <= to; at += hopSamples) {
      while (next < invalid.length && invalid[next]! < at) next++;
      if (next < invalid.length && invalid[next]! < at + windowSamples) {
        whole = false;
        continue;
      }
      if (!whole) segments.push({ from: at, truth: [] });
      whole = true;
      const name = classByRule(rule, marks, at, at + windowSamples);
      segments.at(-1)!.truth.push(name !== undefined && scored.includes(name) ? classes.indexOf(name) : NO_CLASS);
    }
    return segments.map((segment) => ({ ...segment, recording, truth: Int16Array.from(segment.truth) }));
  });
}

/** Samples with an invalid code in any channel, in order. */
function invalidSamples(codes: Codes, channels: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] !== INVALID_SAMPLE) continue;
    const sample = Math.floor(i / channels);
    if (found.at(-1) !== sample) found.push(sample);
  }
  return found;
}

/** Windows of a segment, views of `codes` of its recording. */
export function windowsIn(
  { from, truth }: Segment,
  codes: Codes,
  channels: number,
  { windowSamples, hopSamples }: ContinuousSettings,
): Codes[] {
  return Array.from(truth, (_, k) => {
    const start = from + k * hopSamples;
    return codes.subarray(start * channels, (start + windowSamples) * channels);
  });
}

/** Classes of windows, some at a time: yields how many are done. */
export function* classified(windows: readonly Codes[], classify: Classify): LongWork<Int16Array> {
  const classes = new Int16Array(windows.length);
  for (let from = 0; from < windows.length; from += BATCH) {
    classes.set(classify(windows.slice(from, from + BATCH)), from);
    yield Math.min(windows.length, from + BATCH);
  }
  return classes;
}

/** The same classes, none where the guard holds a window back. */
export function guarded(
  classes: Int16Array,
  windows: readonly Codes[],
  { channels, codeBits, guard }: { channels: number; codeBits: number; guard: Guard },
): Int16Array {
  const input = { channels, codeBits, guard };
  return classes.map((one, i) => {
    const { flat, saturated, leadOff } = guardFlags({ input }, windows[i]!);
    return flat || saturated || leadOff ? NO_CLASS : one;
  });
}
