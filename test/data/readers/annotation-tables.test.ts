import { describe, expect, test } from 'vitest';
import { sampleOf } from '../../../generator/data/recorded.js';
import { type AnnotatedText, annotated, recordOfX } from './annotated-set.js';
import { edfFile, type Recording, tal, type Written } from './edf-bytes.js';
import { problemsOf } from './files.js';
import { codesOf } from './opened.js';
import { recordFiles, rising } from './wfdb-file.js';

/** The same marks in all of them: beats at 1, 5, 9, atrial fibrillation from 12 on, at 10 Hz. */
const STARTS = [0, 4, 8, 12, 16];
const { leads } = recordOfX(0);
const classIn = ({ targets }: ReturnType<typeof annotated>) =>
  targets?.kind === 'classes' ? targets.labels.map((label) => targets.names[label]) : [];
const WANTED = ['n', 'n', 'n', 'af', 'af'];

describe('annotations in tables', () => {
  const withTable = (csv: string, options: object, name = 'a.csv'): AnnotatedText => ({
    records: { a: { leads } },
    options,
    files: { [name]: csv },
  });
  test.each<[string, string, object, string?]>([
    [
      'samples and symbols',
      'sample,symbol\n1,N\n5,N\n9,N\n12,(AFIB\n',
      { table: { sample: 'sample', symbol: 'symbol' } },
    ],
    ['seconds', 'when,what\n0.1,N\n0.5,N\n.9,N\n1.2,(AFIB', { table: { seconds: 'when', symbol: 'what' } }],
    [
      'times, rhythms in a column of their own, another ending and separator, no order',
      '0:01.2\t+\t(AFIB\n0:00:00.1\tN\t\n0:00.5\tN\t\n0:00.9\tN\tx\n',
      { annotator: 'tsv', table: { separator: '\t', header: false, seconds: 1, symbol: 2, text: -1 } },
      'a.tsv',
    ],
    [
      'names of their own, marks that are no beats, empty lines',
      'i,"kind"\n1,"normal"\n\n5,normal\n7,noise\n9,normal\n12,"atrial fibrillation"\n',
      {
        table: { sample: 'i', symbol: 'kind' },
        symbols: { normal: 'N', 'atrial fibrillation': '(AFIB' },
      },
    ],
  ])('%s', (_, csv, options, name) => {
    const set = annotated(withTable(csv, options, name));
    expect([set.names.map((_, i) => sampleOf(set, i)), classIn(set)]).toEqual([STARTS, WANTED]);
  });

  test('samples are those of the record, times those of its signals', () => {
    const twice = Object.fromEntries(
      Object.entries(recordFiles('a', { leads: { X: rising(40, 0) }, rateHz: 5 })).map(([file, content]) => [
        file,
        file === 'a.hea' ? `${content}`.replace('5 40', '5 20').replace('212', '212x2') : content,
      ]),
    );
    for (const csv of ['at,what\n1,N\n19,N\n', 'at,what\n0.2,N\n3.8,N\n']) {
      const table = csv.includes('0.2') ? { seconds: 'at', symbol: 'what' } : { sample: 'at', symbol: 'what' };
      const set = annotated({ records: {}, files: { ...twice, 'a.csv': csv }, options: { table } });
      expect(set.recorded!.recordings[0]!.marks.beats.samples).toEqual([2, 38]);
    }
  });

  test('marks behind the end are counted', () => {
    const set = annotated(withTable('s,k\n1,N\n99,N\n-1,N', { table: { sample: 's', symbol: 'k' } }));
    expect(set.provenance.notes.join()).toMatch(/annotations behind the end: 2 of a/);
  });

  const table = { sample: 's', symbol: 'k' };
  test.each<[string, string, object, object]>([
    [
      'no such column',
      's,k\n1,N',
      { table: { sample: 'ss', symbol: 'kk' } },
      { field: 'sample', value: 'ss', fix: 's' },
    ],
    ['no time', 's,k\nx,N', { table }, { where: /a\.csv:2$/, field: 'sample', value: 'x' }],
    ['half a sample', 's,k\n1.5,N', { table }, { value: '1.5' }],
    ['a missing time', 's,k\n,N', { table: { seconds: 's', symbol: 'k' } }, { field: 'seconds', value: '' }],
    ['a field too few', 's,k\n1', { table }, { message: 'not a field of each column', value: 1 }],
    [
      'no beat and no rhythm',
      's,k\n1,normal\n2,other',
      { table },
      { value: ['normal', 'other'], fix: 'options.symbols' },
    ],
    ['no line', 's,k\n', { table }, { message: 'no annotations', allowed: /a\.csv/ }],
    ['another ending', 's,k\n1,N', { table, annotator: 'txt' }, { message: 'no annotations', allowed: /a\.txt/ }],
    ['neither sample nor seconds', '', { table: { symbol: 'k' } }, { field: 'options.table.sample' }],
    ['both', '', { table: { ...table, seconds: 's' } }, { field: 'options.table.sample' }],
    ['no symbol', '', { table: { sample: 's' } }, { field: 'options.table.symbol' }],
    ['a symbol that stands for nothing', '', { table, symbols: { a: '' } }, { field: 'options.symbols.a' }],
  ])('%s is refused', (_, csv, options, expected) => {
    const given = Object.fromEntries(
      Object.entries(expected).map(([key, value]) => [
        key,
        value instanceof RegExp ? expect.stringMatching(value) : value,
      ]),
    );
    expect(problemsOf(() => annotated(withTable(csv, options)))[0]).toMatchObject(given);
  });

  test('of a thousand bad lines the first are told, and the record can be left out', () => {
    const csv = `s,k\n${'x,N\n'.repeat(1000)}`;
    const text = withTable(csv, { table });
    expect(problemsOf(() => annotated(text)).length).toBeLessThan(10);
    const good = { ...recordFiles('b', { leads: { X: rising(20, 500) } }), 'b.csv': 's,k\n1,N\n' };
    const set = annotated({
      ...text,
      options: { table, unfit: { damaged: 'leave-out' } },
      files: { ...text.files, ...good },
    });
    expect(new Set(set.groups)).toEqual(new Set(['b']));
  });
});

describe('recordings in EDF for the rule', () => {
  const codes = rising(20, -1024);
  const halves = (records: readonly number[]) => [records.slice(0, 10), records.slice(10)];
  /** 20 samples at 10 Hz in two records of 1 s, codes -1024 to 1023 of gain 200. */
  const recording = (annotations: readonly string[], more: Recording = {}, written: Partial<Written> = {}) =>
    edfFile(
      [
        { label: 'X', physical: [-5.12, 5.115], digital: [-1024, 1023], records: halves(codes), ...written },
        { label: 'slow', records: [[1], [2]] },
        { label: 'EDF Annotations', records: annotations },
      ],
      { kind: 'EDF+C', ...more },
    );
  const TAL = [
    tal('+0', '') + tal('+0.1', 'N') + tal('+0.5', 'N') + tal('+0.9', 'N'),
    tal('+1', '') + tal('+1.2', 'AF'),
  ];
  const symbols = { AF: '(AFIB' };
  const read = (file: Uint8Array, options: object = {}, more: Partial<AnnotatedText> = {}) =>
    annotated({
      records: {},
      files: { 'a.edf': file },
      options: { symbols, ...options },
      input: { zero: undefined, gain: undefined },
      ...more,
    });

  test('with annotations of their own', () => {
    const set = read(recording(TAL));
    expect([set.names, classIn(set)]).toEqual([STARTS.map((start) => `a/X/${start}`), WANTED]);
    expect(codesOf(set).slice(0, 2)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
  });
  test('with a table beside, by the name of the recording', () => {
    const set = read(
      recording([tal('+0', ''), tal('+1', '')]),
      { records: ['a.edf'], table: { seconds: 1, symbol: 2, header: false } },
      {
        files: { 'a.edf': recording([tal('+0', ''), tal('+1', '')]), 'a.csv': '0.1,N\n.5,N\n.9,N\n1.2,AF\n' },
      },
    );
    expect(classIn(set)).toEqual(WANTED);
  });
  test('a rhythm with a duration ends', () => {
    const lists = [`${tal('+0', '') + tal('+0.1', 'N')}+0.4\x150.4\x14AF\x14\0`, tal('+1', '') + tal('+1', 'N')];
    const set = read(recording(lists));
    expect([set.names, classIn(set)]).toEqual([
      ['a/X/0', 'a/X/4'],
      ['n', 'af'],
    ]);
  });
  test('no window over a gap', () => {
    const lists = [TAL[0]!, tal('+1.6', '') + tal('+1.7', 'AF')];
    const set = read(recording(lists, { kind: 'EDF+D' }), { step: 2 });
    expect(set.names).toEqual(['a/X/0', 'a/X/2', 'a/X/4', 'a/X/6', 'a/X/16', 'a/X/18', 'a/X/20', 'a/X/22']);
    expect(codesOf(set)[4]).toEqual([10, 11, 12, 13]);
    expect(set.provenance.leftOut).toContainEqual({
      recording: 'a',
      lead: 'X',
      what: 'window',
      count: 4,
      why: 'invalid samples',
    });
  });
  test.each<[string, Uint8Array, object, object]>([
    ['another rate of a lead', recording(TAL), { leads: [['slow']] }, { field: 'rate', value: 1 }],
    [
      'another converter',
      recording(TAL, {}, { digital: [-2048, 2047] }),
      {},
      { field: 'codeBits', value: 12, allowed: '11' },
    ],
    [
      'no annotations',
      recording([tal('+0', ''), tal('+1', '')]),
      {},
      { message: 'no annotations', allowed: /options\.table/ },
    ],
    [
      'no beats by these names',
      recording(TAL),
      { symbols: { N: 'normal' } },
      { value: ['normal', 'AF'], fix: 'options.symbols' },
    ],
    ['a file that is cut off', recording(TAL).subarray(0, -3), {}, { where: /a\.edf$/ }],
    [
      'nothing but annotations',
      edfFile([{ label: 'EDF Annotations', records: [TAL[0]!] }], { kind: 'EDF+C' }),
      {},
      { message: /no signals/ },
    ],
  ])('%s is refused', (_, file, options, expected) => {
    const given = Object.fromEntries(
      Object.entries(expected).map(([key, value]) => [
        key,
        value instanceof RegExp ? expect.stringMatching(value) : value,
      ]),
    );
    expect(problemsOf(() => read(file, options))).toContainEqual(expect.objectContaining(given));
  });
  test('a gap of years', () => {
    const lists = [TAL[0]!, tal('+999999999', '')];
    expect(problemsOf(() => read(recording(lists, { kind: 'EDF+D' })))[0]!.message).toMatch(/more samples/);
  });
});
