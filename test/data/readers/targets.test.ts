import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { openSignals } from '../../../generator/data/open.js';
import { arrayTargets } from '../../../generator/data/readers/array-targets.js';
import { WindowTargets } from '../../../generator/data/readers/window-targets.js';
import { type SignalSet, subset, type Targets } from '../../../generator/data/signal-set.js';
import { atPositionsOf } from '../../../generator/data/step-targets.js';
import { chained } from '../../../generator/network/network.js';
import { floats, longs, npyFile, raw } from '../../support/npy-file.js';
import { folderOf, problemsOf } from './files.js';
import { mutationsOf, readOrRefuse } from './mutations.js';
import { notesOf, opened, openedLater } from './opened.js';
import { LISTS, LONG, WIDE } from './parquet-files.js';

const input = { samples: 2, rateHz: 10, codeBits: 8, zero: 0, gain: 1 };
const LABELS = { kind: 'labels', names: ['n', 'v', 'a'] };
const VALUES = { kind: 'values', names: ['rate', 'width'], units: ['1/min', 'ms'] };
const X = floats([2, 2], [1, 2, 3, 4]);

const labels = (...bits: number[]): Targets => ({ kind: 'labels', names: LABELS.names, bits: Uint8Array.from(bits) });
const values = (...numbers: number[]): Targets => ({
  kind: 'values',
  names: VALUES.names,
  units: VALUES.units,
  values: Float32Array.from(numbers),
});

const npy = (y: Uint8Array, targets: object, options: object = {}) =>
  opened(
    { reader: 'npy', options: { files: [{ x: 'X.npy', y: 'y.npy' }], ...options }, input, targets },
    { 'X.npy': X, 'y.npy': y },
  );
const csv = (lines: readonly string[], targets: object, options: object = {}, more: object = {}) =>
  opened(
    { reader: 'csv', options: { files: ['a.csv'], ...options }, input: { ...input, ...more }, targets },
    { 'a.csv': lines.join('\n') },
  );

describe('targets of windows are read', () => {
  const arrays: [string, Uint8Array, object, Targets][] = [
    [
      'labels, whole numbers',
      npyFile('|u1', [2, 3], Uint8Array.of(1, 0, 1, 0, 0, 0)),
      LABELS,
      labels(1, 0, 1, 0, 0, 0),
    ],
    ['labels, floats', floats([2, 3], [1, 0, 1, 0, 0, 0]), LABELS, labels(1, 0, 1, 0, 0, 0)],
    ['labels, truth values', npyFile('|b1', [2, 3], Uint8Array.of(1, 1, 1, 0, 0, 1)), LABELS, labels(1, 1, 1, 0, 0, 1)],
    ['values', floats([2, 2], [60.5, 1, 70, -2]), VALUES, values(60.5, 1, 70, -2)],
    ['values, doubles', npyFile('<f8', [2, 2], raw(Float64Array.of(1, 2, 3, 0.1))), VALUES, values(1, 2, 3, 0.1)],
    ['values, whole numbers', longs([2, 2], [60, 1, 70, -2]), VALUES, values(60, 1, 70, -2)],
    ['values, an axis of length 1', floats([2, 1, 2], [1, 2, 3, 4]), VALUES, values(1, 2, 3, 4)],
    [
      'values in Fortran order',
      npyFile('<f4', [2, 2], raw(Float32Array.of(1, 3, 2, 4)), { fortran: true }),
      VALUES,
      values(1, 2, 3, 4),
    ],
  ];
  test.each(arrays)('NPY: %s', (_, y, targets, wanted) => {
    const set = npy(y, targets);
    expect([set.targets, set.per, notesOf(set)]).toEqual([wanted, 'window', []]);
  });

  test.each([[[2]], [[2, 1]]])('NPY: one value a window, %j', (shape) => {
    const { targets } = npy(floats(shape, [5, 6.5]), { kind: 'values', names: ['v'] });
    expect(targets).toEqual({ kind: 'values', names: ['v'], values: Float32Array.of(5, 6.5) });
  });

  test('NPZ: training and test by their usual names', () => {
    const files = {
      'X_train.npy': X,
      'y_train.npy': floats([2, 2], [1, 2, 3, 4]),
      'X_test.npy': floats([1, 2], [5, 6]),
      'y_test.npy': floats([1, 2], [5, 6]),
    };
    const dataset = { reader: 'npz', options: { files: ['a.npz'] }, input, targets: VALUES };
    expect(opened(dataset, { 'a.npz': zipSync(files) }).targets).toEqual(values(1, 2, 3, 4, 5, 6));
  });

  const tables: [string, string[], object, object, Targets, number][] = [
    [
      'columns that are called as targets',
      ['x0,n,x1,v,a', '1,1,2,0,1', '3,0,4,0,0'],
      LABELS,
      {},
      labels(1, 0, 1, 0, 0, 0),
      2,
    ],
    ['columns by name', ['hr,w,x0,x1', '60,0.5,1,2'], VALUES, { targets: ['hr', 'w'] }, values(60, 0.5), 1],
    [
      'columns by number, without names; a label that is not read',
      ['7,1,2,60,0.5'],
      VALUES,
      { header: false, label: 1, targets: [4, -1] },
      values(60, 0.5),
      1,
    ],
    [
      'a row a sample, named windows',
      ['w,x,rate,width', 'p,1,60,5', 'p,2,60.0,5', 'q,3,70,6', 'q,4,70,6'],
      VALUES,
      { long: { window: 'w' } },
      values(60, 5, 70, 6),
      2,
    ],
    [
      'a row a sample, cut where targets change',
      ['x,n,v,a', '1,1,0,0', '2,1,0,0', '3,1,0,0', '4,1,1,0', '5,1,1,0'],
      LABELS,
      { long: {} },
      labels(1, 0, 0, 1, 1, 0),
      2,
    ],
  ];
  test.each(tables)('CSV: %s', (_, lines, targets, options, wanted, windows) => {
    const set = csv(lines, targets, options);
    expect([set.targets, set.names.length]).toEqual([wanted, windows]);
  });

  const parquet = (base64: string, targets: object, options: object, more: object = {}) =>
    openedLater(
      { reader: 'parquet', options: { files: ['a.parquet'], ...options }, input: { ...input, ...more }, targets },
      { 'a.parquet': Buffer.from(base64, 'base64') },
    );
  test('Parquet: columns of numbers', async () => {
    const options = { targets: ['t1'], leave: ['label'] };
    const { targets } = await parquet(WIDE.snappy, { kind: 'values', names: ['v'] }, options, { samples: 1 });
    expect(targets).toEqual({ kind: 'values', names: ['v'], values: Float32Array.of(2, 4) });
  });
  test('Parquet: a column of lists of all targets', async () => {
    const { targets } = await parquet(LISTS, VALUES, { targets: ['y'], leave: ['id', 'label'] });
    expect(targets).toEqual(values(5, 6, 7, 8));
  });
  test('Parquet: truth values that change within a window are refused', async () => {
    const options = { long: { window: 'w', time: 't' }, missing: 'leave-out', leave: ['label'] };
    const run = parquet(LONG, { kind: 'labels', names: ['on'] }, options);
    await expect(run).rejects.toThrow(/another target or group within a window/);
  });

  test('windows with missing targets are left out, with those that lack samples', () => {
    const lines = ['x0,x1,rate,width', '1,2,60,5', '1,,60,5', '1,2,,NaN', '1,2,?,5', '3,4,70,6'];
    const set = csv(lines, VALUES, { missing: 'leave-out' });
    expect([set.targets, set.names]).toEqual([values(60, 5, 70, 6), ['a.csv (0)', 'a.csv (4)']]);
    expect(notesOf(set)).toEqual(['3 windows in which values are missing (4 in all) are left out']);
    const infinite = npy(floats([2, 2], [1, Infinity, 3, 4]), VALUES, { missing: 'leave-out' });
    expect(infinite.targets).toEqual(values(3, 4));
  });

  test('values without units', () => {
    const { units: _, ...targets } = VALUES;
    expect(npy(floats([2, 2], [1, 2, 3, 4]), targets).targets).not.toHaveProperty('units');
  });
});

describe('targets that are refused', () => {
  const three = (...numbers: number[]) => floats([2, 3], numbers);
  const arrays: [string, Uint8Array, object, object][] = [
    [
      'a window too few',
      floats([1, 2], [1, 2]),
      VALUES,
      { message: 'not targets of each window', value: 1, allowed: '2' },
    ],
    [
      'a target too few',
      floats([2, 1], [1, 2]),
      VALUES,
      { message: 'not a number for each target', value: '<f4 [2, 1]' },
    ],
    ['a target too many', three(1, 2, 3, 4, 5, 6), VALUES, { message: 'not a number for each target' }],
    ['targets of each step', floats([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]), VALUES, { value: '<f4 [2, 2, 2]' }],
    ['one number', floats([], [1]), VALUES, { message: 'not targets of each window', value: 1 }],
    ['texts', npyFile('|S1', [2, 3], Buffer.from('010101')), LABELS, { message: 'texts, no targets', value: '|S1' }],
    ['a label of 2', three(0, 1, 2, 0, 0, 0), LABELS, { field: 'target a', message: 'no label', value: 2 }],
    ['a probability', three(0, 1, 0.5, 0, 0, 0), LABELS, { field: 'target a', message: 'no label', value: 0.5 }],
    ['a label of -1', three(0, -1, 0, 0, 0, 0), LABELS, { field: 'target v', message: 'no label', value: -1 }],
    [
      'NaN as a label',
      three(NaN, 1, 0, 0, 0, 0),
      LABELS,
      { field: 'target n', message: 'a value is missing', value: 'NaN' },
    ],
    [
      'NaN as a value',
      floats([2, 2], [1, NaN, 3, 4]),
      VALUES,
      { field: 'target width', message: 'a value is missing' },
    ],
    [
      'infinity',
      floats([2, 2], [1, 2, 3, -Infinity]),
      VALUES,
      { where: expect.stringMatching(/X\.npy\[1\]$/), field: 'target width', message: 'no finite number' },
    ],
    [
      'a number beyond single precision',
      npyFile('<f8', [2, 2], raw(Float64Array.of(1, 2, 1e39, 4))),
      VALUES,
      { field: 'target rate', message: 'beyond single precision', value: 1e39 },
    ],
  ];
  test.each(arrays)('NPY: %s', (_, y, targets, problem) => {
    expect(problemsOf(() => npy(y, targets))).toEqual([expect.objectContaining(problem)]);
  });

  test('NPY: no array of targets', () => {
    const dataset = { reader: 'npy', options: { files: [{ x: 'X.npy' }] }, input, targets: VALUES };
    const [found] = problemsOf(() => opened(dataset, { 'X.npy': X }));
    expect(found).toMatchObject({ message: 'no array has the targets of these windows', allowed: 'rate, width' });
  });

  const HEAD = 'x0,x1,rate,width';
  const tables: [string, string[], object, Record<string, unknown>][] = [
    ['a text', [HEAD, '1,2,fast,5'], {}, { field: 'target rate', message: 'no number', value: 'fast' }],
    ['infinity', [HEAD, '1,2,inf,5'], {}, { field: 'target rate', message: 'no number', value: 'inf' }],
    ['nothing', [HEAD, '1,2,60,'], {}, { field: 'target width', message: 'a value is missing', fix: /leave-out/ }],
    [
      'no such column',
      ['x0,x1,rates,width', '1,2,60,5'],
      {},
      { message: 'no such column', value: 'rate', fix: 'rates' },
    ],
    ['no column like it', ['x0,x1,rate,n', '1,2,60,5'], {}, { value: 'width', fix: /options\.targets/ }],
    ['a column number that there is not', [HEAD, '1,2,60,5'], { targets: [3, 9] }, { value: 9, allowed: /1 to 4/ }],
    [
      'a column for each but one',
      ['x0,x1,rate,width,n', '1,2,60,5,1'],
      { targets: ['rate', 'width', 'n'] },
      { field: 'targets', message: 'not a column for each target', allowed: 'rate, width' },
    ],
    [
      'one column of one number',
      ['x0,x1,rate', '1,2,60'],
      { targets: ['rate'] },
      { field: 'targets', message: 'not a number for each target', value: 1 },
    ],
    [
      'another target within a window',
      ['w,x,rate,width', 'p,1,60,5', 'p,2,61,5'],
      { long: { window: 'w' } },
      { field: 'window', message: 'another target or group within a window' },
    ],
  ];
  test.each(tables)('CSV: %s', (_, lines, options, { fix, allowed, ...problem }) => {
    const [found, ...others] = problemsOf(() => csv(lines, VALUES, options));
    expect(others).toEqual([]);
    expect(found).toMatchObject(problem);
    if (fix !== undefined) expect(found!.fix).toMatch(fix as string | RegExp);
    if (allowed !== undefined) expect(found!.allowed).toMatch(allowed as string | RegExp);
  });

  test('CSV: columns of targets that the data set does not name', () => {
    const dataset = { reader: 'csv', options: { files: ['a.csv'], targets: ['v'] }, input };
    const [found] = problemsOf(() => opened(dataset, { 'a.csv': 'x0,x1,v\n1,2,3' }));
    expect(found).toMatchObject({ field: 'targets', message: 'columns of targets, of which the data set names none' });
  });

  test('of many bad targets the first are told', () => {
    const problems = problemsOf(() => csv(['x0,x1,n,v,a', ...new Array<string>(50).fill('1,2,0,3,4')], LABELS));
    expect([problems.length, problems.at(-1)!.message]).toEqual([21, 'and 80 more problems']);
  });
});

describe('targets of each step', () => {
  const steps = (y: Uint8Array, about: object, options: object = {}) =>
    opened(
      { reader: 'npy', options: { files: [{ x: 'X.npy', y: 'y.npy' }], ...options }, input, per: 'step', ...about },
      { 'X.npy': X, 'y.npy': y },
    );

  test.each<[string, Uint8Array, string | undefined, number[]]>([
    [
      'steps, names',
      longs([2, 2, 3], [1, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1]),
      undefined,
      [1, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1],
    ],
    [
      'names, steps',
      longs([2, 3, 2], [1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1]),
      undefined,
      [1, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1],
    ],
    [
      'as many of both, as the axes say',
      longs([2, 3, 3], [1, 1, 1, ...new Array(15).fill(0)]),
      'NCT',
      [1, 0, 0, 1, 0, 0, 1, 0, 0, ...new Array(9).fill(0)],
    ],
  ])('labels: %s', (_, y, axes, wanted) => {
    const set = steps(y, { targets: LABELS }, axes === undefined ? {} : { axes });
    expect([set.targets, set.per]).toEqual([labels(...wanted), 'step']);
  });

  test('classes, by name or number', () => {
    const wanted = { kind: 'classes', names: ['a', 'b'], labels: [0, 1, 1, 1, 0, 0] };
    const text = npyFile('<U1', [2, 3], Buffer.from([...'abbbaa'].map((c) => `${c}\0\0\0`).join(''), 'latin1'));
    for (const y of [longs([2, 3], [0, 1, 1, 1, 0, 0]), text]) {
      const { targets, per } = steps(y, { classes: ['a', 'b'] });
      expect([targets, per]).toEqual([wanted, 'step']);
    }
  });

  test('values of one name, and a part of the windows', () => {
    const { targets } = subset(
      steps(floats([2, 3], [1, 2, 3, 4, 5, 6]), { targets: { kind: 'values', names: ['v'] } }),
      [1],
    );
    expect(targets).toEqual({ kind: 'values', names: ['v'], values: Float32Array.of(4, 5, 6) });
  });

  test.each<[string, Uint8Array, object, string]>([
    ['no class', longs([2, 2], [0, 1, 7, 0]), { classes: ['a', 'b'] }, 'class, step 0'],
    ['no label', longs([2, 2, 3], [0, 1, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0]), { targets: LABELS }, 'target a, step 1'],
  ])('%s is told with its step', (_, y, about, field) => {
    expect(problemsOf(() => steps(y, about))[0]).toMatchObject({ field });
  });

  test.each<[Uint8Array, object]>([
    [floats([2, 3, 4], new Array(24).fill(0)), { targets: { kind: 'values', names: ['a', 'b'] } }],
    [longs([2, 2, 2], new Array(8).fill(0)), { classes: ['a', 'b'] }],
    [longs([3, 2], new Array(6).fill(0)), { classes: ['a', 'b'] }],
  ])('other shapes are refused', (y, about) => {
    expect(problemsOf(() => steps(y, about))[0]!.message).toMatch(
      /^not (a number for each target|a class of each step|targets of each step)/,
    );
  });

  test('a reader that reads none says which do', () => {
    const dataset = { reader: 'csv', options: { files: ['a.csv'] }, input, classes: ['a'], per: 'step' };
    expect(problemsOf(() => opened(dataset, { 'a.csv': '1,2' }))[0]).toMatchObject({
      field: 'per',
      message: 'reader csv reads none of each step',
      allowed: expect.stringContaining('npy, npz'),
    });
  });
});

test.each<[Targets, Targets]>([
  [
    { kind: 'classes', names: ['a', 'b'], labels: [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 1, 0] },
    { kind: 'classes', names: ['a', 'b'], labels: [1, 1, 0, 0] },
  ],
  [
    { kind: 'labels', names: ['a', 'b'], bits: Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0) },
    { kind: 'labels', names: ['a', 'b'], bits: Uint8Array.of(1, 0, 0, 1) },
  ],
  [
    { kind: 'values', names: ['v'], values: Float32Array.of(1, 2, 6, 0, 0, 3) },
    { kind: 'values', names: ['v'], values: Float32Array.of(3, 1) },
  ],
])('three steps become one of a network that has fewer: %j', (targets, wanted) => {
  const windows = targets.kind === 'classes' ? 2 : 1;
  const names = Array.from({ length: windows }, (_, i) => `${i}`);
  const [node] = chained([{ name: 'n', inChannels: 1, outChannels: 1, kernel: 1, stride: 3, padding: 0, pool: null }]);
  const network = {
    input: { samples: 6, channels: 1, sampleRateHz: 1, codeBits: 8, zero: 0, shift: 0, bits: 8 },
    layers: [node!],
    per: 'step' as const,
  };
  const set = { names, targets, per: 'step' } as unknown as SignalSet;
  expect(atPositionsOf(set, network).targets).toEqual(wanted);
  expect(atPositionsOf(set, { ...network, layers: [{ ...node!, stride: 1 }] }).targets).toBe(targets);
});

test('windows and their targets stay together: nothing is kept of one that is refused', () => {
  const targets = new WindowTargets({ kind: 'values', per: 'window', names: ['v'] });
  expect(targets.problems('w')).toHaveLength(1);
  targets.add([1]);
  targets.add(['2.5']);
  expect(targets.done()).toEqual({ kind: 'values', names: ['v'], values: Float32Array.of(1, 2.5) });
});

test('no window has no targets', () => {
  const empty = { shape: [0, 2], dtype: '<f4', type: 'real', values: new Float32Array(0) } as never;
  expect(arrayTargets(empty, 'y', 0, { kind: 'values', names: ['a', 'b'], per: 'window' })).toHaveLength(0);
});

test('mutated arrays, texts and data set files are read or refused; what is read is whole', () => {
  const whole = (set: SignalSet | null) => {
    if (set === null || set.targets === null) return;
    const { targets } = set;
    const numbers = targets.kind === 'values' ? targets.values : targets.kind === 'labels' ? targets.bits : [];
    expect(numbers).toHaveLength(set.names.length * targets.names.length);
    expect([...numbers].every(Number.isFinite)).toBe(true);
  };
  const y = floats([2, 2], [60.5, 1, 70, -2]);
  const text = Buffer.from('x0,x1,n,v,a\n1,2,0,1,1\n3,4,1,0,0\n');
  const dataset = { name: 'a', reader: 'csv', options: { files: ['a.csv'] }, input, targets: LABELS };
  const open = (file: string | Uint8Array) =>
    openSignals(join(folderOf({ 'data.json': file, 'a.csv': text }), 'data.json'), { windows: 1, seed: 1 });
  const runs = { numRuns: 60 };
  fc.assert(
    fc.property(mutationsOf(y), (bytes) => whole(readOrRefuse(() => npy(bytes, VALUES)))),
    runs,
  );
  fc.assert(
    fc.property(mutationsOf(text), (bytes) =>
      whole(readOrRefuse(() => csv([Buffer.from(bytes).toString('latin1')], LABELS))),
    ),
    runs,
  );
  fc.assert(
    fc.property(mutationsOf(Buffer.from(JSON.stringify(dataset))), (bytes) => whole(readOrRefuse(() => open(bytes)))),
    runs,
  );
});
