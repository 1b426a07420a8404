import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beatsIn, lowerBound, marksOf, rhythmShare } from '../../../generator/data/labelling/marks.js';

const annotation = (sample: number, symbol: string, text = '') => ({
  sample,
  symbol,
  subtype: 0,
  channel: 0,
  number: 0,
  text,
});

describe('marks of annotations', () => {
  const some = [
    annotation(30, 'V'),
    annotation(10, 'N'),
    annotation(12, '~'),
    annotation(20, '+', '(AFIB'),
    annotation(25, '+', 'MISSB'),
    annotation(5, '"', '(a note'),
  ];
  test('beats and rhythms in the order of time, nothing else', () => {
    expect(marksOf(some, undefined)).toEqual({
      beats: { samples: [10, 30], symbols: ['N', 'V'] },
      rhythms: { samples: [20], names: ['(AFIB'] },
    });
  });
  test('the rhythm at the start comes before all', () => {
    expect(marksOf(some, '(N').rhythms).toEqual({ samples: [Number.NEGATIVE_INFINITY, 20], names: ['(N', '(AFIB'] });
  });
});

test.each([
  [0, 10, []],
  [0, 11, ['N']],
  [10, 30, ['N']],
  [10, 31, ['N', 'V']],
  [11, 30, []],
  [31, 99, []],
])('beats in [%i, %i)', (from, to, symbols) => {
  const marks = marksOf([annotation(10, 'N'), annotation(30, 'V')], undefined);
  expect([...beatsIn(marks, from, to)]).toEqual(symbols);
});

test.each<[string | undefined, string, number, number, number]>([
  ['(N', '(N', 0, 10, 1],
  [undefined, '(N', 0, 10, 0],
  ['(N', '(N', 0, 40, 0.5],
  ['(N', '(AFIB', 0, 40, 0.25],
  ['(N', '(AFIB', 20, 30, 1],
  ['(N', '(AFIB', 19, 20, 0],
  ['(N', '(VT', 30, 99, 1],
  ['(N', '(VT', 0, 30, 0],
])('from %s on the share of %s in [%i, %i) is %d', (start, rhythm, from, to, share) => {
  const marks = marksOf([annotation(20, '+', '(AFIB'), annotation(30, '+', '(VT')], start);
  expect(rhythmShare(marks, rhythm, from, to)).toBe(share);
});

const rhythms = fc.constantFrom('(N', '(AFIB', '(VT');
test('shares are what a count sample by sample gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), rhythms), { maxLength: 8 }),
      fc.option(rhythms, { nil: undefined }),
      rhythms,
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 40 }),
      (changes, start, rhythm, from, length) => {
        const marks = marksOf(
          changes.map(([sample, name]) => annotation(sample, '+', name)),
          start,
        );
        // Of marks at one sample the last one counts.
        const at = (sample: number) => {
          const until = changes.filter(([when]) => when <= sample);
          const last = Math.max(...until.map(([when]) => when));
          return until.filter(([when]) => when === last).at(-1)?.[1] ?? start;
        };
        const inside = Array.from({ length }, (_, i) => at(from + i)).filter((name) => name === rhythm).length;
        expect(rhythmShare(marks, rhythm, from, from + length)).toBe(inside / length);
      },
    ),
  );
});

test('the first value that is not below another', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.integer({ min: -1, max: 10 }), (values, least) => {
      const sorted = values.sort((a, b) => a - b);
      expect(lowerBound(sorted, least)).toBe(sorted.filter((value) => value < least).length);
    }),
  );
});
