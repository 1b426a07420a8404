import { type Annotation, isBeat } from '../readers/wfdb-annotations.js';

/** What annotations say of a recording, in the order of time. */
export interface Marks {
  /** Sample and symbol of each beat. */
  beats: { samples: readonly number[]; symbols: readonly string[] };
  /** Rhythms: each from its sample to the next one's; the last one to the end. */
  rhythms: { samples: readonly number[]; names: readonly string[] };
}

/** Marks of annotations in any order; `start`: the rhythm before the first mark of one. */
export function marksOf(annotations: readonly Annotation[], start: string | undefined): Marks {
  const sorted = [...annotations].sort((a, b) => a.sample - b.sample);
  const beats = sorted.filter(isBeat);
  const rhythms = sorted.filter(({ symbol, text }) => symbol === '+' && text.startsWith('('));
  const first = start === undefined ? [] : [{ sample: Number.NEGATIVE_INFINITY, text: start }];
  const changes = [...first, ...rhythms];
  return {
    beats: { samples: beats.map(({ sample }) => sample), symbols: beats.map(({ symbol }) => symbol) },
    rhythms: { samples: changes.map(({ sample }) => sample), names: changes.map(({ text }) => text) },
  };
}

/** Symbols of the beats in samples [from, to). */
export function beatsIn({ beats: { samples, symbols } }: Marks, from: number, to: number): Set<string> {
  const found = new Set<string>();
  for (let i = lowerBound(samples, from); i < samples.length && samples[i]! < to; i++) found.add(symbols[i]!);
  return found;
}

/** Share of samples [from, to) in a rhythm, 0 to 1. */
export function rhythmShare({ rhythms: { samples, names } }: Marks, rhythm: string, from: number, to: number): number {
  let inside = 0;
  // The rhythm in force at `from` began at or before it.
  for (let i = Math.max(0, lowerBound(samples, from + 1) - 1); i < samples.length && samples[i]! < to; i++)
    if (names[i] === rhythm) inside += Math.min(to, samples[i + 1] ?? to) - Math.max(from, samples[i]!);
  return inside / (to - from);
}

/** Index of the first value that is not below `least`; values ascend. */
export function lowerBound(values: readonly number[], least: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
