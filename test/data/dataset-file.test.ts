import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aboutOf, defaultDataset, readDataset, shippedDatasets } from '../../generator/data/dataset-file.js';
import { openSignals } from '../../generator/data/open.js';
import { windowCodes } from '../../generator/data/signal-set.js';
import { folderOf, matlab4, pack212, problemsOf } from './readers/files.js';
import { labelsOf } from './sets.js';

const CLASSES = {
  name: 'bearings',
  folder: 'data',
  reader: 'class-folders',
  options: {},
  classes: ['good', 'worn'],
  input: { samples: 3, channels: 2, rateHz: 48_000, codeBits: 12, zero: [2048, 2000], units: 'g' },
  groups: { what: 'machine', pattern: '/(\\w+)-', form: '<machine>-<n>.mat', aliases: { m3: 'm1' } },
};
const CSV = { reader: 'csv', options: { files: ['a.csv'], label: 'class' } };
const VALUES = { kind: 'values', names: ['wear'], units: ['mm'] };
const fileOf = (dataset: object, files: Record<string, string | Uint8Array> = {}) =>
  join(folderOf({ 'd.json': JSON.stringify(dataset), ...files }), 'd.json');
const open = (path: string) => openSignals(path, { windows: 1, seed: 1 });

test('a folder of its own: classes, channels either way round, machines that must not be split', () => {
  const byColumns = matlab4([1, 11, 2, 12, 3, 13], { rows: 2, columns: 3 });
  const byRows = matlab4([1, 2, 3, 11, 12, 13], { rows: 3, columns: 2 });
  const set = open(fileOf(CLASSES, { 'data/worn/m1-0.mat': byColumns, 'data/good/m3-1.mat': byRows }));
  expect([0, 1].map((i) => [...windowCodes(set, i)])).toEqual(new Array(2).fill([1, 11, 2, 12, 3, 13]));
  expect(set.hashes[0]).toBe(set.hashes[1]);
  expect([labelsOf(set), set.groups]).toEqual([
    [0, 1],
    ['m1', 'm1'],
  ]);
  expect(set.inputs[0]).toMatchObject({ channels: 2, zero: [2048, 2000], units: ['g', 'g'], rateHz: 48_000 });
});

test('a name without its machine, a matrix of another shape, a code beyond the bits', () => {
  const files = {
    'data/worn/x.mat': matlab4([1, 2, 3, 4, 5, 6], { rows: 2, columns: 3 }),
    'data/worn/m1-1.mat': matlab4([1, 2, 3, 4, 5, 6], { rows: 1, columns: 6 }),
    'data/worn/m1-2.mat': matlab4([1, 2, 3, 4, 5, 4096], { rows: 2, columns: 3, type: 20 }),
  };
  expect(problemsOf(() => open(fileOf(CLASSES, files))).map(({ message, allowed }) => [message, allowed])).toEqual([
    ['the name does not say the machine', '<machine>-<n>.mat'],
    ['wrong length', '2 x 3 or 3 x 2'],
    ['no ADC code', 'whole numbers 0 to 4095'],
  ]);
});

test('records: their signals are channels, each record a group, windows without targets', () => {
  const record = (name: string) => ({
    [`${name}.hea`]: `${name} 2 100 4\n${name}.dat 212 200(5)/mV 8\n${name}.dat 212 100(7)/V 8\n`,
    [`${name}.dat`]: pack212([1, 2, 3, 4, 5, 6, 7, 8]),
  });
  const input = { samples: 2, channels: 2, rateHz: 100, codeBits: 8, gain: [100, 200] };
  const dataset = { name: 'r', reader: 'wfdb', options: { records: ['b', 'a'], signals: [1, 0] }, input };
  const set = open(fileOf(dataset, { ...record('a'), ...record('b') }));
  expect(set).toMatchObject({ targets: null, groups: ['b', 'b', 'a', 'a'] });
  expect([...windowCodes(set, 1)]).toEqual([6, 5, 8, 7]);
  expect(set.inputs[0]).toMatchObject({ zero: [7, 5], gain: [100, 200], units: ['V', 'mV'] });
  const other = { ...dataset, input: { ...input, rateHz: 200, gain: 100 } };
  expect(problemsOf(() => open(fileOf(other, { ...record('a'), ...record('b') }))).map(({ field }) => field)).toEqual([
    ...['rate', 'gain'],
    ...['rate', 'gain'],
  ]);
});

describe('a file that is refused', () => {
  test.each<[string, object, object]>([
    ['another reader', { reader: 'tss' }, { field: 'reader', fix: 'ts' }],
    ['an unknown field', { clases: [] }, { field: 'clases', message: 'unknown field' }],
    ['a class twice', { classes: ['a', 'a'] }, { field: 'classes', message: 'a class twice' }],
    ['no rate', { input: { ...CLASSES.input, rateHz: 0 } }, { field: 'input.rateHz' }],
    ['17 bits', { input: { ...CLASSES.input, codeBits: 17 } }, { field: 'input.codeBits', fix: '16' }],
    [
      'a zero too few',
      { input: { ...CLASSES.input, zero: [1] } },
      { field: 'input.zero', allowed: 'a list of 2, or one for all' },
    ],
    [
      'a zero that is no code',
      { input: { ...CLASSES.input, zero: 4096 } },
      { field: 'input.zero', allowed: '0 to 4095 (codeBits 12)' },
    ],
    ['a gain of 0', { input: { ...CLASSES.input, gain: [1, 0] } }, { field: 'input.gain[1]' }],
    [
      'a broken pattern',
      { groups: { ...CLASSES.groups, pattern: '(' } },
      { field: 'groups.pattern', message: 'not a regular expression' },
    ],
    ['options of another reader', { options: { files: [] } }, { field: 'options.files', message: 'unknown field' }],
    ['a reader without its files', { reader: 'csv' }, { field: 'options.files', message: 'missing field' }],
    ['targets besides classes', { ...CSV, targets: VALUES }, { field: 'targets', message: 'besides classes' }],
    [
      'targets of a reader of classes',
      { classes: [], targets: VALUES },
      {
        field: 'targets',
        message: 'reader class-folders reads none but classes',
        allowed: 'readers csv, npy, npz, parquet',
      },
    ],
    [
      'targets that are made up',
      { ...CSV, classes: [], targets: VALUES, standIn: 'synthetic' },
      { field: 'targets', message: 'synthetic makes up none but classes' },
    ],
    [
      'targets of another kind',
      { ...CSV, classes: [], targets: { ...VALUES, kind: 'value' } },
      { field: 'targets.kind', fix: 'values' },
    ],
    ['no targets', { ...CSV, classes: [], targets: { kind: 'values', names: [] } }, { field: 'targets.names' }],
    [
      'a target twice',
      { ...CSV, classes: [], targets: { kind: 'labels', names: ['a', 'a'] } },
      { field: 'targets.names', message: 'a target twice' },
    ],
    [
      'a target that is no name of an output',
      { ...CSV, classes: [], targets: { kind: 'values', names: ['\u00b5V'] } },
      { field: 'targets.names[0]', message: 'a name of a target is printable ASCII' },
    ],
    [
      'a unit too few',
      { ...CSV, classes: [], targets: { ...VALUES, names: ['a', 'b'] } },
      { field: 'targets.units', message: 'not one for each name', allowed: 'a list of 2' },
    ],
    [
      'units of labels',
      { ...CSV, classes: [], targets: { ...VALUES, kind: 'labels' } },
      { field: 'targets.units', message: 'labels have no units' },
    ],
  ])('%s', (_, change, problem) => {
    const path = fileOf({ ...CLASSES, ...change });
    const problems = problemsOf(() => readDataset(path));
    expect(problems).toContainEqual(expect.objectContaining({ where: path, ...problem }));
    expect(problems).toHaveLength(1);
  });

  test('signals are not made up without saying how values become codes', () => {
    const { zero: _, ...input } = CLASSES.input;
    const path = fileOf({ ...CLASSES, reader: 'synthetic', input });
    expect(problemsOf(() => open(path)).map(({ field }) => field)).toEqual(['input.zero', 'input.gain']);
  });

  test('made-up signals are of one lead and of known rhythms', () => {
    const input = { samples: 10, rateHz: 100, codeBits: 8, zero: 128, gain: 20 };
    const dataset = { name: 's', reader: 'synthetic', classes: ['PVC', 'NSR'], input };
    expect(labelsOf(open(fileOf(dataset))).slice(0, 3)).toEqual([0, 1, 0]);
    expect(problemsOf(() => open(fileOf({ ...dataset, classes: ['Run'] })))[0]).toMatchObject({ value: 'Run' });
    const two = { ...dataset, input: { ...input, channels: 2 } };
    expect(problemsOf(() => open(fileOf(two)))[0]).toMatchObject({ field: 'input.channels' });
  });
});

test('one shipped data set is taken for folders that no file describes', () => {
  const all = shippedDatasets();
  expect(all.filter((dataset) => dataset.default)).toHaveLength(1);
  expect(aboutOf(defaultDataset()).groups!.of('1 NSR/202m (3)')).toBe('201');
});

test('the example of the page is a data set file', () => {
  const [, example] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/data.md', 'utf8'))!;
  expect(aboutOf(readDataset(fileOf(JSON.parse(example!)))).input.gain).toHaveLength(6);
});
