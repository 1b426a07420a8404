import { describe, expect, test } from 'vitest';
import type { Recipe } from '../../generator/config/quantise-config.js';
import { storage } from '../../generator/model/storage.js';
import { agreement, chooseRecipe, floatRow, recipeRow, spread } from '../../generator/quantise/compare.js';
import { calibrationSet, quantise, recipeLayers } from '../../generator/quantise/recipe.js';
import { recipeText, studyTable } from '../../generator/report/study.js';
import { initialParameters, toLayers } from '../../generator/train/network.js';
import { TINY, TINY_LAYERS, tinySet } from '../train/tiny.js';

const model = { ...TINY, layers: toLayers(TINY_LAYERS, initialParameters(TINY_LAYERS, 1)) };
const recipe: Recipe = {
  name: 'r',
  structure: { kind: 'channelwise' },
  maxBits: 3,
  alphaBits: 8,
  activationBits: 6,
  layers: { conv2: { maxBits: 5, activationBits: 4 } },
};
const set = tinySet();

describe('recipes', () => {
  test('a layer may differ from the others', () => {
    const layers = recipeLayers(model, recipe);
    expect(layers.map((l) => l.maxBits)).toEqual([3, 5, 3, 3]);
    expect(layers.map((l) => l.activationBits)).toEqual([6, 4, 6, 6]);
    const integer = quantise(model, recipe, set);
    expect(integer.layers.map((l) => l.requant?.bits)).toEqual([6, 4, 6, undefined]);
    expect(integer.layers.map((l) => Math.max(...l.bitwidths))).toEqual([3, 5, 3, 3]);
    expect(recipeText(recipe)).toContain('but conv2: maxBits 5, activationBits 4');
  });

  test('an unknown layer is named', () => {
    expect(() => recipeLayers(model, { ...recipe, layers: { konv2: {} } })).toThrow(
      'recipe r: layers.konv2: tiny has no layer of that name; allowed: conv1, conv2, conv3, dense1; try: conv2',
    );
  });

  test('calibration fragments are spread over the set', () => {
    expect(calibrationSet(set, 3).names).toEqual([set.names[0], set.names[6], set.names[12]]);
    expect(calibrationSet(set, 99).names).toEqual(set.names);
  });
});

describe('comparison', () => {
  test('mean and standard deviation by hand', () => {
    expect(spread([0.9, 1, 0.8])).toMatchObject({ mean: expect.closeTo(0.9, 12), sd: expect.closeTo(0.1, 12) });
    expect(spread([0.5]).sd).toBe(0);
  });

  test('a fold is scored on its own test fragments', () => {
    const folds = [
      { fold: { train: [2, 3, 4], test: [0, 1] }, model, predicted: [0, 0] },
      { fold: { train: [0, 1], test: [2, 3] }, model, predicted: [0, 1] },
    ];
    const float = floatRow(set, folds);
    expect(float.accuracy.perFold).toEqual([0.5, 1]);
    expect(float.confusion).toEqual([
      [2, 0],
      [1, 1],
    ]);
    const row = recipeRow(set, folds, recipe, 2);
    expect(row.confusion.flat().reduce((a, b) => a + b)).toBe(4);
    const one = storage(quantise(model, recipe, calibrationSet(set, 2))).totalBytes;
    expect(Math.abs(row.storageBytes - one)).toBeLessThan(8);
  });

  const row = (name: string, storageBytes: number, mean: number) => ({
    recipe: { ...recipe, name },
    storageBytes,
    accuracy: { perFold: [], mean, sd: 0 },
    macroF1: { perFold: [], mean, sd: 0 },
    confusion: [],
  });
  const float = row('float', 0, 0.95);
  const rows = [row('large', 300, 0.96), row('middle', 200, 0.941), row('small', 100, 0.939)];

  test.each([
    [1, 'middle'],
    [2, 'small'],
    [-2, null],
  ])('within %d points: %s', (withinPoints, chosen) => {
    expect(chooseRecipe(float, rows, { withinPoints })).toBe(chosen);
  });

  test('the table marks the chosen one', () => {
    const study = {
      protocol: { kind: '', folds: 2, splitSeed: 1, fragments: 4, scored: '' },
      training: {},
      backend: 'wasm',
      calibrationFragments: 2,
      withinPoints: 1,
      float,
      recipes: rows,
      chosen: 'middle',
    };
    expect(studyTable(study).split('\n').slice(2, 5)).toEqual([
      '| floating point | 95.0 +- 0.0 |  | 95.0 +- 0.0 | - |',
      '| large | 96.0 +- 0.0 |  | 96.0 +- 0.0 | 300 |',
      '| **middle** | 94.1 +- 0.0 |  | 94.1 +- 0.0 | 200 |',
    ]);
  });

  test('agreement counts equal classes', () => {
    expect(
      agreement(
        [
          [1, 0],
          [0, 1],
        ],
        [
          [5, 4],
          [9, 3],
        ],
      ),
    ).toBe(0.5);
  });
});
