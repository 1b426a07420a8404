import { describe, expect, test } from 'vitest';
import { openSignals } from '../../../generator/data/open.js';
import { hashCodes, sampleOf, subset, windowCodes } from '../../../generator/data/signal-set.js';
import { UserError } from '../../../generator/support/errors.js';
import { type AnnotatedText, annotated, datasetOf, MARKS, RULE, recordOfX } from './annotated-set.js';
import { folderOf, problemsOf } from './files.js';
import { recordFiles, rising } from './wfdb-file.js';

const sampleIn = (set: ReturnType<typeof annotated>) => set.names.map((_, i) => sampleOf(set, i));
const classIn = ({ targets }: ReturnType<typeof annotated>) =>
  targets?.kind === 'classes' ? targets.labels.map((label) => targets.names[label]) : [];

describe('windows of annotated records', () => {
  test('step, classes by the rule, codes, names, groups, hashes', () => {
    const set = annotated({ records: { a: recordOfX(0), b: recordOfX(500) }, options: { step: 2 } });
    // From 10 on half is atrial fibrillation, which is not more than half, and not all is `(N`.
    const starts = [0, 2, 4, 6, 8, 12, 14, 16];
    expect(sampleIn(set)).toEqual([...starts, ...starts]);
    expect(classIn(set)).toEqual(
      Array(2)
        .fill([...Array(5).fill('n'), ...Array(3).fill('af')])
        .flat(),
    );
    expect(set.inputs[0]).toMatchObject({
      samples: 4,
      channels: 1,
      rateHz: 10,
      codeBits: 11,
      zero: [1024],
      gain: [200],
    });
    expect([...windowCodes(set, 1)]).toEqual([2, 3, 4, 5]);
    expect([...windowCodes(set, 13)]).toEqual([512, 513, 514, 515]);
    expect(set.names[13]).toBe('b/X/12');
    expect(new Set(set.names).size).toBe(16);
    expect(set.groups).toEqual([...Array(8).fill('a'), ...Array(8).fill('b')]);
    expect(set.hashes).toEqual(set.names.map((_, i) => hashCodes(windowCodes(set, i))));
    const { recordings } = set.recorded!;
    expect(recordings).toMatchObject([
      { name: 'a', lead: 'X', start: 0, samples: 20, scored: true },
      { name: 'b', lead: 'X', start: 20, samples: 20, scored: true },
    ]);
    expect(set.provenance.leftOut).toEqual([
      { recording: 'a', lead: 'X', what: 'window', count: 1, why: 'no class' },
      { recording: 'b', lead: 'X', what: 'window', count: 1, why: 'no class' },
    ]);
    expect(set.provenance.notes).toEqual([expect.stringMatching(/: left out, no class: 2 windows$/)]);
  });

  test('without a step windows touch, and none begins where no whole one is left', () => {
    const set = annotated({
      records: {
        a: {
          leads: { X: rising(11, 0) },
          marks: [
            [0, 'N'],
            [5, 'N'],
            [9, 'N'],
          ],
        },
      },
    });
    expect(sampleIn(set)).toEqual([0, 4]);
  });

  test('the groups are those of the names, aliases too', () => {
    const records = { p1: recordOfX(0), p2: recordOfX(100), q1: recordOfX(200) };
    const groups = { what: 'patient', pattern: '^(\\w)\\d/', form: '<patient><n>/...', aliases: { q: 'p' } };
    expect(new Set(annotated({ records, more: { groups } }).groups)).toEqual(new Set(['p']));
    expect(problemsOf(() => annotated({ records: { '7': recordOfX(0) }, more: { groups } }))).toMatchObject([
      { message: 'the name does not say the patient', value: '7/X/0' },
    ]);
  });

  test.each<[string, object[], number[]]>([
    ['from the beginning', [{ from: 0, to: 0.6 }], [0, 2]],
    ['to the end', [{ from: 1.2 }], [12, 14, 16]],
    ['from the end', [{ from: -0.6 }], [14, 16]],
    ['up to some time before the end', [{ to: -1.4 }], [0, 2]],
    ['two parts, between which no window lies', [{ to: 0.5 }, { from: 0.5, to: 1 }], [0, 6]],
    ['parts that overlap, in which a window lies once', [{ to: 0.6 }, { from: 0.2, to: 0.6 }], [0, 2]],
    ['beyond the end', [{ from: 1.6, to: 1000 }], [16]],
  ])('time: %s', (_, time, starts) => {
    expect(sampleIn(annotated({ records: { a: recordOfX(0) }, options: { step: 2, time } }))).toEqual(starts);
  });

  test('several leads: windows of each, the first scored; what another record lacks is told', () => {
    const set = annotated({
      records: { a: { leads: { Y: rising(20, 300), X: rising(20, 0) }, marks: MARKS }, b: recordOfX(100) },
      options: { leads: [['X'], ['Y']] },
    });
    expect(set.names).toEqual([
      'a/X/0',
      'a/X/4',
      'a/X/8',
      'a/X/12',
      'a/X/16',
      'a/Y/0',
      'a/Y/4',
      'a/Y/8',
      'a/Y/12',
      'a/Y/16',
      'b/X/0',
      'b/X/4',
      'b/X/8',
      'b/X/12',
      'b/X/16',
    ]);
    expect(set.recorded!.recordings.map(({ lead, scored }) => [lead, scored])).toEqual([
      ['X', true],
      ['Y', false],
      ['X', true],
    ]);
    expect([...windowCodes(set, 6)]).toEqual([304, 305, 306, 307]);
    expect(set.provenance.leftOut).toContainEqual({
      recording: 'b',
      lead: 'Y',
      what: 'lead',
      count: 1,
      why: 'no lead Y',
    });
  });

  test('a list of two leads is two channels, whose holes add up', () => {
    const [x, y] = [rising(20, 0), rising(20, 300)];
    [x[5], y[13]] = [-2048, -2048];
    const set = annotated({
      records: { a: { leads: { X: x, Y: y }, marks: MARKS } },
      input: { channels: 2 },
      options: { leads: [['Y', 'X']] },
    });
    expect(set.names).toEqual(['a/Y+X/0', 'a/Y+X/8', 'a/Y+X/16']);
    expect([...windowCodes(set, 0)]).toEqual([300, 0, 301, 1, 302, 2, 303, 3]);
    expect([...windowCodes(set, 2)]).toEqual([316, 16, 317, 17, 318, 18, 319, 19]);
    expect(set.provenance.leftOut).toEqual([
      { recording: 'a', lead: 'Y+X', what: 'window', count: 2, why: 'invalid samples' },
    ]);
  });

  test('a part of a set has the same recordings', () => {
    const set = annotated({ records: { a: recordOfX(0), b: recordOfX(500) }, options: { step: 2 } });
    const part = subset(set, [15, 3, 3]);
    expect(part.names).toEqual(['b/X/16', 'a/X/6', 'a/X/6']);
    expect(sampleIn(part)).toEqual([16, 6, 6]);
    expect(classIn(part)).toEqual(['af', 'n', 'n']);
    expect([...windowCodes(part, 0)]).toEqual([516, 517, 518, 519]);
    expect(part.inputs[0].codes).toBe(set.inputs[0].codes);
    expect(part.recorded!.of).toEqual([1, 0, 0]);
  });

  test('fingerprints say where a window of any signal is from', () => {
    const { recorded } = annotated({
      records: { a: { leads: { Y: rising(20, 300), X: rising(20, 0) }, marks: MARKS } },
    });
    expect(recorded!.fingerprints).toHaveLength(10);
    const hash = hashCodes(Int16Array.of(308, 309, 310, 311));
    expect(recorded!.fingerprints.filter((one) => one.hash === hash)).toEqual([{ hash, record: 'a', sample: 8 }]);
  });

  test('a folder of annotated records without a file is taken for the shipped data set that reads such', () => {
    const codes = rising(3600, 0).map((i) => i % 2048);
    const dir = folderOf(recordFiles('100', { leads: { MLII: codes }, marks: [[100, 'N']], rateHz: 360 }));
    const set = openSignals(dir, { windows: 1, seed: 1 });
    expect(set).toMatchObject({ names: ['100/MLII/0'], groups: ['100'] });
    expect(classIn(set)).toEqual(['NSR']);
    expect(set.provenance.notes).toContain(`${dir}: class APB: no window`);
  });
});

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

test('200,000 windows open in seconds', () => {
  const samples = 400_000;
  const codes = Array.from({ length: samples }, (_, i) => (i * 7919) % 2048);
  const marks = Array.from({ length: 5000 }, (_, i) => [80 * i, 'N'] as const);
  const long = { leads: { X: codes }, marks, rateHz: 360 };
  const path = datasetOf({ records: { a: long }, input: { samples: 900, rateHz: 360 }, options: { step: 2 } });
  const start = performance.now();
  const set = openSignals(path, { windows: 1, seed: 1 });
  expect((performance.now() - start) / 1000).toBeLessThan(20);
  expect(set.names).toHaveLength((samples - 900) / 2 + 1);
  // Windows share the samples of their recording.
  expect(set.inputs[0].codes).toHaveLength(samples);
});
