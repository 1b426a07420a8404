import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SignalSet } from '../../generator/data/signal-set.js';
import { commonReading, comparedRecipes } from '../../generator/evaluate/compare.js';
import { compareConfigSchema, protocolsOf, readComparedRecipe } from '../../generator/evaluate/compare-config.js';
import { PROTOCOLS, type ProtocolName } from '../../generator/evaluate/protocol.js';
import { ALQ_DEFAULTS, type AlqSettings, checkAlqSettings } from '../../generator/quantise/alq/settings.js';
import { type Recipe, readRecipe } from '../../generator/quantise/recipe/quantise-config.js';
import { recipeLayers } from '../../generator/quantise/recipe/recipe.js';
import { recipeTask } from '../../generator/quantise/recipe/recipe-job.js';
import { sketch } from '../../generator/quantise/sketch.js';
import { readJson } from '../../generator/support/read-json.js';
import { initialParameters, toLayers } from '../../generator/train/network.js';
import { annotated, recordOfX } from '../data/readers/annotated-set.js';
import { problemsOf } from '../data/readers/files.js';
import { syntheticEcg } from '../data/sets.js';

/** Windows of the shipped networks, as if they were cut from annotated recordings. */
const windows = (): SignalSet => ({
  ...syntheticEcg(34, 3),
  recorded: annotated({ records: { a: recordOfX(0) } }).recorded,
});

/** Under what a training is found again. */
const keyOf = (set: SignalSet, recipe: Recipe, kind: ProtocolName) => {
  const { allowAbsentClasses } = PROTOCOLS[kind];
  return recipeTask({ recipe, set, seed: 1, folder: 'nowhere', allowAbsentClasses }).key;
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-compare-'));
  for (const name of ['ecg17-small', 'ecg17'])
    cpSync(`configs/recipes/${name}.train.json`, join(folder, `${name}.train.json`));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A recipe's file that differs from a shipped one in name and budget, as a user would write it. */
function writtenBy(shipped: string, name: string, bytes: number): Recipe {
  const recipe = JSON.parse(readFileSync(`configs/recipes/${shipped}.quantise.json`, 'utf8'));
  const file = join(folder, `${name}.quantise.json`);
  writeFileSync(file, JSON.stringify({ ...recipe, name, budget: { bytes } }));
  return readRecipe(file);
}

describe.each<[string, string, () => Recipe]>([
  ['ecg17-small', 'channelwise, 7.9 KB', () => readRecipe('configs/recipes/ecg17-small.quantise.json')],
  ['ecg17-small', 'floating point', () => readRecipe('configs/recipes/ecg17-small.quantise.json')],
  ['ecg17-small', 'channelwise, 4.45 KB', () => writtenBy('ecg17-small', 'ecg17-small-4450', 4450)],
  ['ecg17', 'channelwise, 13.4 KB', () => readRecipe('configs/recipes/ecg17.quantise.json')],
  ['ecg17', 'floating point', () => readRecipe('configs/recipes/ecg17.quantise.json')],
])('configs/recipes/%s.compare.json, %s', (name, rowName, evaluated) => {
  const path = `configs/recipes/${name}.compare.json`;
  const config = readJson(path, compareConfigSchema);
  const at = config.rows.findIndex((row) => row.name === rowName);

  test('what evaluate trained is found again: the keys are equal', () => {
    const set = windows();
    const recipe = comparedRecipes(config, path)[at]!;
    for (const kind of protocolsOf(config, config.rows[at]!))
      expect(keyOf(set, recipe, kind)).toBe(keyOf(set, evaluated(), kind));
  });
});

test.each(['ecg17-small', 'ecg17'])('%s: rows of one key are of one recipe, the others train their own', (name) => {
  const path = `configs/recipes/${name}.compare.json`;
  const recipes = comparedRecipes(readJson(path, compareConfigSchema), path);
  const set = windows();
  const keys = recipes.map((recipe) => keyOf(set, recipe, 'time'));
  // Floating point and the model itself are two networks of one recipe.
  expect(new Set(keys).size).toBe(recipes.length - 1);
  expect(keys[0]).toBe(keys.at(-1));
});

describe.each(readdirSync('configs/recipes').filter((name) => name.endsWith('.compare.json')))(
  'configs/recipes/%s',
  (name) => {
    const path = `configs/recipes/${name}`;
    const { rows } = readJson(path, compareConfigSchema);

    test.each(rows.map((row, i) => [row.name, row, i] as const))(
      '%s is a recipe that fits its network',
      (_, row, i) => {
        const recipe = readComparedRecipe(`configs/recipes/${row.recipe}`, row, path, i);
        const { topology } = recipe.training;
        const model = { ...topology, layers: toLayers(topology.layers, initialParameters(topology.layers, 1)) };
        const layers = recipeLayers(model, recipe);
        // Sketching refuses a structure that does not divide a layer.
        expect(
          sketch(
            model,
            layers.map((l) => ({ ...l, maxBits: 1 })),
          ).layers,
        ).toHaveLength(layers.length);
        expect(() => checkAlqSettings({ ...ALQ_DEFAULTS, ...recipe.alq } as AlqSettings)).not.toThrow();
      },
    );

    test('no two rows are one network of one recipe', () => {
      const recipes = rows.map((row) => JSON.stringify([row.recipe, row.change, row.network]));
      expect(new Set(recipes).size).toBe(rows.length);
    });
  },
);

test('recipes that are compared read the same windows', () => {
  const recipe = readRecipe('configs/recipes/ecg17-small.quantise.json');
  const { training } = recipe;
  const reading = (step: number) => ({ where: 'r.train.json', options: { step } });
  const other = (step: number): Recipe => ({ ...recipe, training: { ...training, reading: reading(step) } });
  expect(commonReading([recipe, recipe], 'c.compare.json')).toBeUndefined();
  expect(commonReading([other(1), other(1)], 'c.compare.json')).toEqual(reading(1));
  for (const [first, second] of [
    [recipe, other(1)],
    [other(1), recipe],
    [other(1), other(2)],
  ] as const)
    expect(problemsOf(() => commonReading([first, second], 'c.compare.json'))).toMatchObject([
      { field: 'rows[1].recipe' },
    ]);
});
