import { describe, expect, test } from 'vitest';
import type { Marks } from '../../../generator/data/labelling/marks.js';
import { classByRule, ruleProblems, ruleSchema } from '../../../generator/data/labelling/rule.js';

/** Marks of beats (a letter a sample, `.` none) in the rhythm `(N`, from sample 6 on `(VT`. */
const marks = (beats: string): Marks => {
  const at = [...beats].flatMap((symbol, sample) => (symbol === '.' ? [] : [{ symbol, sample }]));
  return {
    beats: { samples: at.map(({ sample }) => sample), symbols: at.map(({ symbol }) => symbol) },
    rhythms: { samples: [Number.NEGATIVE_INFINITY, 6], names: ['(N', '(VT'] },
  };
};
const rule = (...cases: object[]) => ruleSchema.parse({ cases });
const half = { class: 'half', rhythm: '(VT', above: 0.5 };

test.each<[string, object, string, number, number, boolean]>([
  ['all of the window', { rhythm: '(N' }, '', 0, 6, true],
  ['a sample of another rhythm', { rhythm: '(N' }, '', 0, 7, false],
  ['more than the share', { rhythm: '(VT', above: 0.5 }, '', 4, 9, true],
  ['the share itself', { rhythm: '(VT', above: 0.5 }, '', 4, 8, false],
  ['any share but none', { rhythm: '(VT', above: 0 }, '', 0, 7, true],
  ['no share', { rhythm: '(VT', above: 0 }, '', 0, 6, false],
  ['these beats', { rhythm: '(N', beats: ['N', 'V'] }, '.N.V..', 0, 6, true],
  ['some of these beats', { rhythm: '(N', beats: ['N', 'V'] }, '.N....', 0, 6, true],
  ['each of these beats', { rhythm: '(N', beats: ['N', 'V'], each: true }, '.N.V..', 0, 6, true],
  ['one of these beats, where each is asked', { rhythm: '(N', beats: ['N', 'V'], each: true }, '.N.N..', 0, 6, false],
  ['another beat', { rhythm: '(N', beats: ['N'] }, '.N.A..', 0, 6, false],
  ['another beat outside of the window', { rhythm: '(N', beats: ['N'] }, '.N.A..', 0, 3, true],
  ['no beat', { rhythm: '(N', beats: ['N'] }, '......', 0, 6, false],
  ['no beat, where none is asked', { rhythm: '(N' }, '......', 0, 6, true],
])('a case of %s', (_, one, beats, from, to, holds) => {
  expect(classByRule(rule({ class: 'it', ...one }), marks(beats), from, to)).toBe(holds ? 'it' : undefined);
});

test('the first case that holds', () => {
  const cases = [half, { class: 'all', rhythm: '(VT' }, { class: 'beats', rhythm: '(N', beats: ['N'] }];
  const classes = [
    [6, 9],
    [0, 3],
    [3, 6],
  ].map(([from, to]) => classByRule(rule(...cases), marks('.N'), from!, to!));
  expect(classes).toEqual(['half', 'beats', undefined]);
});

describe('what a rule names that there is not', () => {
  const problems = (given: object, present: string[] = []) =>
    ruleProblems(ruleSchema.parse(given), 'data.json', ['half', 'it'], present);

  test('nothing', () => {
    const beats = ['N', '/', 'a'];
    expect(problems({ start: '(N', cases: [half, { class: 'it', rhythm: '(PREX', beats }] })).toEqual([]);
  });

  test('a rhythm that occurs in the data is one', () => {
    const own = { cases: [{ ...half, rhythm: '(OWN' }] };
    expect(problems(own)).toMatchObject([{ where: 'data.json', field: 'options.rule.cases[0].rhythm', value: '(OWN' }]);
    expect(problems(own, ['(OWN'])).toEqual([]);
  });

  test('all at once, with the nearest', () => {
    const cases = [half, { class: 'its', rhythm: 'AFIB', beats: ['N', '+'] }];
    expect(problems({ start: '(n', cases })).toMatchObject([
      { field: 'options.rule.start', value: '(n', fix: '(N' },
      { field: 'options.rule.cases[1].class', value: 'its', fix: 'it', allowed: 'half it' },
      { field: 'options.rule.cases[1].rhythm', value: 'AFIB', fix: '(AFIB' },
      { field: 'options.rule.cases[1].beats[1]', value: '+', message: 'no symbol of a beat' },
    ]);
  });
});
