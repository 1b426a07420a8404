import { expect, test } from 'vitest';
import { argmax } from '../../generator/model/interpreter.js';
import { UserError } from '../../generator/support/errors.js';
import { loadBackend } from '../../generator/train/backend.js';
import { train } from '../../generator/train/float-training.js';
import { type EpochReport, floatScores, mixSeeds, trainPhase } from '../../generator/train/loop.js';
import { initialParameters } from '../../generator/train/network.js';
import { labelsOf, relabelled } from '../data/sets.js';
import { TINY, TINY_LAYERS, TINY_SETTINGS, tinySet } from './tiny.js';

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
  expect(floatScores(backend, model, set, 4).map(argmax)).toEqual(labelsOf(set));
  expect(backend.tf.memory().numTensors).toBe(before);
  expect(train(backend, TINY, set, settings)).toEqual(model);
  expect(train(backend, TINY, set, { ...settings, seed: 8 })).not.toEqual(model);
});

test('a loss that is no number names epoch, batch and what to change; the state before stays', () => {
  const states: number[] = [];
  try {
    train(
      backend,
      TINY,
      tinySet(),
      { ...TINY_SETTINGS, learningRate: 3e37 },
      { onEpoch: ({ epoch }) => states.push(epoch) },
    );
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    const [problem] = (error as UserError).problems;
    expect(problem).toMatchObject({ where: 'training of tiny', field: 'learningRate', value: 3e37 });
    expect(problem!.message).toMatch(/^training diverged in epoch [12], batch \d: the loss is (NaN|Infinity)/);
  }
  expect(states.length).toBeLessThan(2);
});

test('a gradient that is not finite stops before the optimiser takes it', () => {
  const parameters = initialParameters(TINY_LAYERS, 1);
  // Tiny activations times huge weights: what goes forward is finite, what comes back is not.
  parameters[0]!.fill(0);
  parameters[1]!.fill(1e-38);
  parameters[2]!.fill(3e38);
  let updates = 0;
  const optimiser = { parameters: () => parameters, update: () => updates++ };
  const run = { topology: TINY, set: tinySet(), settings: TINY_SETTINGS, seed: 1, teacher: null, what: 'test' };
  const phase = { epochs: 1, from: 0, to: 1, offset: 0, learningRate: 0.1 };
  expect(() => trainPhase(backend, run, optimiser, phase)).toThrow('epoch 1, batch 1: a gradient is not finite');
  expect(updates).toBe(0);
});

test('a class without fragments is named, unless that is allowed', () => {
  const set = relabelled(
    tinySet(),
    labelsOf(tinySet()).map(() => 0),
  );
  expect(() => train(backend, TINY, set, TINY_SETTINGS)).toThrow('nothing to learn from: no example of class fast');
  expect(train(backend, TINY, set, TINY_SETTINGS, { allowAbsentClasses: true }).classes).toEqual(TINY.classes);
});

test('fragments of other classes than the network has are refused', () => {
  const set = relabelled(tinySet(), labelsOf(tinySet()), ['slow', 'faster']);
  expect(() => train(backend, TINY, set, TINY_SETTINGS)).toThrow('the network does not fit the data');
});

test('the average of the last epochs is taken', () => {
  const kept: Float32Array[][] = [];
  const settings = { ...TINY_SETTINGS, averageLast: 0.5 };
  const model = train(backend, TINY, tinySet(), settings, {
    onEpoch: (_, { parameters }) => kept.push(structuredClone(parameters)),
  });
  expect(kept).toHaveLength(4);
  model.layers[0]!.weights.forEach((w, i) => {
    expect(w).toBeCloseTo((kept[2]![0]![i]! + kept[3]![0]![i]!) / 2, 6);
  });
});

test('seeds of neighbouring epochs share nothing', () => {
  const seeds = [0, 1, 2].flatMap((seed) => Array.from({ length: 50 }, (_, epoch) => mixSeeds(seed, epoch - 1)));
  expect(new Set(seeds).size).toBe(seeds.length);
});
