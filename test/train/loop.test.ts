import { expect, test } from 'vitest';
import { argmax } from '../../generator/model/interpreter.js';
import { loadBackend } from '../../generator/train/backend.js';
import { type EpochReport, floatScores, mixSeeds, train } from '../../generator/train/loop.js';
import { TINY, TINY_SETTINGS, tinySet } from './tiny.js';

const backend = await loadBackend();

test('it learns, leaks no tensor, and gives the same bits for the same seed', () => {
  const set = tinySet();
  const settings = { ...TINY_SETTINGS, epochs: 40 };
  const reports: EpochReport[] = [];
  const model = train(backend, TINY, set, settings, { onEpoch: (report) => reports.push(report) });
  expect(reports.map((r) => r.epoch)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  expect(reports.at(-1)!.loss).toBeLessThan(0.6 * reports[0]!.loss);
  expect(new Set(reports.map((r) => r.tensors)).size).toBe(1);
  const before = backend.tf.memory().numTensors;
  expect(floatScores(backend, model, set, 4).map(argmax)).toEqual(set.labels);
  expect(backend.tf.memory().numTensors).toBe(before);
  expect(train(backend, TINY, set, settings)).toEqual(model);
  expect(train(backend, TINY, set, { ...settings, seed: 8 })).not.toEqual(model);
});

test('a loss that is no number names its epoch', () => {
  expect(() => train(backend, TINY, tinySet(), { ...TINY_SETTINGS, learningRate: 1e38 })).toThrow(
    /loss is NaN in epoch [12]$/,
  );
});

test('seeds of neighbouring epochs share nothing', () => {
  const seeds = [0, 1, 2].flatMap((seed) => Array.from({ length: 50 }, (_, epoch) => mixSeeds(seed, epoch - 1)));
  expect(new Set(seeds).size).toBe(seeds.length);
});
