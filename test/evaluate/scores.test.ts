import { expect, test } from 'vitest';
import { printJson } from '../../generator/evaluate/print-json.js';
import { foldScores, rightShares, truthOf } from '../../generator/evaluate/scores.js';
import { signSet } from './stub.js';

/** Two classes of two patients, and one class of a single patient that is not scored by patient. */
const set = signSet([
  ['+', 0, '100'],
  ['+', 0, '101'],
  ['-', 1, '100'],
  ['-', 1, '101'],
  ['+', 2, '102'],
]);
const fold = (seed: number, at: number, test: number[]) => ({ seed, fold: at, test, train: [] });

test('by patient: an answer outside the scored classes is wrong, and no class of its own', () => {
  const folds = [
    { fold: fold(1, 0, [0, 2]), predicted: [0, 1] },
    { fold: fold(1, 1, [1, 3]), predicted: [2, 1] },
  ];
  const scores = foldScores(truthOf(set, 'patient'), folds);
  expect(scores.accuracy.values).toEqual([1, 0.5]);
  expect(scores.perClass.map((c) => c.name)).toEqual(['up', 'down']);
  // F1 of `up`: 2 / (2 + 1), of `down`: 1; of the second fold alone: 0 and 1.
  expect(scores.pooledMacroF1.mean).toBeCloseTo((2 / 3 + 1) / 2, 12);
  expect(scores.foldMacroF1.values).toEqual([1, 0.5]);
  expect(scores.confusion[0]).toEqual([1, 0, 1]);
});

test('each seed has its own matrix; a fragment is right in a share of the seeds', () => {
  const folds = [
    { fold: fold(1, 0, [0, 1, 2, 3]), predicted: [0, 0, 1, 1] },
    { fold: fold(2, 0, [3, 2, 1, 0]), predicted: [1, 0, 1, 0] },
  ];
  const { perSeed, pooledMacroF1, perClass } = foldScores(truthOf(set, 'patient'), folds);
  expect(perSeed).toEqual([
    { seed: 1, accuracy: 1, macroF1: 1 },
    { seed: 2, accuracy: 0.5, macroF1: 0.5 },
  ]);
  expect(pooledMacroF1).toMatchObject({ values: [1, 0.5], mean: 0.75 });
  expect(perClass[0]).toMatchObject({ support: 4, sensitivity: 0.75, positivePredictivity: 0.75 });
  expect(rightShares(truthOf(set, 'patient'), folds)).toEqual({
    shares: [1, 0.5, 0.5, 1],
    clusters: ['100', '101', '100', '101'],
  });
});

test('lists of plain values are printed on one line, and read back the same', () => {
  const value = { a: [1, 2, null], b: [[1], []], c: ['x [', 'y\n]'], d: [{ e: [true] }] };
  const text = printJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('"a": [1, 2, null]');
  expect(text).toContain('"e": [true]');
});
