import { expect, test } from 'vitest';
import { crossEvaluationSchema } from '../../generator/evaluate/cross-evaluation.js';
import { evaluateRecipe, setHash } from '../../generator/evaluate/evaluate-recipe.js';
import { protocolFolds } from '../../generator/evaluate/protocol.js';
import { laneCycles } from '../../generator/model/lane-cycles.js';
import { storage } from '../../generator/model/storage.js';
import { relabelled } from '../data/sets.js';
import { signModels, signSet, stubTrainer, TEN } from './stub.js';

const protocol = { kind: 'fragment', folds: 5, seeds: [1, 2] } as const;
const recipe = { name: 'stub', settings: { bits: 1 } };
const evaluateTen = (asked: { names: string[]; seed: number }[] = []) =>
  evaluateRecipe(
    { set: TEN, scored: TEN },
    { ...protocol, seeds: [...protocol.seeds] },
    recipe,
    'wasm',
    stubTrainer(asked),
  );

test('trains on every training side with the seed of its split, on nothing else', async () => {
  const asked: { names: string[]; seed: number }[] = [];
  await evaluateTen(asked);
  const folds = protocolFolds({ set: TEN, scored: TEN }, { ...protocol, seeds: [1, 2] });
  expect(asked).toEqual(folds.map(({ train, seed }) => ({ seed, names: train.map((i) => `${i}`) })));
});

test('the integer network is right on 8 of 10, the float network on the other 2', async () => {
  const { evaluation, right } = await evaluateTen();
  const { integer, float } = evaluation;
  expect(integer.accuracy.mean).toBeCloseTo(0.8, 12);
  expect(integer.accuracy.values).toHaveLength(10);
  // Of 10 independent shares, 8 of them 1: sqrt(0.16 * 10 / 9 / 10).
  expect(integer.accuracy.standardError).toBeCloseTo(Math.sqrt(0.16 / 9), 12);
  expect(integer.perSeed).toEqual([
    { seed: 1, accuracy: 0.8, macroF1: expect.closeTo(0.8, 12) },
    { seed: 2, accuracy: 0.8, macroF1: expect.closeTo(0.8, 12) },
  ]);
  expect(integer.pooledMacroF1).toMatchObject({ mean: expect.closeTo(0.8, 12), sd: expect.closeTo(0, 12) });
  expect(integer.foldMacroF1.values).toHaveLength(10);
  expect(integer.confusion).toEqual([
    [8, 2, 0],
    [2, 8, 0],
    [0, 0, 0],
  ]);
  expect(integer.perClass.map((c) => c.name)).toEqual(['up', 'down']);
  expect(integer.perClass[0]).toMatchObject({ support: 10, sensitivity: 0.8, positivePredictivity: 0.8 });
  expect(float.accuracy.mean).toBeCloseTo(0.2, 12);
  expect(right.integer.shares).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1, 0]);
  expect(right.float.shares).toEqual(right.integer.shares.map((share) => 1 - share));
});

test('size, bitwidths and cycles are those of the networks', async () => {
  const { evaluation } = await evaluateTen();
  const { totalBytes, float32Bytes } = storage(signModels().integer);
  expect(evaluation.storage).toEqual({ meanBytes: totalBytes, maxBytes: totalBytes, float32Bytes });
  expect(evaluation.averageBitwidth).toBeCloseTo(8 / 12, 12);
  expect(evaluation.layers).toEqual([{ name: 'head', weights: 12, averageBitwidth: expect.closeTo(8 / 12, 12) }]);
  // Two bases of four weights at one position.
  expect(evaluation.laneCycles).toEqual({ mean: 8, max: 8 });
  const { integer } = signModels();
  const twice = integer.layers.map((layer) => ({ ...layer, padding: 1 }));
  expect(laneCycles({ ...integer, layers: twice })).toBe(24);
});

test('by patient: a patient is one draw of the standard error', async () => {
  const { evaluation } = await evaluateRecipe(
    { set: TEN, scored: TEN },
    { kind: 'patient', folds: 5, seeds: [1] },
    recipe,
    'wasm',
    stubTrainer(),
  );
  expect(evaluation.protocol).toEqual({
    kind: 'patient',
    folds: 5,
    seeds: [1],
    groups: 5,
    fragments: 10,
    scoredClasses: ['up', 'down'],
  });
  // Five patients of two fragments, one wrong throughout: sqrt(5 / 4 * (4 * 0.4^2 + 1.6^2)) / 10.
  expect(evaluation.integer.accuracy.standardError).toBeCloseTo(Math.sqrt(1.25 * 3.2) / 10, 12);
});

test('the result is one of the published schema, and the same twice', async () => {
  const [one, two] = [await evaluateTen(), await evaluateTen()];
  expect(crossEvaluationSchema.parse(JSON.parse(JSON.stringify(one.evaluation)))).toEqual(one.evaluation);
  expect(two).toEqual(one);
});

test('the hash of the data depends on codes, labels and order', () => {
  const other = signSet([
    ['+', 0, '100'],
    ['+', 1, '101'],
  ]);
  const labels = relabelled(other, [1, 0]);
  const order = { ...other, hashes: other.hashes.toReversed() };
  expect(new Set([setHash(other), setHash(labels), setHash(order), setHash(TEN)]).size).toBe(4);
  expect(setHash(other)).toMatch(/^[0-9a-f]{16}$/);
});
