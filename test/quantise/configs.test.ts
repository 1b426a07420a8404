import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { networkNames, readNetwork } from '../../generator/model/network-file.js';
import { readRecipe } from '../../generator/quantise/quantise-config.js';
import { recipeLayers } from '../../generator/quantise/recipe.js';
import { initialParameters, toLayers } from '../../generator/train/network.js';

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
