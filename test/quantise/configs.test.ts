import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readRecipe } from '../../generator/config/quantise-config.js';
import { NETWORKS } from '../../generator/config/train-config.js';
import { checkShapes } from '../../generator/network/check.js';
import { recipeLayers } from '../../generator/quantise/recipe.js';
import { BLUEPRINTS, trainingOf } from '../../generator/train/blueprints.js';
import { initialParameters, toLayers } from '../../generator/train/network.js';

const recipes = readdirSync('configs').filter((name) => name.endsWith('.quantise.json'));

test.each(recipes)('%s is a recipe that fits its network', (name) => {
  const recipe = readRecipe(`configs/${name}`);
  const { blueprint } = trainingOf(recipe.training);
  const layers = toLayers(blueprint.layers, initialParameters(blueprint.layers, 1));
  expect(recipeLayers({ ...blueprint, layers }, recipe)).toHaveLength(layers.length);
});

test('configurations know the networks that there are', () => {
  expect([...NETWORKS].sort()).toEqual(Object.keys(BLUEPRINTS).sort());
});

describe.each(Object.entries(BLUEPRINTS))('network %s', (name, blueprint) => {
  test('its layers fit each other, its classes and a power-of-two input step', () => {
    expect(checkShapes(blueprint)).toEqual([]);
    expect(blueprint.name).toBe(name);
    expect(blueprint.layers.at(-1)!.outChannels).toBe(blueprint.classes.length);
    expect(Number.isInteger(Math.log2(blueprint.inputScale))).toBe(true);
  });
});
