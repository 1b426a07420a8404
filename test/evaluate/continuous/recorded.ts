import { marksOf } from '../../../generator/data/labelling/marks.js';
import type { Rule } from '../../../generator/data/labelling/rule.js';
import type { Recording } from '../../../generator/data/recording.js';
import type { SignalSet } from '../../../generator/data/signal-set.js';
import type { Classify } from '../../../generator/evaluate/continuous/sliding.js';

/** Made-up recordings at 10 Hz, windows of 2 s, of classes `n`, `v` and `a`; all but `a` in the start rhythm. */
export const RATE = 10;
export const WINDOW = 20;
export const CLASSES = ['n', 'v', 'a'];
export const RULE: Rule = {
  start: '(N',
  cases: [
    { class: 'a', rhythm: '(AFIB', above: 0.5, each: false },
    { class: 'n', rhythm: '(N', beats: ['N'], each: false },
    { class: 'v', rhythm: '(N', beats: ['N', 'V'], each: true },
  ],
};

/** A mark: a beat, or a rhythm, at a second. */
export type Mark = readonly [second: number, what: string];

const annotation = { subtype: 0, channel: 0, number: 0, text: '' };

export const marksFrom = (marks: readonly Mark[]) =>
  marksOf(
    marks.map(([second, what]) => ({
      ...annotation,
      sample: Math.round(second * RATE),
      ...(what.startsWith('(') ? { symbol: '+', text: what } : { symbol: what }),
    })),
    RULE.start,
  );

export interface MadeUp {
  name: string;
  group?: string;
  /** Code of each second, in each of its samples. */
  seconds: readonly number[];
  marks: readonly Mark[];
}

/** A normal beat in the middle of each second, besides other marks. */
export const beating = (seconds: number, marks: readonly Mark[] = []): Mark[] => [
  ...Array.from({ length: seconds }, (_, second): Mark => [second + 0.5, 'N']),
  ...marks,
];

/** A set of recordings without windows of its own. */
export function recordedSet(made: readonly MadeUp[]): SignalSet {
  const codes: number[] = [];
  const recordings = made.map(({ name, group = name, seconds, marks }): Recording => {
    const start = codes.length;
    for (const code of seconds) codes.push(...Array.from({ length: RATE }, () => code));
    const samples = seconds.length * RATE;
    return { name, lead: 'X', group, start, samples, scored: true, marks: marksFrom(marks) };
  });
  return {
    inputs: [{ samples: WINDOW, channels: 1, rateHz: RATE, codeBits: 11, codes: Int16Array.from(codes), starts: [] }],
    targets: { kind: 'classes', names: CLASSES, labels: [] },
    per: 'window',
    groups: [],
    names: [],
    hashes: [],
    recorded: { recordings, of: [], rule: RULE, fingerprints: [] },
    provenance: { source: 'made up', notes: [] },
  };
}

/** Says of a window what its last code says. */
export const asCoded: Classify = (windows) => windows.map((codes) => codes.at(-1)!);

/** Class of each hop by letter: `n`, `v`, `a`, or `.` for none. */
export const hops = (text: string) => Int16Array.from(text, (letter) => CLASSES.indexOf(letter));
