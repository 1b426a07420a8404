import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type SignalSet, signalSet, windowCodes } from '../../generator/data/signal-set.js';
import { parseIntegerModel, printIntegerModel } from '../../generator/model/file.js';
import { floatScores as referenceScores } from '../../generator/model/float-network.js';
import { argmax, Interpreter, quantiseInput } from '../../generator/model/interpreter.js';
import type { InputSpec } from '../../generator/network/input.js';
import { runRecipeJob } from '../../generator/quantise/recipe/recipe-job.js';
import { loadBackend } from '../../generator/train/backend.js';
import { readFloatNetwork, writeFloatModel } from '../../generator/train/float-file.js';
import { floatScores } from '../../generator/train/loop.js';
import { labelsOf } from '../data/sets.js';
import { TINY, TINY_LAYERS } from '../train/tiny.js';
import { TINY_RECIPE } from './recipe/tiny-recipe.js';

const backend = await loadBackend();
const folder = mkdtempSync(join(tmpdir(), 'bitbeat-channels-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two channels of other converters; which of them has the faster sine is the class, so that neither alone tells it. */
const input: InputSpec = {
  ...{ samples: 40, channels: 2, sampleRateHz: 40, codeBits: 11 },
  ...{ zero: [1024, 300], shift: [2, 0], bits: 8 },
};
const topology = {
  ...TINY,
  input,
  layers: TINY_LAYERS.map((layer, i) => (i === 0 ? { ...layer, inChannels: 2 } : layer)),
};
const windows = Array.from({ length: 24 }, (_, i) => {
  const label = i % 2;
  const sine = (periods: number, t: number) => Math.sin((2 * Math.PI * periods * t) / 40 + i);
  const codes = Array.from({ length: 40 }, (_, t) => [
    Math.round(1024 + 200 * sine(label === 0 ? 1 : 4, t)),
    Math.round(300 + 50 * sine(label === 0 ? 4 : 1, t)),
  ]).flat();
  return { codes, label, group: `${i}`, name: `${i}` };
});
const set: SignalSet = signalSet('two', { samples: 40, channels: 2, rateHz: 40, codeBits: 11 }, windows, TINY.classes);
const training = { topology, settings: { ...TINY_RECIPE.training.settings, epochs: 30 } };
const recipe = { ...TINY_RECIPE, training, budget: { bytes: 90 } };
const { float, integer } = runRecipeJob(backend, { recipe, set, seed: 5, folder });

test('two channels, each with its zero and shift, are learnt, quantised and told apart', () => {
  const interpreter = new Interpreter(integer);
  const right = labelsOf(set).filter((label, i) => interpreter.classify(windowCodes(set, i)) === label);
  expect(right.length).toBeGreaterThanOrEqual(22);
  expect(integer.input).toEqual(input);
});

test('both files keep the channels', () => {
  const path = join(folder, 'two.float.json');
  writeFloatModel(path, float);
  expect(readFloatNetwork(path)).toEqual(float);
  expect(parseIntegerModel(printIntegerModel(integer), 'two')).toEqual(integer);
});

test('the trainer and the reference see the same values of every channel', () => {
  const trained = floatScores(backend, float, set);
  trained.forEach((scores, i) => {
    const real = Float64Array.from(quantiseInput(input, windowCodes(set, i)), (x) => x * float.inputScale);
    const reference = referenceScores(float, real);
    scores.forEach((score, c) => {
      expect(score).toBeCloseTo(reference[c]!, 3);
    });
    expect(argmax(scores)).toBe(argmax(reference));
  });
});
