import { expect, test } from 'vitest';
import { calibrationSet, type LayerRecipe, quantise, recipeLayers } from '../../../generator/quantise/recipe/recipe.js';
import { initialParameters, toLayers } from '../../../generator/train/network.js';
import { TINY, TINY_LAYERS, tinySet } from '../../train/tiny.js';

const model = { ...TINY, layers: toLayers(TINY_LAYERS, initialParameters(TINY_LAYERS, 1)) };
const recipe: LayerRecipe = {
  name: 'r',
  structure: { kind: 'channelwise' },
  maxBits: 3,
  alphaBits: 8,
  activationBits: 6,
  layers: { conv2: { maxBits: 5, activationBits: 4 } },
};
const set = tinySet();

test('a layer may differ from the others', () => {
  const layers = recipeLayers(model, recipe);
  expect(layers.map((l) => l.maxBits)).toEqual([3, 5, 3, 3]);
  expect(layers.map((l) => l.activationBits)).toEqual([6, 4, 6, 6]);
  const integer = quantise(model, recipe, set);
  expect(integer.layers.map((l) => l.requant?.bits)).toEqual([6, 4, 6, undefined]);
  expect(integer.layers.map((l) => Math.max(...l.bitwidths))).toEqual([3, 5, 3, 3]);
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
