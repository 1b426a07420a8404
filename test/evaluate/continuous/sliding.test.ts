import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INVALID_SAMPLE } from '../../../generator/data/readers/format212.js';
import { settingsFor } from '../../../generator/evaluate/continuous/settings.js';
import {
  classified,
  codesOf,
  guarded,
  NO_CLASS,
  segmentsOf,
  windowsIn,
} from '../../../generator/evaluate/continuous/sliding.js';
import {
  assertDisjoint,
  merged,
  type Span,
  spansOfBlocks,
  spansOfGroups,
} from '../../../generator/evaluate/continuous/spans.js';
import { finish } from '../../../generator/support/long-work.js';
import { asCoded, beating, CLASSES, recordedSet, WINDOW } from './recorded.js';

const letters = (truth: Int16Array) => Array.from(truth, (label) => CLASSES[label] ?? '.').join('');

describe('hops of a recording', () => {
  const seconds = Array.from({ length: 12 }, (_, i) => 1000 + i);
  // An ectopic beat at 3.5 s; fibrillation from 8 s on; a beat of no class at 6.5 s.
  const marks = beating(12, [
    [3.6, 'V'],
    [6.6, 'F'],
    [8, '(AFIB'],
  ]);
  const set = recordedSet([{ name: 'r', seconds, marks }]);
  const settings = settingsFor(set, {});

  test('windows of 2 s every second, with the class that the rule gives', () => {
    const [segment, ...others] = segmentsOf(set, [{ recording: 0, from: 0, to: 120 }], settings);
    expect(others).toEqual([]);
    // 7 s to 9 s is half fibrillation: not more than half, and not all normal.
    expect(letters(segment!.truth)).toBe('nnvvn...aaa');
    const windows = windowsIn(segment!, codesOf(set, 0), 1, settings);
    expect(windows.map((codes) => [codes.length, codes[0], codes.at(-1)])).toEqual(
      Array.from({ length: 11 }, (_, k) => [WINDOW, 1000 + k, 1001 + k]),
    );
  });

  test('classes that are not scored are none', () => {
    const some = settingsFor(set, { scored: ['n', 'a'] });
    const [segment] = segmentsOf(set, [{ recording: 0, from: 0, to: 120 }], some);
    expect(letters(segment!.truth)).toBe('nn..n...aaa');
  });

  test('invalid samples break it, spans begin it anew', () => {
    const codes = set.inputs[0].codes.slice();
    codes[55] = INVALID_SAMPLE;
    const holed = { ...set, inputs: [{ ...set.inputs[0], codes }] as const };
    const found = segmentsOf(
      holed,
      [
        { recording: 0, from: 5, to: 94 },
        { recording: 0, from: 100, to: 119 },
      ],
      settings,
    );
    expect(found.map(({ from, truth }) => [from, truth.length])).toEqual([
      [5, 4],
      [65, 1],
    ]);
  });

  test('segments have every window of a span without an invalid sample, once', () => {
    const span = fc
      .integer({ min: 0, max: 120 })
      .chain((from) => fc.tuple(fc.constant(from), fc.integer({ min: from, max: 120 })));
    const holes = fc.array(fc.integer({ min: 0, max: 119 }), { maxLength: 4 });
    fc.assert(
      fc.property(span, holes, fc.integer({ min: 1, max: 25 }), ([from, to], invalid, hopSamples) => {
        const codes = set.inputs[0].codes.slice();
        for (const at of invalid) codes[at] = INVALID_SAMPLE;
        const holed = { ...set, inputs: [{ ...set.inputs[0], codes }] as const };
        const own = { ...settings, hopSamples };
        const starts: number[] = [];
        for (let at = from; at + WINDOW <= to; at += hopSamples)
          if (!codes.subarray(at, at + WINDOW).includes(INVALID_SAMPLE)) starts.push(at);
        const segments = segmentsOf(holed, [{ recording: 0, from, to }], own);
        expect(segments.flatMap((s) => Array.from(s.truth, (_, k) => s.from + k * hopSamples))).toEqual(starts);
        // Between two segments at least one hop is left out.
        segments.slice(1).forEach((s, i) => {
          expect(s.from - segments[i]!.from).toBeGreaterThan(segments[i]!.truth.length * hopSamples);
        });
      }),
    );
  });
});

test('windows are classified some at a time, and held back where they are no signal', () => {
  const windows = Array.from({ length: 450 }, (_, i) =>
    Int16Array.from({ length: 4 }, (_, t) => (t < 3 ? 100 * t : i % 3)),
  );
  const asked: number[] = [];
  const work = classified(windows, (some) => {
    asked.push(some.length);
    return asCoded(some);
  });
  const classes = finish(work);
  expect(asked).toEqual([200, 200, 50]);
  expect(classes).toEqual(Int16Array.from({ length: 450 }, (_, i) => i % 3));
  const flat = windows.map((codes, i) => (i === 7 ? codes.fill(5) : codes));
  const guard = { flat: { range: 4, samples: 4, within: 0 } };
  expect(guarded(classes, flat, { channels: 1, codeBits: 11, guard })).toEqual(classes.with(7, NO_CLASS));
});

describe('spans', () => {
  test('adjacent and overlapping ones are one; recordings stay apart', () => {
    const spans: Span[] = [
      { recording: 1, from: 20, to: 30 },
      { recording: 0, from: 40, to: 50 },
      { recording: 1, from: 0, to: 20 },
      { recording: 0, from: 0, to: 10 },
      { recording: 0, from: 5, to: 12 },
    ];
    expect(merged(spans)).toEqual([
      { recording: 0, from: 0, to: 12 },
      { recording: 0, from: 40, to: 50 },
      { recording: 1, from: 0, to: 30 },
    ]);
  });

  const seconds = Array.from({ length: 10 }, () => 0);
  const made = ['p', 'p', 'q'].map((group, i) => ({ name: `${i}`, group, seconds, marks: [] }));
  const set = recordedSet(made);

  test('of patients: all of their scored recordings', () => {
    const { recordings } = set.recorded!;
    const other = {
      ...set,
      recorded: { ...set.recorded!, recordings: recordings.map((r, i) => ({ ...r, scored: i !== 1 })) },
    };
    const all = (recording: number) => ({ recording, from: 0, to: 100 });
    expect(spansOfGroups(set, new Set(['p']))).toEqual([all(0), all(1)]);
    expect(spansOfGroups(other, new Set(['p', 'q']))).toEqual([all(0), all(2)]);
  });

  test('of blocks of time: those of the tested windows, to the end of the recording', () => {
    const windows = [0, 20, 80, 140];
    const of = [0, 0, 0, 1];
    const scored = {
      ...set,
      inputs: [{ ...set.inputs[0], starts: windows }] as const,
      recorded: { ...set.recorded!, of },
    };
    expect(spansOfBlocks(scored, [0, 1, 3], 40)).toEqual([
      { recording: 0, from: 0, to: 40 },
      { recording: 1, from: 40, to: 80 },
    ]);
    expect(spansOfBlocks(scored, [2, 1], 60)).toEqual([{ recording: 0, from: 0, to: 100 }]);
  });

  test('of two folds share no sample', () => {
    const fold = (from: number, to: number) => [{ recording: 2, from, to }];
    expect(() => assertDisjoint([fold(0, 50), fold(50, 100)], set)).not.toThrow();
    expect(() => assertDisjoint([fold(0, 50), fold(49, 100)], set)).toThrow(
      '2: sample 49 is in the spans of two folds',
    );
  });
});
