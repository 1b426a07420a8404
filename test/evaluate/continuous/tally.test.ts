import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rhythmsOf } from '../../../generator/evaluate/continuous/onset.js';
import { type ClassCounts, Tally } from '../../../generator/evaluate/continuous/tally.js';
import { CLASSES, hops, type Mark, marksFrom, RATE, RULE, WINDOW } from './recorded.js';

const rules = {
  ...{ shortestReference: 2, bridgedReference: 2, shortestAlarm: 2, bridgedAlarm: 1 },
  ...{ rateHz: RATE, windowSamples: WINDOW, hopSamples: RATE, rhythms: rhythmsOf(RULE, CLASSES) },
};

/** Counts of one segment from the beginning of a recording. */
function tallied(truth: string, predicted: string, marks: readonly Mark[] = [], given: Partial<typeof rules> = {}) {
  const tally = new Tally({ ...rules, ...given });
  const segment = { recording: 0, from: 0, truth: hops(truth) };
  tally.add(segment, hops(predicted), { marks: marksFrom(marks), group: 'p' });
  return tally;
}

const counts = (tally: Tally, label: string): ClassCounts => tally.classes[CLASSES.indexOf(label)]!;

describe('one class on a hand-made line of time', () => {
  test.each<[string, string, string, Partial<ClassCounts>]>([
    ['detected', 'nnaaaann', 'nnnaaann', { episodes: 1, detected: 1, rightAlarms: 1, falseAlarms: 0, sharedHops: 3 }],
    ['missed', 'nnaaaann', 'nnnnnnnn', { episodes: 1, detected: 0, rightAlarms: 0, falseAlarms: 0, alarmHops: 0 }],
    ['too short to be an alarm', 'nnaaaann', 'nnnannnn', { detected: 0, rightAlarms: 0, alarmHops: 0 }],
    ['false', 'nnnnnnnn', 'nnnaaann', { episodes: 0, rightAlarms: 0, falseAlarms: 1, alarmHops: 3, sharedHops: 0 }],
    ['twice over one episode', 'aaaaaaaa', 'aannnaaa', { episodes: 1, detected: 1, rightAlarms: 2, sharedHops: 5 }],
    ['one over two', 'aannnnaa', 'aaaaaaaa', { episodes: 2, detected: 2, rightAlarms: 1, alarmHops: 8, sharedHops: 4 }],
    ['beside it by a hop', 'naannnnn', 'nnnaannn', { episodes: 1, detected: 0, falseAlarms: 1 }],
    ['wholly where nothing is known', 'n......n', 'nnaaaann', { falseAlarms: 0, unjudgedAlarms: 1, alarmHops: 0 }],
    ['partly where nothing is known', 'n....nnn', 'nnaaaann', { falseAlarms: 1, unjudgedAlarms: 0, alarmHops: 1 }],
    ['over one too short to count', 'nnnannnn', 'nnnaaann', { episodes: 0, falseAlarms: 0, unjudgedAlarms: 1 }],
    ['in the bridged part of one', 'aa..aann', 'nnaannnn', { episodes: 1, detected: 1, rightAlarms: 1, sharedHops: 0 }],
    ['held back', 'nnaaaann', 'nna..ann', { detected: 0, referenceHops: 4, alarmHops: 0 }],
  ])('%s: %s taken for %s', (_, truth, predicted, expected) => {
    expect(counts(tallied(truth, predicted), 'a')).toMatchObject(expected);
  });
});

test('hops: with a class, held back, right, by patient', () => {
  const tally = tallied('nn..aavv', 'nna.a.nv');
  expect(tally).toMatchObject({ hops: 8, known: 6, flagged: 2, knownFlagged: 1 });
  expect([...tally.groups]).toEqual([['p', { scored: 5, right: 4 }]]);
});

describe('delay', () => {
  // Windows of 2 s, a hop of 1 s: hop k ends at k + 2 s. The rhythm begins at 4.5 s and has more than half of the window from hop 4 on.
  const AF: Mark[] = [[4.5, '(AFIB']];
  test.each<[string, string, string, Mark[], 'a' | 'v', number[]]>([
    ['from the rhythm to the end of the second window', 'nnnnaaaaaa', 'nnnnaaaaaa', AF, 'a', [2.5]],
    ['the same of a late alarm', 'nnnnaaaaaa', 'nnnnnnaaaa', AF, 'a', [4.5]],
    ['an alarm that was on before', 'nnnnaaaaaa', 'aaaaaaaaaa', AF, 'a', []],
    ['an alarm before the rule has a class', 'nnnnaaaaaa', 'nnnaaaaaaa', AF, 'a', [1.5]],
    ['a rhythm that was on before', 'aaaaaaaaaa', 'aaaaaaaaaa', [[-1, '(AFIB']], 'a', []],
    ['missed', 'nnnnaaaaaa', 'nnnnnnnnnn', AF, 'a', []],
    ['of beats', 'nnnnvvvvvv', 'nnnnvvvvvv', [], 'v', [2]],
    ['of beats, a late alarm', 'nnnnvvvvvv', 'nnnnnnnvvv', [], 'v', [5]],
  ])('%s', (_, truth, predicted, marks, label, delays) => {
    expect(counts(tallied(truth, predicted, marks), label).delays).toEqual(delays);
  });
});

/** Runs of at least as many hops as make an alarm, each of another class than the last. */
const runs = fc
  .array(fc.tuple(fc.constantFrom('n', 'v', 'a'), fc.integer({ min: 2, max: 6 })), { minLength: 1, maxLength: 8 })
  .map((all) => all.filter(([letter], i) => i === 0 || letter !== all[i - 1]![0]))
  .map((all) => all.map(([letter, length]) => letter.repeat(length)).join(''));

test('who says the truth has all episodes and no false alarm', () => {
  fc.assert(
    fc.property(runs, (truth) => {
      const tally = tallied(truth, truth, [], { bridgedAlarm: 0 });
      expect(tally.groups.get('p')).toEqual({ scored: truth.length, right: truth.length });
      for (const one of tally.classes) {
        expect(one).toMatchObject({
          detected: one.episodes,
          rightAlarms: one.episodes,
          falseAlarms: 0,
          unjudgedAlarms: 0,
        });
        expect([one.alarmHops, one.sharedHops]).toEqual([one.referenceHops, one.referenceHops]);
        // Two hops after the one in which the class began.
        expect(one.delays.every((delay) => delay === 2)).toBe(true);
      }
    }),
  );
});

test('who says the truth some hops late is as many hops later', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 9 }), (late, before) => {
      const truth = 'n'.repeat(before) + 'v'.repeat(9) + 'n'.repeat(9);
      const predicted = ('n'.repeat(late) + truth).slice(0, truth.length);
      const found = counts(tallied(truth, predicted), 'v');
      expect(found).toMatchObject({
        episodes: 1,
        detected: 1,
        falseAlarms: 0,
        sharedHops: 9 - late,
        delays: [2 + late],
      });
    }),
  );
});

test('segments add up, whatever their order', () => {
  const parts = [
    ['nnaaaann', 'nnnaaann', 'p'],
    ['aannnnaa', 'aaaaaaaa', 'q'],
    ['n......n', 'nnaaaann', 'p'],
  ] as const;
  const add = (order: readonly (typeof parts)[number][]) => {
    const tally = new Tally(rules);
    for (const [truth, predicted, group] of order)
      tally.add({ recording: 0, from: 0, truth: hops(truth) }, hops(predicted), { marks: marksFrom([]), group });
    return tally;
  };
  const [one, other] = [add(parts), add(parts.toReversed())];
  expect(counts(one, 'a')).toMatchObject({ episodes: 3, detected: 3, rightAlarms: 2, unjudgedAlarms: 1 });
  expect(other.classes).toEqual(one.classes);
  expect(new Map([...other.groups].sort())).toEqual(new Map([...one.groups].sort()));
});
