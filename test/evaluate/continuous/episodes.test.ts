import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alarmEpisodes,
  type Episode,
  hopRules,
  referenceEpisodes,
} from '../../../generator/evaluate/continuous/episodes.js';
import { onsetOf, rhythmsOf } from '../../../generator/evaluate/continuous/onset.js';
import { CLASSES, hops, type Mark, marksFrom, RULE } from './recorded.js';

const rules = { shortestReference: 3, bridgedReference: 2, shortestAlarm: 2, bridgedAlarm: 1 };
const A = CLASSES.indexOf('a');
/** `first-last` of each. */
const text = (episodes: readonly Episode[]) => episodes.map(({ first, last }) => `${first}-${last}`).join(' ');

test('seconds become hops: shortest ones reach into them, bridged ones lie in them', () => {
  const durations = { shortestReference: 3.2, bridgedReference: 10.4, shortestAlarm: 0, bridgedAlarm: 0.9 };
  const expected = { shortestReference: 7, bridgedReference: 20, shortestAlarm: 1, bridgedAlarm: 1 };
  expect(hopRules(durations, { hopSamples: 180, rateHz: 360 })).toEqual(expected);
});

describe('episodes of the annotations', () => {
  test.each<[string, string, string]>([
    ['nnaaann', '2-4', ''],
    ['nnaannn', '', '2-3'],
    // Hops without a class do not end an episode, as long as they are few.
    ['na..aan', '1-5', ''],
    ['aa...aa', '', '0-1 5-6'],
    // Another class does.
    ['aanaaa', '3-5', '0-1'],
    ['a.n.aaa', '4-6', '0-0'],
    ['.aaa.', '1-3', ''],
    ['nvn', '', ''],
  ])('%s: counted %s, short %s', (truth, counted, short) => {
    const found = referenceEpisodes(hops(truth), A, rules);
    expect([text(found.counted), text(found.short)]).toEqual([counted, short]);
  });
});

describe('alarms', () => {
  test.each<[string, string]>([
    ['nnaann', '2-3'],
    ['nanana', ''],
    // One hop of anything does not end it, two do; a single hop of the class raises nothing.
    ['aanaan', '0-4'],
    ['aannaa', '0-1 4-5'],
    ['aa.aaa', '0-5'],
    ['anaanan', '2-3'],
  ])('%s: %s', (predicted, expected) => {
    expect(text(alarmEpisodes(hops(predicted), A, rules))).toBe(expected);
  });
});

const timeline = fc.string({ unit: fc.constantFrom('n', 'a', 'a', '.'), maxLength: 40 });
const someRules = fc.record({
  shortestReference: fc.integer({ min: 1, max: 4 }),
  bridgedReference: fc.integer({ min: 0, max: 3 }),
  shortestAlarm: fc.integer({ min: 1, max: 4 }),
  bridgedAlarm: fc.integer({ min: 0, max: 3 }),
});

test('episodes of the annotations are those that a pattern of text finds', () => {
  fc.assert(
    fc.property(timeline, someRules, (truth, given) => {
      const matches = [...truth.matchAll(new RegExp(`a(?:\\.{0,${given.bridgedReference}}a)*`, 'g'))];
      const expected = matches
        .filter(([match]) => match.length >= given.shortestReference)
        .map((match) => ({ first: match.index, last: match.index + match[0].length - 1 }));
      expect(referenceEpisodes(hops(truth), A, given).counted).toEqual(expected);
    }),
  );
});

/** A monitor that knows no hop before it has come; gives for each hop whether the alarm is on at its end. */
function monitor(predicted: string, shortest: number, bridgedHops: number): boolean[] {
  let [run, since, on] = [0, 0, false];
  return [...predicted].map((letter) => {
    run = letter === 'a' ? run + 1 : 0;
    if (run >= shortest) [on, since] = [true, 0];
    // Hops since the last row that could raise an alarm; those of a row in the making may yet belong to one.
    else since++;
    if (since - run > bridgedHops) on = false;
    return on;
  });
}

test('alarms are what a monitor raises that goes from hop to hop', () => {
  fc.assert(
    fc.property(timeline, someRules, (predicted, { shortestAlarm, ...rest }) => {
      const found = alarmEpisodes(hops(predicted), A, { shortestAlarm, ...rest });
      const on = monitor(predicted, shortestAlarm, rest.bridgedAlarm);
      const raised = [...on.keys()].filter((hop) => on[hop] && !on[hop - 1]);
      expect(found.map(({ first }) => first + shortestAlarm - 1)).toEqual(raised);
      // On from the raising to the last hop of the class, without a break.
      for (const { first, last } of found) expect(on.slice(first + shortestAlarm - 1, last + 1)).not.toContain(false);
    }),
    { numRuns: 300 },
  );
});

describe('where an episode begins', () => {
  const rhythms = rhythmsOf(RULE, CLASSES);
  test('classes with rhythms of their own', () => {
    expect(rhythms.map((own) => [...own])).toEqual([[], [], ['(AFIB']]);
  });

  // Windows of 2 s, a hop of 1 s; seconds throughout.
  const onset = (from: number, first: number, before: number | undefined, marks: readonly Mark[], label: string) => {
    const sample = onsetOf(
      { from: from * 10 },
      { first, last: first + 5 },
      before === undefined ? undefined : { first: before, last: before },
      marksFrom(marks),
      rhythms[CLASSES.indexOf(label)]!,
      { windowSamples: 20, hopSamples: 10 },
    );
    return sample === undefined ? undefined : sample / 10;
  };
  const AF: Mark[] = [
    [7, '(AFIB'],
    [9, '(N'],
    [12.3, '(AFIB'],
  ];
  test.each<[string, number, number, number | undefined, Mark[], string, number | undefined]>([
    ['of a rhythm: its first sample in the first window', 0, 11, undefined, AF, 'a', 12.3],
    ['the same, counted from the segment', 5, 6, undefined, AF, 'a', 12.3],
    ['a rhythm that was on before the segment', 8, 0, undefined, AF, 'a', undefined],
    ['a rhythm that begins with the segment', 7, 0, undefined, AF, 'a', 7],
    ['two rhythms in the first window: the earlier one', 0, 8, undefined, [...AF, [9.5, '(AFIB']], 'a', 7],
    ['a rhythm that is new since the last episode', 0, 11, 8, AF, 'a', 12.3],
    ['a rhythm of which the last episode had a part', 0, 12, 11, AF, 'a', undefined],
    ['a rhythm that is on while its class comes late', 0, 14, undefined, AF, 'a', 12.3],
    ['of beats: behind the last window that was not of the class', 0, 11, undefined, [], 'v', 12],
    ['of beats, with the segment', 0, 0, undefined, [], 'v', undefined],
  ])('%s', (_, from, first, before, marks, label, expected) => {
    expect(onset(from, first, before, marks, label)).toBe(expected);
  });
});
