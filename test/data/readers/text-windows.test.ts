import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSignals } from '../../../generator/data/open.js';
import { windowCodes } from '../../../generator/data/signal-set.js';
import { besideData, labelsOf } from '../sets.js';
import { folderOf, problemsOf } from './files.js';
import { mutationsOf, readOrRefuse } from './mutations.js';

const TS = {
  reader: 'ts',
  options: { files: ['a.ts'] },
  classes: ['Rest', 'Run'],
  input: { samples: 3, channels: 2, rateHz: 10, codeBits: 8, zero: [128, 100], gain: [10, -1] },
};
const CSV = { ...TS, reader: 'csv', options: { files: ['a.csv'], label: 'class' } };
const HEAD = [
  '#made by hand',
  '@problemName a',
  '@dimensions 2',
  '@seriesLength 3',
  '@classLabel true Run Rest',
  '@data',
];
const ROWS = ['0.1,1,-12.8:1,2,3:Run', '', '0,0,0:28,100,-155:Rest'];
const COLUMNS = 'x0,x1,x2,y0,y1,y2,class';

/** A folder with a data set's file and texts. */
const opened = (dataset: object, files: Record<string, string>) =>
  openSignals(join(folderOf({ 'data.json': JSON.stringify({ name: 'a', ...dataset }), ...files }), 'data.json'), {
    windows: 1,
    seed: 1,
  });
const ts = (lines: readonly string[], change: object = {}) =>
  opened({ ...TS, ...change }, { 'a.ts': lines.join('\n') });
const csv = (lines: readonly string[], change: object = {}) =>
  opened({ ...CSV, ...change }, { 'a.csv': lines.join('\n') });

describe('texts of the UEA and UCR archives', () => {
  test('channels, classes of the data set, codes by zero and gain of each channel', () => {
    const set = ts([...HEAD, ...ROWS]);
    expect(set.inputs[0]).toMatchObject({ samples: 3, channels: 2, rateHz: 10, codeBits: 8, zero: [128, 100] });
    expect([...windowCodes(set, 0)]).toEqual([129, 99, 138, 98, 0, 97]);
    expect([...windowCodes(set, 1)]).toEqual([128, 72, 128, 0, 128, 255]);
    expect(labelsOf(set)).toEqual([1, 0]);
    expect(set.names).toEqual(['a.ts (0)', 'a.ts (1)']);
    expect(set.groups).toEqual(set.names);
    expect(set.provenance.notes).toEqual([]);
  });

  test('values beyond the codes are told', () => {
    const { provenance } = ts([...HEAD, '100,-100,0:0,0,-200:Run']);
    expect(provenance.notes).toEqual([expect.stringMatching(/: 3 of 6 values .*: 2 of channel 0, 1 of channel 1$/)]);
  });

  test('several files, one after the other; windows without targets', () => {
    const dataset = { ...TS, classes: [], options: { files: ['b.ts', 'a.ts'] } };
    const text = [...HEAD, ...ROWS].join('\r\n');
    const set = opened(dataset, { 'a.ts': text, 'b.ts': text });
    expect(set).toMatchObject({ targets: null, names: ['b.ts (0)', 'b.ts (1)', 'a.ts (0)', 'a.ts (1)'] });
  });

  test.each<[string, string[], string, object]>([
    ['a missing value', ['0,?,0:1,2,3:Run'], ':7', { field: 'channel 0, sample 1', message: 'a value is missing' }],
    ['NaN', ['0,0,0:1,2,NaN:Run'], ':7', { field: 'channel 1, sample 2', message: 'a value is missing' }],
    ['nothing between two commas', ['0,,0:1,2,3:Run'], ':7', { field: 'channel 0, sample 1', value: '' }],
    ['a word', ['0,one,0:1,2,3:Run'], ':7', { message: 'no number', value: 'one' }],
    ['infinity', ['0,1e999,0:1,2,3:Run'], ':7', { message: 'no number' }],
    ['hexadecimal', ['0,0x1,0:1,2,3:Run'], ':7', { message: 'no number' }],
    ['a short channel', ['0,0,0:1,2:Run'], ':7', { field: 'channel 1, samples', value: 2, allowed: '3' }],
    ['a long channel', ['0,0,0,0:1,2,3:Run'], ':7', { field: 'channel 0, samples', value: 4 }],
    ['a channel too few', ['0,0,0:Run'], ':7', { field: 'channels', value: 1, allowed: '2' }],
    ['a line without a class', ['0,0,0:1,2,3'], ':7', { field: 'channels', value: 1 }],
    ['another class', ['0,0,0:1,2,3:run'], ':7', { field: 'class', value: 'run', fix: 'Run' }],
  ])('%s is refused with its place', (_, rows, line, problem) => {
    const [first, ...more] = problemsOf(() => ts([...HEAD, ...rows]));
    expect(more.filter(({ field }) => field !== 'class')).toEqual([]);
    expect(first).toMatchObject(problem);
    expect(first!.where).toMatch(new RegExp(`a\\.ts${line}$`));
  });

  test.each<[string, string, object]>([
    ['@timeStamps true', 'time stamps are not read', {}],
    ['@equalLength false', 'windows of different lengths are not read', {}],
    ['@dimensions 3', 'not what the data set says', { value: '3', allowed: '2' }],
    ['@seriesLength 4', 'not what the data set says', { value: '4', allowed: '3' }],
    ['@univariate true', 'not what the data set says', { allowed: 'false' }],
    ['@targetLabel true', 'targets that are numbers are not read', {}],
    ['@classLabel true Run Walk', 'classes that the data set does not name', { value: ['Walk'] }],
    ['@clasLabel true', 'unknown key', { fix: '@classlabel' }],
  ])('the head %s is refused', (line, message, problem) => {
    const [found] = problemsOf(() => ts([line, ...HEAD, ...ROWS]));
    expect(found).toMatchObject({ message, ...problem });
    expect(found!.where).toMatch(/a\.ts:1$/);
  });

  test('without @data, without windows, without a file', () => {
    expect(problemsOf(() => ts(ROWS))[0]!.message).toBe('no line @data');
    expect(problemsOf(() => ts(HEAD))[0]!.message).toBe('no window in any file');
    expect(problemsOf(() => opened(TS, {}))[0]!.message).toMatch(/cannot be read/);
  });

  test('of many bad lines the first 20 are told', () => {
    const problems = problemsOf(() => ts([...HEAD, ...new Array<string>(50).fill('?,?,?:1,2,3:Run')]));
    expect([problems.length, problems.at(-1)!.message]).toEqual([21, 'and 30 more problems']);
  });

  test('what is written is read: every value is its nearest code', () => {
    const value = fc.double({ min: -20, max: 20, noNaN: true });
    const window = fc.record({
      x: fc.array(value, { minLength: 3, maxLength: 3 }),
      y: fc.array(value, { minLength: 3, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 4 }), (windows) => {
        const set = ts([...HEAD, ...windows.map(({ x, y }) => `${x}:${y}:Run`)]);
        const code = (v: number, zero: number, gain: number) => Math.max(0, Math.min(255, Math.round(zero + gain * v)));
        windows.forEach(({ x, y }, i) => {
          const expected = x.flatMap((v, t) => [code(v, 128, 10), code(y[t]!, 100, -1)]);
          expect([...windowCodes(set, i)]).toEqual(expected);
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe('a line a window, with commas', () => {
  const row = '0.1,1,-12.8,1,2,3,Run';
  test('channels one after the other, or sample by sample', () => {
    const codes = [129, 99, 138, 98, 0, 97];
    expect([...windowCodes(csv([COLUMNS, row]), 0)]).toEqual(codes);
    const options = { files: ['a.csv'], label: 'class', order: 'samples', separator: ';', leave: ['id'] };
    const turned = csv(['id;class;0;1;2;3;4;5', '7;Run;0.1;1;1;2;-12.8;3'], { options });
    expect([...windowCodes(turned, 0)]).toEqual(codes);
  });

  test.each<[string, string[], object, object]>([
    ['a field too few', [COLUMNS, '1,2,3,4,5,Run'], {}, { message: 'not a field of each column', value: 6 }],
    ['a column too few', ['x0,x1,class', '1,2,Run'], {}, { field: 'channel 0, samples', value: 1 }],
    ['a missing value', [COLUMNS, '1,2,,4,5,6,Run'], {}, { field: 'channel 0, sample 2' }],
    [
      'a quote without its end',
      [COLUMNS, '"1,2,3,4,5,6,Run'],
      {},
      { message: 'a quote that does not end in its line' },
    ],
    [
      'something behind a quote',
      [COLUMNS, '"1"2,3,4,5,6,7,Run'],
      {},
      { message: 'a quote that does not end in its line' },
    ],
    ['no column of that name', [COLUMNS, row], { options: { files: ['a.csv'], label: 'clas' } }, { fix: 'class' }],
    ['classes without a column', [COLUMNS, row], { options: { files: ['a.csv'] } }, { field: 'label' }],
  ])('%s is refused', (_, lines, change, problem) => {
    expect(problemsOf(() => csv(lines, change))[0]).toMatchObject(problem);
  });
});

test('mutated texts and mutated data set files are read or refused', () => {
  const text = Buffer.from([...HEAD, ...ROWS].join('\n'));
  const dataset = Buffer.from(JSON.stringify({ name: 'a', ...TS }));
  const take = (files: Record<string, Uint8Array>) => {
    const folder = folderOf(files);
    readOrRefuse(() => openSignals(join(folder, 'data.json'), { windows: 1, seed: 1 }));
  };
  fc.assert(
    fc.property(mutationsOf(text), (bytes) => take({ 'a.ts': bytes, 'data.json': dataset })),
    { numRuns: 60 },
  );
  fc.assert(
    fc.property(mutationsOf(dataset), (bytes) => take({ 'a.ts': text, 'data.json': bytes })),
    { numRuns: 60 },
  );
});

const basicMotions = besideData('models/v01-resnet-basicmotions-onnx-dynamo/data');
test.skipIf(basicMotions === undefined)('BasicMotions: 40 windows of 6 channels, ten of each class', () => {
  const folder = basicMotions!;
  const file = join(folderOf({ x: '' }), 'basicmotions.json');
  const input = { samples: 100, channels: 6, rateHz: 10, codeBits: 12, zero: 2048, gain: [40, 40, 40, 200, 200, 200] };
  const classes = ['Standing', 'Running', 'Walking', 'Badminton'];
  const options = { files: ['BasicMotions_TRAIN.ts'] };
  writeFileSync(
    file,
    JSON.stringify({ name: 'b', folder: relative(dirname(file), folder), reader: 'ts', options, classes, input }),
  );
  const set = openSignals(file, { windows: 1, seed: 1 });
  expect(set.inputs[0].codes).toHaveLength(40 * 100 * 6);
  expect(classes.map((_, c) => labelsOf(set).filter((label) => label === c).length)).toEqual([10, 10, 10, 10]);
  expect(windowCodes(set, 0)[0]).toBe(2048 + Math.round(40 * 0.079106));
});
