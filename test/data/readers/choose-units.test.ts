import { describe, expect, test } from 'vitest';
import { chooseUnits, rangesOf, USUAL } from '../../../generator/data/readers/choose-units.js';
import type { Choice } from '../../../generator/data/readers/reader.js';
import { opened } from './opened.js';

describe('zero and gain that fit values', () => {
  const given: [string, [number, number][], number, Choice, object, object][] = [
    ['both signs: the code in the middle is 0', [[-2, 1]], 8, USUAL, {}, { zero: [128], gain: [64] }],
    ['none negative: the first code is 0', [[3, 5]], 8, USUAL, {}, { zero: [0], gain: [51] }],
    ['none positive', [[-4, -1]], 8, USUAL, {}, { zero: [128], gain: [32] }],
    [
      'each channel has its own',
      [
        [-1, 0.5],
        [0, 10],
      ],
      8,
      USUAL,
      {},
      { zero: [128, 0], gain: [128, 25.5] },
    ],
    [
      'all have one',
      [
        [-1, 0.5],
        [0, 10],
      ],
      8,
      { of: 'all', share: 1 },
      {},
      { zero: [128, 128], gain: [12.7, 12.7] },
    ],
    ['nothing but 0', [[0, 0]], 8, USUAL, {}, { zero: [0], gain: [1] }],
    ['few digits, rounded down', [[0, 3]], 16, USUAL, {}, { zero: [0], gain: [21845] }],
    ['more digits than are written', [[0, 7]], 12, USUAL, {}, { zero: [0], gain: [585] }],
    ['thirds', [[0, 0.9]], 8, USUAL, {}, { zero: [0], gain: [283.333] }],
    ['tiny values', [[-1e-9, 1e-9]], 12, USUAL, {}, { zero: [2048], gain: [2.047e12] }],
    ['values that no gain reaches', [[-5e-324, 5e-324]], 12, USUAL, {}, { zero: [2048], gain: [1] }],
    ['a zero that is given', [[-1, 1]], 8, USUAL, { zero: [100] }, { zero: [100], gain: [100] }],
    ['a zero without a code for one sign', [[-1, 1]], 8, USUAL, { zero: [0] }, { zero: [0], gain: [255] }],
    ['a gain that is given', [[-1, 1]], 8, USUAL, { gain: [7] }, { zero: [128], gain: [7] }],
    ['one bit', [[-1, 1]], 1, USUAL, {}, { zero: [1], gain: [1] }],
  ];
  test.each(given)('%s', (_, ranges, codeBits, choice, known, units) =>
    expect(chooseUnits(ranges, choice, { codeBits, ...known })).toEqual(units),
  );

  test('ranges of both orders, with and without the outermost values', () => {
    const values = [1, 9, 2, 8, 3, 7];
    expect(rangesOf([{ values, order: 'samples' }], 2, 1)).toEqual([
      [1, 3],
      [7, 9],
    ]);
    expect(rangesOf([{ values, order: 'channels' }], 2, 1)).toEqual([
      [1, 9],
      [3, 8],
    ]);
    const many = { values: Array.from({ length: 101 }, (_, i) => i), order: 'samples' as const };
    expect(rangesOf([many], 1, 0.9)).toEqual([[5, 95]]);
    expect(rangesOf([], 1, 1)).toEqual([[0, 0]]);
  });
});

describe('a data set without zero and gain', () => {
  const input = { samples: 2, rateHz: 1, codeBits: 8 };
  const set = (change: object, files: Record<string, string>) =>
    opened(
      { reader: 'csv', options: { files: Object.keys(files), header: false }, input: { ...input, ...change } },
      files,
    );

  test('what is chosen is in the set and told', () => {
    const found = set({}, { 'a.csv': '1,-2\n0.5,1\n' });
    expect(found.inputs[0]).toMatchObject({ zero: [128], gain: [64] });
    expect(found.provenance.notes).toEqual([
      expect.stringMatching(
        /: zero 128 and gain 64 codes a unit are chosen for 8 bits and the values of 2 windows, -2 to 1;/,
      ),
    ]);
  });
  test('files of tests choose nothing unless there are no others', () => {
    const found = set({}, { 'train.csv': '1,-2\n', 'my_test.csv': '8,1\n' });
    expect(found.inputs[0].gain).toEqual([64]);
    expect(found.provenance.notes).toEqual([
      expect.stringMatching(/the values of 1 of 2 windows/),
      expect.stringMatching(/1 of 4 values lie beyond the codes/),
    ]);
    expect(set({}, { 'test.csv': '1,-2\n' }).inputs[0].gain).toEqual([64]);
    expect(set({}, { 'latest.csv': '1,-2\n', 'contest.csv': '4,0\n' }).inputs[0].gain).toEqual([31.75]);
  });
  test('all channels alike, a share of the values', () => {
    const csv = { 'a.csv': `${Array.from({ length: 100 }, (_, i) => `${i === 50 ? 1000 : 1},-1`).join('\n')}\n` };
    expect(set({}, csv).inputs[0].gain).toEqual([0.127]);
    expect(set({ range: { share: 0.98 } }, csv).inputs[0].gain).toEqual([127]);
    expect(set({ samples: 1, channels: 2, range: { of: 'all' } }, csv).inputs[0].gain).toEqual([0.127, 0.127]);
    expect(set({ samples: 1, channels: 2 }, csv).inputs[0].gain).toEqual([0.255, 128]);
  });
  test('values that use few codes are told', () => {
    const { provenance } = set({}, { 'a.csv': '1000,1001\n' });
    expect(provenance.notes[1]).toMatch(/values of channels 0 take less than an eighth of the codes/);
  });
});
