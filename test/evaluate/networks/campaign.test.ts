import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCampaign } from '../../../generator/evaluate/networks/campaign.js';
import { microF1, readTargets, relativeRmse } from '../../../generator/evaluate/networks/metric.js';
import { networksPage } from '../../../generator/report/networks-page.js';
import { folderOf } from '../../data/readers/files.js';
import { floats } from '../../support/npy-file.js';

test.each<[number[][], number[], number]>([
  [
    [
      [1, -1],
      [1, 1],
    ],
    [1, 0, 1, 1],
    1,
  ],
  // Two of three said, two of four there.
  [
    [
      [1, 1],
      [1, -1],
      [-1, -1],
    ],
    [1, 0, 1, 1, 1, 0],
    4 / 7,
  ],
  [[[-1, -1]], [0, 0], 0],
])('F1 of %j against %j', (scores, targets, wanted) => {
  expect(microF1(scores, targets)).toBeCloseTo(wanted, 12);
});

test.each<[number[][], number[], number]>([
  [
    [
      [1, 10],
      [3, 30],
    ],
    [1, 10, 3, 30],
    0,
  ],
  // Errors of 1 where the spread is 1, and of 0.
  [
    [
      [2, 10],
      [4, 30],
    ],
    [1, 10, 3, 30],
    0.5,
  ],
])('error of %j against %j', (scores, targets, wanted) => {
  expect(relativeRmse(scores, targets)).toBeCloseTo(wanted, 12);
});

test('targets are read from arrays', () => {
  const folder = folderOf({ 'y.npy': floats([2, 2], [1, 2, 3, 4]) });
  expect(readTargets(join(folder, 'y.npy'))).toEqual({ shape: [2, 2], values: Float64Array.of(1, 2, 3, 4) });
});

describe('the page', () => {
  const one = { key: 'k', name: 'a', file: 'f', difference: 1e-7, refused: null, importSeconds: 1, float32Bytes: 1600 };
  const results = (metric: number) => [{ setting: 's', storageBytes: 100, metric, agreement: 1, seconds: 1 }];
  const page = (kind: 'accuracy' | 'RMSE', float: number, integer: number) =>
    networksPage({
      format: 'bitbeat-networks',
      settings: ['s'],
      networks: [{ ...one, metric: { kind, float }, settings: results(integer) }],
    });
  test.each([
    ['accuracy', 0.95, 0.931, 1],
    ['accuracy', 0.95, 0.92, 0],
    ['RMSE', 0.5, 0.509, 1],
    ['RMSE', 0.5, 0.52, 0],
  ] as const)('%s %d as %d: %i within what it may cost', (kind, float, integer, near) => {
    expect(page(kind, float, integer)).toContain(`${near} of 1 that come in.`);
  });
  test('says why a network does not come in, or does not become hardware', () => {
    const networks = [
      { ...one, difference: null, refused: 'LSTM x: is not supported', metric: null, settings: [] },
      { ...one, name: 'b', refused: 'Add y: of a branch', metric: null, settings: [] },
    ];
    const text = networksPage({ format: 'bitbeat-networks', settings: ['s'], networks });
    expect(text).toContain('| a | `f` | refused: LSTM x: is not supported | 1.0 |');
    expect(text).toContain('| b | Add y: of a branch |');
    expect(text).toContain('0 of 1 that come in.');
  });
});

test('the shipped campaign', () => {
  const { settings, networks } = readCampaign('configs/campaigns/networks.json');
  expect(settings).toHaveLength(3);
  expect(new Set(networks.map(({ name }) => name)).size).toBe(networks.length);
});
