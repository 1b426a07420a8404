import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { usualArrays } from '../../../generator/data/readers/npz.js';
import { floats, longs, npyFile, raw } from '../../support/npy-file.js';
import { labelsOf } from '../sets.js';
import { problemsOf } from './files.js';
import { mutationsOf, readOrRefuse } from './mutations.js';
import { codesOf, notesOf, opened } from './opened.js';

const input = { samples: 3, channels: 2, rateHz: 10, codeBits: 8, zero: 0, gain: 1 };
const six = [1, 2, 3, 4, 5, 6];
const BY_SAMPLE = [1, 4, 2, 5, 3, 6];
const labels = (...names: string[]) =>
  npyFile(
    '<U4',
    [names.length],
    raw(Uint32Array.from(names.flatMap((name) => [...name.padEnd(4, '\0')].map((c) => c.codePointAt(0)!)))),
  );

const npy = (files: Record<string, Uint8Array>, options: object, more: object = {}) =>
  opened({ reader: 'npy', options, input, classes: ['no', 'yes'], ...more }, files);
const pair = (x: Uint8Array, y: Uint8Array, options: object = {}, more: object = {}) =>
  npy({ 'X.npy': x, 'y.npy': y }, { files: [{ x: 'X.npy', y: 'y.npy' }], ...options }, more);

describe('NumPy arrays', () => {
  const x = floats([1, 2, 3], six);
  const y = longs([1], [1]);
  const given: [string, Uint8Array, Uint8Array, object, object, number[]][] = [
    ['channels, then time', x, y, {}, {}, BY_SAMPLE],
    ['time, then channels', floats([1, 3, 2], six), y, {}, {}, six],
    ['axes of length 1', floats([1, 1, 2, 3], six), y, {}, {}, BY_SAMPLE],
    [
      'as many samples as channels',
      floats([1, 2, 2], [1, 2, 3, 4]),
      y,
      {},
      { input: { ...input, samples: 2 } },
      [1, 3, 2, 4],
    ],
    [
      'the same, told',
      floats([1, 2, 2], [1, 2, 3, 4]),
      y,
      { axes: 'NTC' },
      { input: { ...input, samples: 2 } },
      [1, 2, 3, 4],
    ],
    ['one channel', floats([1, 3], [1, 2, 3]), y, {}, { input: { ...input, channels: 1 } }, [1, 2, 3]],
    ['one channel in an axis', floats([1, 3, 1], [1, 2, 3]), y, {}, { input: { ...input, channels: 1 } }, [1, 2, 3]],
    ['whole numbers', npyFile('<i2', [1, 2, 3], raw(Int16Array.from(six))), y, {}, {}, BY_SAMPLE],
    [
      'Fortran order',
      npyFile('<f4', [1, 2, 3], raw(Float32Array.of(1, 4, 2, 5, 3, 6)), { fortran: true }),
      y,
      {},
      {},
      BY_SAMPLE,
    ],
  ];
  test.each(given)('%s', (_, xs, ys, options, more, codes) => {
    const set = pair(xs, ys, options, more);
    expect([codesOf(set), labelsOf(set), set.names]).toEqual([[codes], [1], ['X.npy (0)']]);
  });

  const twice = floats([2, 2, 3], [...six, ...six]);
  const classes: [string, Uint8Array, object, number[]][] = [
    ['indices', longs([2], [1, 0]), {}, [1, 0]],
    ['indices in a column', longs([2, 1], [1, 0]), {}, [1, 0]],
    ['whole floats', floats([2], [1, 0]), {}, [1, 0]],
    ['names', labels('yes', 'no'), {}, [1, 0]],
    ['truth values', npyFile('|b1', [2], Uint8Array.of(0, 1)), {}, [0, 1]],
    ['a 1 in the place of the class', floats([2, 2], [0, 1, 1, 0]), {}, [1, 0]],
    ['classes that are numbers', longs([2], [7, 5]), { classes: ['5', '7'] }, [1, 0]],
  ];
  test.each(classes)('labels: %s', (_, ys, more, wanted) =>
    expect(labelsOf(pair(twice, ys, {}, more))).toEqual(wanted),
  );

  const unread: [string, Uint8Array, string][] = [
    ['values', floats([2, 3], six), 'labels <f4 [2, 3] are not read'],
    [
      'several labels a window',
      npyFile('|u1', [2, 3], Uint8Array.of(1, 0, 1, 0, 0, 1)),
      'labels |u1 [2, 3] are not read',
    ],
    ['labels of each step', longs([2, 3], six), 'labels <i8 [2, 3] are not read'],
  ];
  test.each(unread)('%s: windows without targets, which is told', (_, ys, note) => {
    const set = pair(twice, ys, {}, { classes: [] });
    expect(set.targets).toBeNull();
    expect(notesOf(set)).toEqual([expect.stringContaining(note)]);
  });

  test('groups, several files, what is missing', () => {
    const files = {
      'a.npy': twice,
      'y.npy': longs([2], [1, 0]),
      'g.npy': longs([2], [7, 9]),
      'b.npy': floats([1, 2, 3], [1, 2, 3, 4, 5, Number.NaN]),
      'z.npy': y,
    };
    const set = npy(files, {
      files: [
        { x: 'a.npy', y: 'y.npy', group: 'g.npy' },
        { x: 'b.npy', y: 'z.npy' },
      ],
      missing: 'leave-out',
    });
    expect([set.names, set.groups]).toEqual([
      ['a.npy (0)', 'a.npy (1)'],
      ['7', '9'],
    ]);
    expect(notesOf(set)).toEqual(['1 windows in which values are missing (1 in all) are left out']);
  });

  test.each<[string, Uint8Array, Uint8Array, object, object]>([
    [
      'another length',
      floats([1, 2, 2], [1, 2, 3, 4]),
      y,
      {},
      { field: 'shape', value: [1, 2, 2], allowed: '[windows, 2, 3] or [windows, 3, 2]' },
    ],
    ['axes that are told and others', x, y, { axes: 'NTC' }, { field: 'shape', allowed: '[windows, 3, 2]' }],
    ['one value', floats([], [1]), y, {}, { field: 'shape' }],
    ['texts', labels('a'), y, {}, { message: 'texts, no values of a signal' }],
    ['a label too few', x, longs([2], [1, 1]), {}, { message: 'not a label for each window', value: 2, allowed: '1' }],
    ['a label that is no class', x, longs([1], [2]), {}, { field: 'class', value: '2' }],
    [
      'values as labels',
      x,
      floats([1], [0.5]),
      {},
      { message: 'not one class of each window', fix: /"classes": \[\]/ },
    ],
    ['several labels', x, floats([1, 2], [1, 1]), {}, { message: 'not one class of each window' }],
    ['no label', x, floats([1, 2], [0, 0]), {}, { message: 'not one class of each window' }],
    [
      'a missing value',
      floats([1, 2, 3], [1, 2, Number.NaN, 4, 5, 6]),
      y,
      {},
      { field: 'channel 0, sample 2', message: 'a value is missing' },
    ],
    [
      'infinity',
      floats([1, 2, 3], [1, 2, 3, 4, Infinity, 6]),
      y,
      {},
      { field: 'channel 1, sample 1', message: 'no finite number' },
    ],
    ['no window', floats([0, 2, 3], []), longs([0], []), {}, { message: 'no window in any file' }],
    ['a part of a file', x.subarray(0, -1), y, {}, { message: /truncated/ }],
    ['objects', npyFile('|O', [1, 2, 3], Buffer.alloc(48)), y, {}, { message: /Python objects/ }],
  ])('%s: refused', (_, xs, ys, options, problem) => {
    const [found] = problemsOf(() => pair(xs, ys, options));
    for (const [key, value] of Object.entries(problem)) {
      const own = found![key as keyof typeof found];
      if (value instanceof RegExp) expect(own).toMatch(value);
      else expect(own).toEqual(value);
    }
  });
  test('classes without labels', () => {
    const [found] = problemsOf(() => npy({ 'X.npy': x }, { files: [{ x: 'X.npy' }] }));
    expect(found!.message).toBe('no array has the labels of these windows');
  });
});

describe('archives of NumPy arrays', () => {
  const npz = (arrays: Record<string, Uint8Array>, options: object = {}, more: object = {}) => {
    const files = Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes]));
    return opened(
      { reader: 'npz', options: { files: ['a.npz'], ...options }, input, classes: ['no', 'yes'], ...more },
      { 'a.npz': zipSync(files) },
    );
  };
  const one = (first: number) => floats([1, 2, 3], [first, 2, 3, 4, 5, 6]);
  test('training and test by their usual names', () => {
    const set = npz({
      X_test: one(9),
      y_test: longs([1], [0]),
      X_train: one(8),
      y_train: longs([1], [1]),
      other: longs([1], [1]),
    });
    expect([set.names, labelsOf(set)]).toEqual([
      ['a.npz/X_train (0)', 'a.npz/X_test (0)'],
      [1, 0],
    ]);
    expect(codesOf(set).map(([first]) => first)).toEqual([8, 9]);
  });
  test('arrays by name', () => {
    const arrays = { signal: one(7), kind: longs([1], [1]), who: longs([1], [3]) };
    const set = npz(arrays, { arrays: [{ x: 'signal', y: 'kind', group: 'who' }] });
    expect([set.names, set.groups]).toEqual([['a.npz/signal (0)'], ['3']]);
  });
  test.each<[string, Parameters<typeof npz>, object]>([
    ['no usual name', [{ signal: one(1) }], { message: 'no array has a usual name', value: ['signal'] }],
    [
      'an array that is not there',
      [{ X: one(1) }, { arrays: [{ x: 'Z' }] }],
      { message: 'no such array', value: 'Z', allowed: 'X' },
    ],
    [
      'a group too few',
      [{ X: one(1), y: longs([1], [1]), g: longs([2], [1, 2]) }, { arrays: [{ x: 'X', y: 'y', group: 'g' }] }],
      { message: 'not a group for each window' },
    ],
  ])('%s: refused', (_, given, problem) => expect(problemsOf(() => npz(...given))[0]).toMatchObject(problem));

  test.each<[string[], object]>([
    [['X', 'y', 'X_train', 'y_train'], [{ x: 'X_train', y: 'y_train' }]],
    [['x', 'Y'], [{ x: 'x', y: 'Y' }]],
    [
      ['X_train', 'X_val', 'y_val'],
      [{ x: 'X_train' }, { x: 'X_val', y: 'y_val' }],
    ],
    [['data', 'labels'], [{ x: 'data', y: 'labels' }]],
    [['a'], []],
  ])('usual names among %j', (names, found) => expect(usualArrays(names)).toEqual(found));

  test('mutated archives are read or refused', () => {
    const valid = zipSync({ 'X.npy': one(1), 'y.npy': longs([1], [1]) });
    const dataset = { reader: 'npz', options: { files: ['a.npz'] }, input, classes: ['no', 'yes'] };
    fc.assert(
      fc.property(mutationsOf(valid), (bytes) => void readOrRefuse(() => opened(dataset, { 'a.npz': bytes }))),
      { numRuns: 60 },
    );
  });
});
