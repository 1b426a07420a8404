import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compareConfigSchema, mergePatch, readComparedRecipe } from '../../generator/evaluate/compare-config.js';
import { comparison } from '../../generator/evaluate/comparison.js';
import { comparisonSchema } from '../../generator/evaluate/comparison-file.js';
import { evaluateRecipe } from '../../generator/evaluate/evaluate-recipe.js';
import { ALQ_DEFAULTS, type AlqSettings, checkAlqSettings } from '../../generator/quantise/alq/settings.js';
import { recipeLayers } from '../../generator/quantise/recipe.js';
import { sketch } from '../../generator/quantise/sketch.js';
import { readJson } from '../../generator/support/read-json.js';
import { initialParameters, toLayers } from '../../generator/train/network.js';
import { stubTrainer, TEN } from './stub.js';

const config = compareConfigSchema.parse({
  name: 'sign',
  folds: 5,
  seeds: [1, 2],
  rows: [
    { name: 'floating point', series: 'float', recipe: 'a.quantise.json', network: 'float' },
    { name: 'one bit', series: 'ours', recipe: 'a.quantise.json', patient: true },
  ],
});

async function compared() {
  const evaluated = (kind: 'fragment' | 'patient') =>
    evaluateRecipe(
      { set: TEN, scored: TEN },
      { kind, folds: 5, seeds: [1, 2] },
      { name: 'a', settings: {} },
      'wasm',
      stubTrainer(),
    );
  const scored = config.rows.map(async (row) => ({
    row,
    fragment: await evaluated('fragment'),
    patient: row.patient ? await evaluated('patient') : null,
  }));
  return comparison(config.name, await Promise.all(scored));
}

describe('comparison', () => {
  test('a row has its network, its size and its distance from the first', async () => {
    const [float, integer] = (await compared()).rows;
    expect(float).toMatchObject({ difference: null, patient: null, averageBitwidth: null, laneCycles: null });
    expect(float!.fragment.accuracy.mean).toBeCloseTo(0.2, 12);
    // 15 parameters as float32.
    expect(float!.storage.meanBytes).toBe(60);
    expect(integer!.fragment.accuracy.mean).toBeCloseTo(0.8, 12);
    expect(integer!.laneCycles).toBe(8);
    expect(integer!.patient!.accuracy.mean).toBeCloseTo(0.8, 12);
    // The integer network is right where the other is wrong: +1 on eight fragments, -1 on two.
    expect(integer!.difference!.mean).toBeCloseTo(0.6, 12);
    expect(integer!.difference!.standardError).toBeCloseTo(Math.sqrt(0.64 / 9), 12);
  });

  test('the result is one of the published schema', async () => {
    const result = await compared();
    expect(comparisonSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect([result.protocol.kind, result.patientProtocol!.kind]).toEqual(['fragment', 'patient']);
  });
});

describe('configuration', () => {
  const change = (other: object) => compareConfigSchema.safeParse({ ...config, ...other });
  test.each<[string, object, string]>([
    ['a name twice', { rows: [config.rows[0], config.rows[0]] }, 'rows.1.name'],
    ['a seed twice', { seeds: [1, 1] }, 'seeds.1'],
    ['one fold', { folds: 1 }, 'folds'],
    ['no row', { rows: [] }, 'rows'],
  ])('refuses %s', (_, other, path) => {
    expect(change(other).error!.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  // Examples of RFC 7396, appendix A.
  test.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j changed by %j is %j', (target, patch, expected) => {
    expect(mergePatch(target, patch)).toEqual(expected);
  });
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

test('a wrong change names the row and the field', () => {
  const row = { ...config.rows[0]!, change: { maxBitz: 3, budget: { bytes: 0 } } };
  const read = () => readComparedRecipe('configs/recipes/ecg17.quantise.json', row, 'x.compare.json', 4);
  expect(read).toThrow('x.compare.json: rows[4] (a.quantise.json with its change): maxBitz: unknown field');
});
