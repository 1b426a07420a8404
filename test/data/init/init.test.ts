import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { understandFolder } from '../../../generator/data/init/init.js';
import { openingSignals } from '../../../generator/data/open.js';
import { completed } from '../../../generator/support/long-work.js';
import { floats, longs, npyFile } from '../../support/npy-file.js';
import { edfFile, tal } from '../readers/edf-bytes.js';
import { folderOf, matlab4, pack212 } from '../readers/files.js';
import { matlab5 } from '../readers/matlab5-bytes.js';
import { WIDE } from '../readers/parquet-files.js';
import { wav16 } from '../readers/wav-bytes.js';
import { PACK } from '../readers/wfdb-pack.js';

type Files = Record<string, string | Uint8Array>;

const understood = async (files: Files) => {
  const dir = folderOf(files);
  const file = join(dir, 'data.json');
  const found = await understandFolder(dir, file);
  writeFileSync(file, found.text);
  // What is written is what is read.
  const set = await completed(openingSignals(file, { windows: 1, seed: 1 }));
  expect(set.hashes).toEqual(found.set.hashes);
  const { name: _, ...dataset } = JSON.parse(found.text);
  return { dataset, assumed: found.assumed, set };
};

const texts = (...values: string[]) =>
  npyFile('|S4', [values.length], Buffer.from(values.map((value) => value.padEnd(4, '\0')).join('')));
const npz = (arrays: Record<string, Uint8Array>) =>
  zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])));
const six = [-1, 1, 0.5, -0.5, 0.25, 1];
const zeroGain = { codeBits: 12, zero: 2048, gain: 2047 };
const edf = (label: string, annotations: string) =>
  edfFile(
    [
      {
        label,
        records: [
          [1, -2],
          [3, 4],
          [5, 6],
        ],
      },
      { label: 'EDF Annotations', records: [tal('+0', '') + annotations, '', ''] },
    ],
    { kind: 'EDF+C' },
  );

describe('a folder is described', () => {
  const given: [string, Files, object, RegExp[]][] = [
    [
      'UEA and UCR texts',
      {
        'A_TEST.ts': '@problemName A\n@classLabel true b a\n@data\n0,1:1,0:a\n',
        'A_TRAIN.ts': '@problemName A\n@classLabel true b a\n@data\n1,-1:0,0.5:b\n',
      },
      {
        reader: 'ts',
        options: { files: ['A_TRAIN.ts', 'A_TEST.ts'] },
        classes: ['b', 'a'],
        input: { samples: 2, channels: 2, rateHz: 1, codeBits: 12, zero: [2048, 0], gain: [2047, 8190] },
      },
      [
        /@classLabel/,
        /the sampling rate is not in the data: input\.rateHz is 1 and is to be corrected/,
        /codes have 12 bits/,
      ],
    ],
    [
      'UEA and UCR texts with numbers as targets',
      { 'A.ts': '@targetLabel true\n@data\n1,-1:0.5\n' },
      { reader: 'ts', options: { files: ['A.ts'] }, input: { samples: 2, rateHz: 1, ...zeroGain } },
      [/targets are numbers/],
    ],
    [
      'an archive of arrays, training and test, names of classes',
      {
        'a.npz': npz({
          X_train: floats([1, 2, 3], six),
          y_train: longs([1], [1]),
          X_test: floats([1, 2, 3], six),
          y_test: longs([1], [0]),
          names: texts('no', 'yes'),
        }),
      },
      {
        reader: 'npz',
        options: { files: ['a.npz'] },
        classes: ['no', 'yes'],
        input: { samples: 3, channels: 2, rateHz: 1, ...zeroGain, gain: 2047 },
      },
      [
        /windows are X_train, X_test, labels y_train/,
        /\[1, 2, 3\] are windows x channels x time/,
        /names of classes from names/,
      ],
    ],
    [
      'an archive of arrays with other names, a 1 in the place of the class',
      { 'a.npz': npz({ signal: floats([2, 3], six), kind: longs([2, 2], [0, 1, 1, 0]) }) },
      {
        reader: 'npz',
        options: { files: ['a.npz'], arrays: [{ x: 'signal', y: 'kind' }] },
        classes: ['0', '1'],
        input: { samples: 3, rateHz: 1, ...zeroGain },
      },
      [/a 1 in the place of its class/],
    ],
    [
      'an archive of arrays with several labels a window',
      { 'a.npz': npz({ X: floats([2, 3], six), y: longs([2, 3], [0, 1, 1, 0, 0, 0]) }) },
      {
        reader: 'npz',
        options: { files: ['a.npz'] },
        targets: { kind: 'labels', names: ['label0', 'label1', 'label2'] },
        input: { samples: 3, rateHz: 1, ...zeroGain },
      },
      [
        /labels \[2, 3\] are 0 and 1, so targets are labels/,
        /names are not in the data and are to be corrected: label0/,
      ],
    ],
    [
      'the same with the names of the labels',
      {
        'a.npz': npz({
          X: floats([2, 3], six),
          y: floats([2, 3], [0, 1, 1, 0, 0, 0]),
          labels: texts('n', 'v', 'a'),
        }),
      },
      {
        reader: 'npz',
        options: { files: ['a.npz'] },
        targets: { kind: 'labels', names: ['n', 'v', 'a'] },
        input: { samples: 3, rateHz: 1, ...zeroGain },
      },
      [/names of labels from labels/],
    ],
    [
      'one real value a window, some of them missing',
      { 'X.npy': floats([3, 2], [-1, 1, 0, 0, 0, 1]), 'y.npy': floats([3], [1.5, Number.NaN, 2]) },
      {
        reader: 'npy',
        options: { files: [{ x: 'X.npy', y: 'y.npy' }], missing: 'leave-out' },
        targets: { kind: 'values', names: ['value0'] },
        input: { samples: 2, rateHz: 1, ...zeroGain },
      },
      [/labels \[3\] are real values/, /values are missing are left out/],
    ],
    [
      'whole numbers, too many for classes',
      { 'X.npy': floats([4, 1], [-1, 1, 0, 0.5]), 'y.npy': longs([4], [61, 72, 58, 90]) },
      {
        reader: 'npy',
        options: { files: [{ x: 'X.npy', y: 'y.npy' }] },
        targets: { kind: 'values', names: ['value0'] },
        input: { samples: 1, rateHz: 1, ...zeroGain },
      },
      [/labels \[4\] are whole numbers, so targets are values/],
    ],
    [
      'classes of which some are missing',
      { 'X.npy': floats([3, 2], [-1, 1, 0, 0, 0, 1]), 'y.npy': floats([3], [0, Number.NaN, 1]) },
      {
        reader: 'npy',
        options: { files: [{ x: 'X.npy', y: 'y.npy' }] },
        input: { samples: 2, rateHz: 1, ...zeroGain },
      },
      [/labels \[3\] are classes, of which some are missing: windows without targets/],
    ],
    [
      'labels of each step',
      {
        'X.npy': floats([2, 16], Array(32).fill(1).fill(-1, 3, 9)),
        'y.npy': longs([2, 16], Array(32).fill(1).fill(0, 3, 9)),
      },
      {
        reader: 'npy',
        options: { files: [{ x: 'X.npy', y: 'y.npy' }] },
        input: { samples: 16, rateHz: 1, ...zeroGain },
      },
      [/labels \[2, 16\] are of each step, which are not read as yet/],
    ],
    [
      'pairs of arrays with real values',
      {
        'X_train.npy': floats([1, 3, 2], six),
        'y_train.npy': floats([1, 2], [0.5, 7]),
        'X_test.npy': floats([1, 3, 2], six),
        'y_test.npy': floats([1, 2], [1, 2]),
      },
      {
        reader: 'npy',
        options: {
          files: [
            { x: 'X_train.npy', y: 'y_train.npy' },
            { x: 'X_test.npy', y: 'y_test.npy' },
          ],
        },
        targets: { kind: 'values', names: ['value0', 'value1'] },
        input: { samples: 3, channels: 2, rateHz: 1, codeBits: 12, zero: 2048, gain: [2048, 2047] },
      },
      [/windows x time x channels/, /labels \[1, 2\] are real values/],
    ],
    [
      'a table with a row a window, names, a group',
      { 'train.csv': 'label,subject,t0,t1\nyes,p1,-1,1\nno,p2,0,1\n' },
      {
        reader: 'csv',
        options: { files: ['train.csv'], label: 'label', group: 'subject' },
        classes: ['no', 'yes'],
        input: { samples: 2, rateHz: 1, ...zeroGain },
      },
      [/column label says the class/, /column subject says what must not be split/, /a row is a window of one channel/],
    ],
    [
      'a table with a real value a window',
      { 'train.csv': 'target,t0,t1\n61.5,-1,1\n72,0,1\n58.25,0,0\n' },
      {
        reader: 'csv',
        options: { files: ['train.csv'], targets: ['target'] },
        targets: { kind: 'values', names: ['target'] },
        input: { samples: 2, rateHz: 1, ...zeroGain },
      },
      [/column target says the target, a real value/],
    ],
    [
      'a table without names, the label last',
      { 'a.csv': '-1.0,1.0,0\n0.5,0.7,1\n', 'b_test.csv': '0.5,0.5,1\n' },
      {
        reader: 'csv',
        options: { files: ['a.csv', 'b_test.csv'], header: false, label: -1 },
        classes: ['0', '1'],
        input: { samples: 2, rateHz: 1, ...zeroGain },
      },
      [/column -1 says the class/],
    ],
    [
      'a table with tabs, the label first, as a text',
      { 'a.tsv': 'no\t-1.0\t1.0\nyes\t0.5\t1\n' },
      {
        reader: 'csv',
        options: { files: ['a.tsv'], separator: '\t', header: false, label: 1 },
        classes: ['no', 'yes'],
        input: { samples: 2, rateHz: 1, ...zeroGain },
      },
      [/column 1 says the class/],
    ],
    [
      'a table with channels by the names of columns, and a value missing',
      { 'a.csv': 'x_0,y_0,x_1,y_1\n-1,-1,1,1\n0,,1,1\n' },
      {
        reader: 'csv',
        options: { files: ['a.csv'], order: 'samples', missing: 'leave-out' },
        input: { samples: 2, channels: 2, rateHz: 1, ...zeroGain },
      },
      [
        /no column says the class/,
        /windows of 2 channels: x, y|window of 2 channels: x, y/,
        /values are missing are left out/,
      ],
    ],
    [
      'a table with a row a sample',
      { 'a.csv': 'window,time_s,x,activity\n0,0,-1,a\n0,0.1,1,a\n1,7,1,b\n1,7.1,1,b\n' },
      {
        reader: 'csv',
        options: { files: ['a.csv'], label: 'activity', long: { window: 'window', time: 'time_s' } },
        classes: ['a', 'b'],
        input: { samples: 2, rateHz: 10, ...zeroGain },
      },
      [/a row is a sample of channels x/, /column window names the window/, /one sample every 0\.1 s/],
    ],
    [
      'a table with a row a sample and no windows',
      { 'a.csv': `t,x\n${Array.from({ length: 6 }, (_, i) => `${i},${i % 2 === 0 ? -1 : 1}`).join('\n')}\n` },
      {
        reader: 'csv',
        options: { files: ['a.csv'], long: { time: 't' } },
        input: { samples: 2, rateHz: 1, ...zeroGain },
      },
      [/windows of 2 samples are cut/],
    ],
    [
      'Parquet, a row a window',
      { 'a.parquet': Buffer.from(WIDE.snappy, 'base64') },
      {
        reader: 'parquet',
        options: { files: ['a.parquet'], label: 'label' },
        classes: ['no', 'yes'],
        input: { samples: 2, rateHz: 1, codeBits: 12, zero: 0, gain: 1023.75 },
      },
      [/one channel/],
    ],
    [
      'WAV files in parts and class folders',
      {
        'train/no/a.wav': wav16([1, 2, 3]),
        'train/yes/b.wav': wav16([1, 2]),
        'test/no/c.wav': wav16([5, 6]),
        'test/yes/c.wav': wav16([7, 8]),
      },
      {
        reader: 'wav',
        options: { parts: ['train', 'test'], step: 2 },
        classes: ['no', 'yes'],
        input: { samples: 2, rateHz: 100, codeBits: 16, zero: 32768, gain: 32768 },
      },
      [/a folder is a class/, /cut into windows/],
    ],
    [
      'WAV files without classes',
      { 'a.wav': wav16([1, 2, 3, 4], { channels: 2 }) },
      {
        reader: 'wav',
        options: {},
        input: { samples: 2, channels: 2, rateHz: 100, codeBits: 16, zero: 32768, gain: 32768 },
      },
      [/no folder says a class/],
    ],
    [
      'EDF with spans of classes',
      { 'a.edf': edf('ECG', tal('+0\x151', 'W') + tal('+1\x152', 'N1')) },
      {
        reader: 'edf',
        options: { signals: ['ECG'] },
        classes: ['N1', 'W'],
        input: { samples: 2, rateHz: 2, codeBits: 12, units: 'mV', zero: 2048, gain: 341.166 },
      },
      [/windows last 1 s/, /annotations with a duration are classes/],
    ],
    [
      'EDF in folders, with other signals and beats',
      { 'train/a.edf': edf('MLII', tal('+1', 'N')), 'test/b.edf': edf('V5', tal('+1', 'V')) },
      {
        reader: 'edf',
        options: { files: ['train/a.edf', 'test/b.edf'] },
        input: { samples: 6, rateHz: 2, codeBits: 12, zero: 2048, gain: 341.166 },
      },
      [/1 recordings have other signals/, /annotations are not read \(N, V\)/],
    ],
    [
      'WFDB',
      { 'r.hea': 'r 1 2 6\nr.dat 212 200(1024)/mV 11 1024\n', 'r.dat': pack212([1, 2, 3, 4, 5, 6]) },
      { reader: 'wfdb', options: { records: ['r'] }, input: { samples: 6, rateHz: 2, codeBits: 11 } },
      [/windows last 3 s/],
    ],
    [
      'WFDB without bits, of both signs and two rates',
      { 'r.hea': 'r 2 2\nr.dat 16x2\nr.dat 16 1 11 0 0 0 0 RESP\n', 'r.dat': PACK['16']([-3, 4000, 9, 1, 2, 9]) },
      {
        reader: 'wfdb',
        options: { records: ['r'], signals: [0], codes: { offset: 4096 } },
        input: { samples: 4, rateHz: 4, codeBits: 13 },
      },
      [/another rate or width are not read: RESP/, /13 with a sign hold/],
    ],
    [
      'WFDB of 24 bits in segments',
      {
        'm.hea': 'm/2 1 2 4\na 2\na 2',
        'a.hea': 'a 1 2 2\na.dat 24 256(0) 24 0',
        'a.dat': PACK['24']([256, -256]),
      },
      {
        reader: 'wfdb',
        options: { records: ['m'], codes: { shift: 8 } },
        input: { samples: 4, rateHz: 2, codeBits: 16 },
      },
      [/the lowest 8 of 24 bits/],
    ],
    [
      'MATLAB files in class folders with numbers',
      { '1 no/a.mat': matlab4([1, 2, 900]), '2 yes/b.mat': matlab4([4, 5, 6]) },
      {
        reader: 'class-folders',
        options: { folders: 'numbered' },
        classes: ['no', 'yes'],
        input: { samples: 3, rateHz: 1, codeBits: 10 },
      },
      [/as the largest one needs, 900/],
    ],
    [
      'a table that names WAV files in another folder',
      {
        'meta.csv': 'filename,fold,category,person\na.wav,1,no,p\nb.wav,2,yes,q\n',
        'audio/a.wav': wav16([1, 2, 3]),
        'audio/b.wav': wav16([4, 5, 6, 7]),
      },
      {
        reader: 'index',
        options: { files: ['meta.csv'], path: 'filename', label: 'category', group: 'person', below: 'audio', step: 3 },
        classes: ['no', 'yes'],
        input: { samples: 3, rateHz: 100, codeBits: 16, zero: 32768, gain: 32768 },
      },
      [/column filename of meta\.csv names/, /cut into windows/],
    ],
    [
      'tables without names of columns, of texts without ending',
      {
        'TRAIN.csv': 'x/a;A\nx/b;B\n',
        'TEST.csv': 'x/c;A\n',
        ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`x/${name}.csv`, 'u;v\n-1;0.5\n1;-0.5\n1;0\n'])),
      },
      {
        reader: 'index',
        options: {
          files: ['TRAIN.csv', 'TEST.csv'],
          separator: ';',
          header: false,
          path: 1,
          label: 2,
          ending: 'csv',
          text: { separator: ';', header: true },
        },
        classes: ['A', 'B'],
        input: { samples: 3, channels: 2, rateHz: 1, codeBits: 12, zero: 2048, gain: [2047, 4094] },
      },
      [/column 2 says the class/],
    ],
    [
      'MATLAB files of several variables',
      {
        'no/a.mat': matlab5([
          { values: [500], name: 'fs' },
          { values: [1, 2, 7], name: 'ecg', packed: true },
        ]),
        'yes/b.mat': matlab5([
          { values: [500], name: 'fs' },
          { values: [1, 2, 3], name: 'ecg' },
        ]),
      },
      {
        reader: 'class-folders',
        options: { variable: 'ecg' },
        classes: ['no', 'yes'],
        input: { samples: 3, rateHz: 1, codeBits: 3 },
      },
      [/the variable ecg/],
    ],
  ];
  test.each(given)('%s', async (_, files, dataset, assumed) => {
    const found = await understood(files);
    expect(found.dataset).toEqual(dataset);
    for (const line of assumed) expect(found.assumed.join('\n')).toMatch(line);
  });

  test('files of other kinds are named', async () => {
    const found = await understood({ 'a.npz': npz({ X: floats([1, 3], [1, 2, 3]) }), 'notes.csv': 'a,b\n' });
    expect(found.assumed).toContain('not read: notes.csv');
  });
  test('a description in another folder names the folder', async () => {
    const dir = folderOf({ 'in/a.csv': '-1.5,1\n' });
    mkdirSync(join(dir, 'out'));
    const { text } = await understandFolder(join(dir, 'in'), join(dir, 'out/d.json'));
    expect(JSON.parse(text)).toMatchObject({ name: 'in', folder: '../in' });
  });
});

describe('a folder is refused', () => {
  const given: [string, Files, RegExp][] = [
    ['nothing in it', {}, /no data that are understood; allowed: files \*\.ts, \*\.npz/],
    ['nothing that is read', { 'a.xlsx': 'x' }, /no data that are understood/],
    ['a part of a file', { 'a.npy': floats([1, 3], [1, 2, 3]).subarray(0, -1) }, /a\.npy: shape: truncated/],
    ['an archive of no windows', { 'a.npz': npz({ a: texts('x') }) }, /no data that are understood/],
    ['lists of lengths that differ', { 'a.ts': '@data\n1,2:3,4\n1,2,3:1,2,3\n' }, /not what the data set says/],
    ['classes in too many columns', { 'a.csv': '' }, /no data that are understood/],
  ];
  test.each(given)('%s', async (_, files, message) => {
    const dir = folderOf(files);
    await expect(understandFolder(dir, join(dir, 'data.json'))).rejects.toThrow(message);
  });
  test('a folder that is none', async () => {
    await expect(understandFolder('/nowhere/at/all', 'x.json')).rejects.toThrow(/no such file or folder/);
  });
});
