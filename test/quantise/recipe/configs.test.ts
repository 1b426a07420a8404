import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readHistory } from '../../../generator/evaluate/history.js';
import { networkNames, readNetwork } from '../../../generator/model/network-file.js';
import { readRecipe } from '../../../generator/quantise/recipe/quantise-config.js';
import { recipeFacts, recipeLayers } from '../../../generator/quantise/recipe/recipe.js';
import { initialParameters, toLayers } from '../../../generator/train/network.js';

const recipes = readdirSync('configs/recipes').filter((name) => name.endsWith('.quantise.json'));

test.each(recipes)('%s is a recipe that fits its network', (name) => {
  const recipe = readRecipe(`configs/recipes/${name}`);
  const { topology } = recipe.training;
  const layers = toLayers(topology.layers, initialParameters(topology.layers, 1));
  expect(recipeLayers({ ...topology, layers }, recipe)).toHaveLength(layers.length);
});

test.each(networkNames())('network %s has the name of its file', (name) => {
  expect(readNetwork(name, 'here').name).toBe(name);
});

test.each(readdirSync('models'))('models/%s came about by the recipe that is shipped', (name) => {
  const recipe = readRecipe(`configs/recipes/${name}.quantise.json`);
  expect(readHistory(`models/${name}/rounds.json`).recipe).toEqual(recipeFacts(recipe));
});
