import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSignals } from '../../../generator/data/open.js';
import { floats, npyFile, raw } from '../../support/npy-file.js';
import { labelsOf } from '../sets.js';
import { matlab4, problemsOf } from './files.js';
import { matlab5 } from './matlab5-bytes.js';
import { codesOf, datasetIn, notesOf, opened } from './opened.js';
import { wav16 } from './wav-bytes.js';

type Files = Record<string, string | Uint8Array>;

/** Two channels of three samples: 1 2 3 and 4 5 6. */
const input = { samples: 3, channels: 2, rateHz: 100, codeBits: 8, zero: 0, gain: 1 };
const BY_SAMPLE = [1, 4, 2, 5, 3, 6];
const BY_CHANNEL = [1, 2, 3, 4, 5, 6];
const read = (files: Files, options: object = {}, more: object = {}) =>
  opened(
    {
      reader: 'index',
      options: { files: ['index.csv'], path: 'file', label: 'class', ...options },
      input,
      classes: ['no', 'yes'],
      ...more,
    },
    files,
  );
const index = (...lines: string[]) => ['file,class,person', ...lines].join('\n');
const csv = '1,4\n2,5\n3,6\n';

describe('files that a table names', () => {
  test.each<[string, string, string | Uint8Array, object]>([
    ['CSV, time x channels', 'a.csv', csv, {}],
    ['CSV, channels x time', 'a.csv', '1,2,3\n4,5,6', {}],
    ['CSV with names of columns', 'a.CSV', `x,y\n${csv}`, { text: { header: true } }],
    ['CSV with semicolons', 'a.csv', csv.replaceAll(',', ';'), { text: { separator: ';' } }],
    ['TSV', 'a.tsv', csv.replaceAll(',', '\t'), {}],
    ['NumPy, time x channels', 'a.npy', floats([3, 2], BY_SAMPLE), {}],
    ['NumPy, channels x time, in an axis of one', 'a.npy', floats([1, 2, 3], BY_CHANNEL), {}],
    ['NumPy of whole numbers', 'a.npy', npyFile('<i2', [2, 3], raw(Int16Array.from(BY_CHANNEL))), {}],
    ['MATLAB level 4, channels x time', 'a.mat', matlab4(BY_SAMPLE, { rows: 2, columns: 3 }), {}],
    ['MATLAB level 4, time x channels', 'a.mat', matlab4(BY_CHANNEL, { rows: 3, columns: 2 }), {}],
    ['MATLAB level 5', 'a.mat', matlab5({ values: BY_SAMPLE, axes: [2, 3], packed: true }), {}],
    [
      'MATLAB level 5 of several variables',
      'a.mat',
      matlab5([
        { values: [1], name: 'fs' },
        { values: BY_SAMPLE, axes: [2, 3], name: 'x' },
      ]),
      { variable: 'x' },
    ],
    [
      'WAV',
      'a.wav',
      wav16(
        BY_SAMPLE.map((n) => n * 256),
        { channels: 2 },
      ),
      {},
    ],
  ])('%s', (_, name, content, options) => {
    const gain = name.endsWith('.wav') ? { input: { ...input, gain: 128 } } : {};
    const set = read({ 'index.csv': index(`${name},yes,p1`), [name]: content }, options, gain);
    expect([codesOf(set), labelsOf(set), set.names, set.groups]).toEqual([[BY_SAMPLE], [1], [name], [name]]);
  });

  test('as many samples as channels: channels first, or as axes say', () => {
    const square = { input: { ...input, samples: 2 } };
    const files = { 'index.csv': index('a.csv,yes,'), 'a.csv': '1,2\n3,4' };
    expect(codesOf(read(files, {}, square))).toEqual([[1, 3, 2, 4]]);
    expect(codesOf(read(files, { axes: 'TC' }, square))).toEqual([[1, 2, 3, 4]]);
  });

  test('several tables, groups, other folders and separators, names without ending', () => {
    const files = {
      'train.csv': 'id;what;person\nx/a;yes;p1\nx\\b;no;p2\n\n',
      'test.csv': 'id;what;person\n./x/c;1;p1\n',
      ...Object.fromEntries(['a', 'b', 'c'].map((name, i) => [`data/x/${name}.csv`, csv.replace('1', `${i}`)])),
    };
    const options = {
      files: ['train.csv', 'test.csv'],
      separator: ';',
      path: 'id',
      label: 2,
      group: -1,
      below: 'data',
      ending: 'csv',
    };
    const set = read(files, options);
    expect(set.names).toEqual(['data/x/a.csv', 'data/x/b.csv', 'data/x/c.csv']);
    expect([labelsOf(set), set.groups, codesOf(set).map(([first]) => first)]).toEqual([
      [1, 0, 1],
      ['p1', 'p2', 'p1'],
      [0, 1, 2],
    ]);
  });

  test('without names of columns, without classes; the gain fits what is for training', () => {
    const files = {
      'index.csv': 'a.csv,yes\nb.csv,no\n',
      'test.csv': 'c.csv,no',
      'a.csv': csv,
      'b.csv': csv,
      'c.csv': csv.replaceAll('6', '600'),
    };
    const free = { ...input, zero: undefined, gain: undefined };
    const set = read(
      files,
      { files: ['index.csv', 'test.csv'], header: false, path: 1, label: undefined },
      { classes: [], input: free },
    );
    expect(set.targets).toBeNull();
    expect(set.inputs[0].gain).toEqual([85, 42.5]);
    expect(notesOf(set)[0]).toMatch(/of 2 of 3 windows/);
  });

  test('longer files are cut, each a group; what is missing is left out', () => {
    const files = {
      'index.csv': index('a.csv,yes,p', 'b.npy,no,q'),
      'a.csv': '1,1\n2,2\n3,3\n4,4\n5,5\n6,\n7,7\n',
      'b.npy': floats([2, 4], [1, 2, 3, 4, 11, 12, 13, 14]),
    };
    const set = read(files, { step: 2, missing: 'leave-out' });
    expect(set.names).toEqual(['a.csv (0)', 'a.csv (1)', 'b.npy (0)']);
    expect(codesOf(set)).toEqual([
      [1, 1, 2, 2, 3, 3],
      [3, 3, 4, 4, 5, 5],
      [1, 11, 2, 12, 3, 13],
    ]);
    expect(set.groups).toEqual(['a.csv', 'a.csv', 'b.npy']);
    expect(notesOf(set)).toEqual([
      '1 samples at the ends of 1 files fill no window and are left out',
      '1 windows in which values are missing (1 in all) are left out',
    ]);
    expect(read(files, { step: 2, missing: 'leave-out', group: 'person' }).groups).toEqual(['p', 'p', 'q']);
  });
});

describe('refused, each with its place', () => {
  const one = (line: string, files: Files = {}, options: object = {}) =>
    [{ 'index.csv': index(line), 'a.csv': csv, ...files }, options] as const;
  test.each<[string, readonly [Files, object], object]>([
    [
      'a column of files that there is not',
      one('a.csv,yes,', {}, { path: 'fil' }),
      { field: 'path', value: 'fil', fix: 'file' },
    ],
    [
      'a column of classes that there is not',
      one('a.csv,yes,', {}, { label: 'clas' }),
      { value: 'clas', fix: 'class' },
    ],
    ['no column of classes', one('a.csv,yes,', {}, { label: undefined }), { field: 'label' }],
    ['a file that is not there', one('b.csv,yes,'), { where: /b\.csv$/, message: /no such file/ }],
    ['no file', one(',yes,'), { where: /index\.csv:2$/, message: 'no file' }],
    ['a path out of the folder', one('../a.csv,yes,'), { field: 'path', value: '../a.csv' }],
    ['a path through a folder and out', one('x/../../a.csv,yes,'), { message: 'not in the folder of the data' }],
    ['a path from the root', one('/etc/a.csv,yes,'), { message: 'not in the folder of the data' }],
    ['a path of Windows', one('C:\\a.csv,yes,'), { message: 'not in the folder of the data' }],
    ['a name with NUL', one('a\0.csv,yes,'), { message: 'not in the folder of the data' }],
    ['another ending', one('a.xlsx,yes,'), { value: 'a.xlsx', allowed: /csv, mat, npy, tsv, wav/ }],
    ['an ending of a name of JavaScript', one('a.constructor,yes,'), { message: /no ending/ }],
    ['an ending that helps nothing', one('a,yes,', {}, { ending: 'xlsx' }), { message: /no ending/ }],
    ['a class that is none', one('a.csv,maybe,'), { field: 'class', value: 'maybe' }],
    [
      'a file twice',
      one('a.csv,yes,\n./a.csv,no,'),
      { where: /index\.csv:3$/, value: 'a.csv', allowed: /index\.csv:2/ },
    ],
    ['a line of other length', one('a.csv,yes'), { message: 'not a field of each column', value: 2 }],
    ['a quote without end', one('"a.csv,yes,'), { message: 'not a field of each column', value: null }],
    [
      'other lengths',
      one('a.csv,yes,', { 'a.csv': '1,2\n3,4' }),
      { field: 'shape', value: '2 x 2', allowed: '2 x 3 or 3 x 2' },
    ],
    ['longer ones', one('a.csv,yes,', { 'a.csv': `${csv}1,1` }), { value: '4 x 2', fix: /options\.step/ }],
    ['shorter ones than a window', one('a.csv,yes,', { 'a.csv': '1,2\n3,4' }, { step: 1 }), { allowed: /3 or more/ }],
    ['the other axes', one('a.csv,yes,', {}, { axes: 'CT' }), { value: '3 x 2', allowed: '2 x 3' }],
    ['names of columns', one('a.csv,yes,', { 'a.csv': `x,y\n${csv}` }), { where: /a\.csv:1$/, fix: /text\.header/ }],
    ['a text', one('a.csv,yes,', { 'a.csv': '1,4\n2,x\n3,6' }), { where: /a\.csv:2$/, value: 'x' }],
    ['lines of two lengths', one('a.csv,yes,', { 'a.csv': '1,4\n2\n3,6' }), { where: /a\.csv:2$/, value: 1 }],
    ['an empty file', one('a.csv,yes,', { 'a.csv': '' }), { field: 'shape', value: '0 x 0' }],
    ['a missing value', one('a.csv,yes,', { 'a.csv': '1,4\n2,\n3,6' }), { message: 'a value is missing' }],
    [
      'another rate',
      one('a.wav,yes,', { 'a.wav': wav16(BY_SAMPLE, { channels: 2, rate: 200 }) }),
      { field: 'rate', value: 200 },
    ],
    [
      'three axes',
      one('a.npy,yes,', { 'a.npy': floats([2, 2, 3], [...BY_SAMPLE, ...BY_SAMPLE]) }),
      { message: 'no recording' },
    ],
    ['a file of another kind', one('a.npy,yes,', { 'a.npy': csv }), { where: /a\.npy$/ }],
    ['no table', [{ 'a.csv': csv }, {}], { where: /index\.csv$/, message: /no such file/ }],
    ['an empty table', [{ 'index.csv': '' }, {}], { field: 'path' }],
    ['no column at all', one('a.csv,yes,', {}, { path: undefined }), { field: 'options.path' }],
    ['column 0', one('a.csv,yes,', {}, { path: 0 }), { field: 'options.path' }],
    ['an ending with a point', one('a,yes,', {}, { ending: '.csv' }), { field: 'options.ending' }],
  ])('%s', (_, [files, options], expected) => {
    const given = Object.fromEntries(
      Object.entries(expected).map(([key, value]) => [
        key,
        value instanceof RegExp ? expect.stringMatching(value) : value,
      ]),
    );
    expect(problemsOf(() => read(files, options))[0]).toMatchObject(given);
  });

  test('a pipe', () => {
    const path = datasetIn(
      { reader: 'index', options: { files: ['index.csv'], path: 'file' }, input },
      { 'index.csv': index('a.csv,,') },
    );
    execFileSync('mkfifo', [join(path, '../a.csv')]);
    expect(problemsOf(() => openSignals(path, { windows: 1, seed: 1 }))[0]!.message).toMatch(/a pipe/);
  });

  test('all at once', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `a${i}.csv,yes,`);
    const problems = problemsOf(() => read({ 'index.csv': index(...lines) }));
    expect([problems.length, problems.at(-1)!.message]).toEqual([21, 'and 10 more problems']);
  });
});
