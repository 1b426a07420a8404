import { describe, expect, test } from 'vitest';
import { UserError } from '../../../generator/support/errors.js';
import { type AnnotatedText, annotated, MARKS, RULE, recordOfX } from './annotated-set.js';
import { problemsOf } from './files.js';
import { recordFiles, rising } from './wfdb-file.js';

/** A record whose signal ends before its header says. */
const cutOff = () => ({ 'a.dat': (recordFiles('a', recordOfX(0))['a.dat'] as Buffer).subarray(0, 24) });
const without = ({ leads }: ReturnType<typeof recordOfX>) => ({ leads });
const two = () => ({ a: recordOfX(0), b: recordOfX(500) });

describe('what does not fit is refused, or left out where the file says so', () => {
  const leadY = { leads: { Y: rising(20, 0) }, marks: MARKS };
  const wide = { ...recordOfX(0), leads: { X: [...rising(19, 0), -5] } };
  test.each<[string, string, AnnotatedText, RegExp, RegExp]>([
    [
      'a lead is missing',
      'lead',
      { records: { ...two(), a: leadY } },
      /a\.hea: lead: not in this record .*"X".*allowed: Y/,
      /no lead X/,
    ],
    [
      'no annotations',
      'annotations',
      { records: { ...two(), a: without(recordOfX(0)) } },
      /a\.hea: no annotations; allowed: a file a\.atr/,
      /no annotations/,
    ],
    [
      'annotations of nothing',
      'annotations',
      { records: two(), files: { 'a.atr': Buffer.alloc(2) } },
      /a\.hea: no annotations/,
      /no annotations/,
    ],
    [
      'another rate',
      'converter',
      { records: { ...two(), a: { ...recordOfX(0), rateHz: 20 } } },
      /a\.hea: rate: not what the data set says \(found 20\); allowed: 10/,
      /rate not what the data set says \(20\)/,
    ],
    [
      'another gain',
      'converter',
      { records: { ...two(), a: { ...recordOfX(0), converter: '100(1024)/mV 11' } } },
      /a\.hea: gain/,
      /gain/,
    ],
    [
      'a record that is cut off',
      'damaged',
      { records: two(), files: cutOff() },
      /a\.dat: shorter than its header says/,
      /shorter/,
    ],
    [
      'annotations that are cut off',
      'damaged',
      { records: two(), files: { 'a.atr': Buffer.of(1, 4, 3, 252) } },
      /a\.atr: truncated/,
      /truncated/,
    ],
    [
      'another checksum',
      'damaged',
      { records: two(), files: { 'a.dat': recordFiles('b', recordOfX(500))['b.dat']! } },
      /does not agree with its header/,
      /does not agree/,
    ],
    [
      'codes that the converter does not give',
      'damaged',
      { records: { ...two(), a: wide } },
      /signal\[0\], sample 19: no code of 11 bits \(found -5\); allowed: 0 to 2047/,
      /no code of 11 bits/,
    ],
  ])('%s', (_, kind, text, refused, why) => {
    const problems = problemsOf(() => annotated(text));
    expect(new UserError(problems).message).toMatch(refused);
    expect(new Set(problems.map(({ fix }) => fix))).toEqual(new Set([`options.unfit.${kind}: "leave-out"`]));
    const set = annotated({ ...text, options: { unfit: { [kind]: 'leave-out' } } });
    expect(set.groups).toEqual(Array(5).fill('b'));
    expect(set.provenance.leftOut).toContainEqual(
      expect.objectContaining({ recording: 'a', count: 1, why: expect.stringMatching(why) }),
    );
    expect(set.provenance.notes.join('\n')).toMatch(/left out, .*: a$/m);
  });

  test('each in its own way, all at once', () => {
    const records = { a: leadY, b: without(recordOfX(100)), c: { ...recordOfX(200), rateHz: 20 }, d: recordOfX(300) };
    expect(problemsOf(() => annotated({ records })).map(({ where, fix }) => `${where.slice(-5)} ${fix}`)).toEqual([
      'a.hea options.unfit.lead: "leave-out"',
      'b.hea options.unfit.annotations: "leave-out"',
      'c.hea options.unfit.converter: "leave-out"',
    ]);
  });

  test('annotations behind the end are left out and counted', () => {
    const marks = [...MARKS, [20, 'V'], [4000, '+', '(VT']] as const;
    const set = annotated({ records: { a: { ...recordOfX(0), marks } } });
    expect(set.names).toEqual(['a/X/0', 'a/X/4', 'a/X/8', 'a/X/12', 'a/X/16']);
    expect(set.recorded!.recordings[0]!.marks.rhythms.names).toEqual(['(N', '(AFIB']);
    expect(set.provenance.notes).toContainEqual(expect.stringMatching(/annotations behind the end: 2 of a$/));
  });
});

/** A record whose header has the name of another, with a signal of its own. */
const sameName = () => {
  const { 'a.hea': header, 'a.dat': signal } = recordFiles('a', recordOfX(800));
  return { 'c.hea': (header as string).replaceAll('a.dat', 'c.dat'), 'c.dat': signal!, 'c.atr': '' };
};

describe('refused in any case', () => {
  const cases = (change: object) => ({ rule: { ...RULE, cases: [RULE.cases[0], { ...RULE.cases[1], ...change }] } });
  test.each<[string, AnnotatedText, object]>(
    [
      [
        'a class that is none',
        { records: two(), options: cases({ class: 'nn' }) },
        { field: 'options.rule.cases[1].class', value: 'nn', allowed: 'n af', fix: 'n' },
      ],
      [
        'a rhythm that is none',
        { records: two(), options: cases({ rhythm: '(AFIX' }) },
        { field: 'options.rule.cases[1].rhythm', fix: '(AFIB' },
      ],
      [
        'a rhythm at the start that is none',
        { records: two(), options: { rule: { ...RULE, start: 'N' } } },
        { field: 'options.rule.start', value: 'N', fix: '(N' },
      ],
      [
        'a symbol that is none',
        { records: two(), options: cases({ beats: ['N', '~'] }) },
        { field: 'options.rule.cases[1].beats[1]', value: '~', message: 'no symbol of a beat' },
      ],
      [
        'each of no beats',
        { records: two(), options: cases({ beats: undefined, each: true }) },
        { field: 'options.rule.cases[1].each' },
      ],
      [
        'a lead of no record',
        { records: two(), options: { leads: [['X'], ['XI']] } },
        { field: 'options.leads[1][0]', value: 'XI', allowed: 'X', fix: 'X' },
      ],
      [
        'leads that are not as many as channels',
        { records: two(), options: { leads: [['X', 'Y']] } },
        { field: 'options.leads[0]', allowed: '1' },
      ],
      [
        'the same leads twice',
        { records: two(), options: { leads: [['X'], ['X']] } },
        { field: 'options.leads', message: 'the same leads twice' },
      ],
      [
        'a record twice',
        { records: two(), options: { records: ['a', 'b', 'a'] } },
        { field: 'options.records', message: 'a record twice' },
      ],
      [
        'a record by two names',
        { records: two(), options: { records: ['a', 'a.hea'] } },
        { field: 'options.records', message: 'a record twice' },
      ],
      [
        'a record that is not there',
        { records: two(), options: { records: ['a', 'c'], unfit: { damaged: 'leave-out' } } },
        { message: 'there is no such file' },
      ],
      [
        'two headers of one record',
        { records: two(), files: { 'c.hea': recordFiles('a', recordOfX(0))['a.hea']! } },
        { message: 'the same record as another' },
      ],
      [
        'another record of the same name',
        { records: two(), files: sameName() },
        { message: 'the same record as another' },
      ],
      [
        'a copy under another name',
        { records: { ...two(), c: recordOfX(500) } },
        { message: 'the same record as another' },
      ],
      ['a folder without a record', { records: {} }, { message: 'no record' }],
      ['a folder that is not there', { records: {}, more: { folder: 'none' } }, { message: 'there is no such folder' }],
      [
        'a time that ends before it begins',
        { records: two(), options: { time: [{ from: 2, to: 1 }] } },
        { field: 'options.time[0].to' },
      ],
      [
        'a window that is longer than any span',
        { records: two(), input: { samples: 21 } },
        { field: 'input.samples', value: 21, allowed: '1 to 20', fix: '20' },
      ],
      [
        'a window that is longer than the time',
        { records: two(), options: { time: [{ to: 0.3 }] } },
        { field: 'input.samples', value: 4, fix: '3' },
      ],
      ['a rule that holds nowhere', { records: two(), options: cases({ beats: ['V'] }), more: {} }, {}],
    ].slice(0, -1) as [string, AnnotatedText, object][],
  )('%s', (_, text, expected) => {
    expect(problemsOf(() => annotated(text))).toEqual([expect.objectContaining(expected)]);
  });

  test('a rule that holds nowhere', () => {
    const rule = { cases: [{ class: 'n', rhythm: '(VT' }] };
    expect(problemsOf(() => annotated({ records: two(), options: { rule } }))).toMatchObject([
      { message: 'no window has a class', value: 'no class' },
    ]);
  });

  test('records that are all left out', () => {
    const text = { records: { a: without(recordOfX(0)) }, options: { unfit: { annotations: 'leave-out' } } };
    expect(problemsOf(() => annotated(text))).toMatchObject([
      { message: 'every record is left out', value: 'no annotations' },
    ]);
  });

  test('records without any sample are no copies of each other', () => {
    const empty = { leads: { X: Array<number>(20).fill(-2048) }, marks: MARKS };
    const set = annotated({ records: { a: recordOfX(0), b: empty, c: empty } });
    expect(set.groups).toEqual(Array(5).fill('a'));
    expect(set.provenance.notes.join()).toMatch('invalid samples: 10 windows');
  });

  test('of many records the first problems are told', () => {
    const records = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`r${i}`, without(recordOfX(20 * i))]));
    const problems = problemsOf(() => annotated({ records }));
    expect(problems.at(-1)!.message).toBe('and 10 more problems');
  });
});
