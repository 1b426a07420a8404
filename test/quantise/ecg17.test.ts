import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { quantiseConfigSchema } from '../../generator/config/quantise-config.js';
import { readJson } from '../../generator/config/read-json.js';
import { trainConfigSchema } from '../../generator/config/train-config.js';
import { fragment } from '../../generator/data/fragment-set.js';
import { readClassFolders } from '../../generator/data/mitbih17.js';
import { printIntegerModel, readIntegerModel } from '../../generator/model/file.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { agreement, chooseRecipe, spread } from '../../generator/quantise/compare.js';
import { calibrationSet, quantise } from '../../generator/quantise/recipe.js';
import type { Study } from '../../generator/quantise/study.js';
import { modelCard } from '../../generator/report/model-card.js';
import { loadBackend } from '../../generator/train/backend.js';
import { readFloatModel } from '../../generator/train/float-file.js';
import { floatScores } from '../../generator/train/loop.js';

/** The committed model, its cross-validation, its card and the configurations belong together. */
const FOLDER = 'models/ecg17';
const config = readJson('configs/ecg17.quantise.json', quantiseConfigSchema);
const study = JSON.parse(readFileSync(`${FOLDER}/crossvalidation.json`, 'utf8')) as Study;
const recipe = config.recipes.find((r) => r.name === config.use)!;
const data = process.env.BITBEAT_DATA;

test('the cross-validation is of the committed configurations, and chose the recipe in use', () => {
  expect(study.training).toEqual(readJson('configs/ecg17.train.json', trainConfigSchema));
  expect(study.recipes.map((row) => row.recipe)).toEqual(config.recipes);
  expect(study.chosen).toBe(config.use);
  expect(chooseRecipe(study.float, study.recipes, config)).toBe(config.use);
});

test('its means follow from its folds and its confusion matrices', () => {
  for (const { accuracy, confusion } of [study.float, ...study.recipes]) {
    expect(spread(accuracy.perFold)).toEqual(accuracy);
    const counts = confusion.flat().reduce((a, b) => a + b);
    expect(counts).toBe(study.protocol.fragments);
    const right = confusion.reduce((sum, row, c) => sum + row[c]!, 0);
    expect(right / counts).toBeCloseTo(accuracy.mean, 3);
  }
});

const card = readFileSync(`${FOLDER}/README.md`, 'utf8');
/** The one figure of the card that needs the fragments; checked below when they are there. */
const agreementInCard = Number(/agree on the class of\s+([\d.]+) %/.exec(card)?.[1]) / 100;

test('the card is, word for word, what the committed model and cross-validation give', () => {
  const model = readIntegerModel(FOLDER);
  const files = { float: 'ecg17.float.json', integer: 'ecg17.alq.json', study: 'crossvalidation.json' };
  const trainedOn = study.protocol.fragments;
  expect(card).toBe(modelCard({ model, recipe, study, agreement: agreementInCard, trainedOn, files }));
});

test.skipIf(data === undefined)('integer and float network agree on as many fragments as the card says', async () => {
  const set = readClassFolders(data!);
  const interpreter = new Interpreter(readIntegerModel(FOLDER));
  const integer = set.names.map((_, i) => interpreter.scores(fragment(set, i)));
  const float = await floatScores(await loadBackend(), readFloatModel(`${FOLDER}/ecg17.float.json`), set);
  expect((100 * agreement(integer, float)).toFixed(1)).toBe((100 * agreementInCard).toFixed(1));
});

test.skipIf(data === undefined)('the committed integer model is what the float model gives, byte for byte', () => {
  const calibration = calibrationSet(readClassFolders(data!), config.calibrationFragments);
  const model = quantise(readFloatModel(`${FOLDER}/ecg17.float.json`), recipe, calibration);
  expect(printIntegerModel(model)).toBe(readFileSync(`${FOLDER}/ecg17.alq.json`, 'utf8'));
});

test.skipIf(data === undefined)('it knows the fragments that it was trained on', () => {
  const set = readClassFolders(data!);
  const interpreter = new Interpreter(readIntegerModel(FOLDER));
  const right = set.labels.filter((label, i) => interpreter.classify(fragment(set, i)) === label).length;
  expect(right / set.labels.length).toBeGreaterThan(0.97);
});
