import { describe, expect, test } from 'vitest';
import { dataTable } from '../../../generator/cli/data-table.js';
import { subset } from '../../../generator/data/signal-set.js';
import { atPositionsOf } from '../../../generator/data/step-targets.js';
import { summarise } from '../../../generator/data/summary.js';
import { chained } from '../../../generator/network/network.js';
import { floats, longs } from '../../support/npy-file.js';
import { problemsOf } from './files.js';
import { opened } from './opened.js';

const input = { samples: 2, rateHz: 10, codeBits: 8, zero: 0, gain: 1 };
const BEAT = { name: 'beat', kind: 'classes', names: ['n', 'v'] };
const RATE = { name: 'rate', kind: 'values', names: ['mean', 'sd'], units: ['1/min', 'ms'] };
const STATE = { name: 'state', kind: 'labels', names: ['noisy'] };
const TARGETS = { kind: 'several', outputs: [BEAT, RATE, STATE] };

const csv = (lines: readonly string[], options: object = {}, targets: object = TARGETS) =>
  opened({ reader: 'csv', options: { files: ['a.csv'], ...options }, input, targets }, { 'a.csv': lines.join('\n') });
const npy = (shape: number[], y: number[], about: object, kind = floats) =>
  opened(
    { reader: 'npy', options: { files: [{ x: 'X.npy', y: 'y.npy' }] }, input, ...about },
    { 'X.npy': floats([2, 2], [1, 2, 3, 4]), 'y.npy': kind(shape, y) },
  );

/** Of two windows. */
const READ = {
  kind: 'several',
  names: ['n', 'v', 'mean', 'sd', 'noisy'],
  outputs: [
    { name: 'beat', targets: { kind: 'classes', names: ['n', 'v'], labels: [1, 0] } },
    {
      name: 'rate',
      targets: {
        kind: 'values',
        names: ['mean', 'sd'],
        units: ['1/min', 'ms'],
        values: Float32Array.of(60, 5, 70.5, 6),
      },
    },
    { name: 'state', targets: { kind: 'labels', names: ['noisy'], bits: Uint8Array.of(0, 1) } },
  ],
};

describe('targets of several outputs are read', () => {
  const lines = ['x0,x1,noisy,sd,beat,mean', '1,2,0,5,v,60', '3,4,1,6,n,70.5'];
  test('CSV: a column is called as the output of classes, or as a label or value', () => {
    expect(csv(lines).targets).toEqual(READ);
  });
  test('CSV: columns that are named otherwise, classes by number', () => {
    const [, ...rows] = lines;
    const other = ['x0,x1,a,b,c,d', ...rows.map((row) => row.replace('v', '1').replace('n', '0'))];
    expect(csv(other, { targets: ['c', 'd', 'b', 'a'] }).targets).toEqual(READ);
  });
  test('NPY: an array of numbers', () => {
    expect(npy([2, 4], [1, 60, 5, 0, 0, 70.5, 6, 1], { targets: TARGETS }).targets).toEqual(READ);
  });

  test('of steps, of which several become those of one position', () => {
    const targets = { kind: 'several', outputs: [BEAT, STATE] };
    const set = npy([2, 4, 2], [0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 1], { targets, per: 'step' }, longs);
    const node = { name: 'end', inChannels: 1, outChannels: 3, kernel: 1, stride: 1, padding: 0, pool: null };
    const network = { input: { ...input, channels: 1, sampleRateHz: 1, shift: 0, bits: 8 }, layers: chained([node]) };
    const { targets: joined } = atPositionsOf(set, { ...network, per: 'step' });
    expect(joined).toMatchObject({
      outputs: [{ targets: { labels: [0, 1, 0, 1] } }, { targets: { bits: Uint8Array.of(1, 0, 0, 1) } }],
    });
    expect(subset({ ...set, targets: joined }, [1]).targets).toMatchObject({
      names: ['n', 'v', 'noisy'],
      outputs: [{ targets: { labels: [0, 1] } }, { targets: { bits: Uint8Array.of(0, 1) } }],
    });
  });

  test('each has a table', () => {
    const summary = summarise(csv(lines));
    expect(summary.targets).toMatchObject({
      kind: 'several',
      outputs: [
        {
          name: 'beat',
          targets: {
            names: [
              { name: 'n', windows: 1 },
              { name: 'v', windows: 1 },
            ],
          },
        },
        { name: 'rate', targets: { names: [{ mean: 65.25 }, { mean: 5.5 }] } },
        { name: 'state', targets: { names: [{ windows: 1 }], none: 1 } },
      ],
    });
    expect(dataTable(summary)).toMatch(/^beat:\nclass +windows +share\n[\s\S]*^rate:\n[\s\S]*^state:\n/m);
  });
});

describe('targets of several outputs that are refused', () => {
  const HEAD = 'x0,x1,beat,mean,sd,noisy';
  test.each<[string, string[], object, object]>([
    [
      'no class',
      [HEAD, '1,2,a,60,5,1'],
      {},
      { field: 'beat, class', message: 'no class', value: 'a', allowed: 'n, v' },
    ],
    ['a number of no class', [HEAD, '1,2,2,60,5,1'], {}, { field: 'beat, class', message: 'no class' }],
    ['no label', [HEAD, '1,2,n,60,5,3'], {}, { field: 'state, target noisy', message: 'no label', value: '3' }],
    ['nothing', [HEAD, '1,2,,60,5,1'], {}, { field: 'beat, class', message: 'a value is missing' }],
    ['no column', ['x0,x1,beats,mean,sd,noisy', '1,2,n,60,5,1'], {}, { value: 'beat', fix: 'beats' }],
    [
      'another class within a window',
      ['w,x,beat,mean,sd,noisy', 'p,1,n,60,5,1', 'p,2,v,60,5,1'],
      { long: { window: 'w' } },
      { field: 'window', message: 'another target or group within a window' },
    ],
  ])('CSV: %s', (_, lines, options, problem) => {
    expect(problemsOf(() => csv(lines, options))).toEqual([expect.objectContaining(problem)]);
  });

  test('NPY: a column too few', () => {
    const [found, ...others] = problemsOf(() => npy([2, 3], [1, 60, 5, 0, 70, 6], { targets: TARGETS }));
    expect([found!.message, others]).toEqual(['not a number for each target', []]);
    expect(found!.allowed).toMatch(/\[2, 4\]: beat, mean, sd, noisy/);
  });

  test.each<[string, object[], object]>([
    ['one alone', [BEAT], { field: 'targets.outputs' }],
    ['an output twice', [BEAT, { ...STATE, name: 'beat' }], { field: 'targets.outputs', message: 'an output twice' }],
    ['units of classes', [{ ...BEAT, units: ['s', 's'] }, STATE], { message: 'classes have no units' }],
    [
      'a unit too few',
      [BEAT, { ...RATE, units: ['s'] }],
      { field: 'targets.outputs[1].units', allowed: 'a list of 2' },
    ],
  ])('in the file: %s', (_, outputs, problem) => {
    const found = problemsOf(() => csv([HEAD, '1,2,n,60,5,1'], {}, { kind: 'several', outputs }));
    expect(found).toContainEqual(expect.objectContaining(problem));
  });
});
