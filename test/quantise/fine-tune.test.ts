import { describe, expect, test } from 'vitest';
import { windowCodes } from '../../generator/data/signal-set.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { laneCycles } from '../../generator/model/lane-cycles.js';
import { storage } from '../../generator/model/storage.js';
import { convolutions } from '../../generator/network/network.js';
import { chooseActivationBits, meanLoss } from '../../generator/quantise/choose-activations.js';
import { type FineTuneState, fineTune, type RoundReport } from '../../generator/quantise/fine-tune.js';
import type { Recipe, RecipePhase } from '../../generator/quantise/recipe/quantise-config.js';
import { quantise } from '../../generator/quantise/recipe/recipe.js';
import { assertExact, simulationOf } from '../../generator/quantise/simulation.js';
import { sketch } from '../../generator/quantise/sketch.js';
import { loadBackend } from '../../generator/train/backend.js';
import { train } from '../../generator/train/float-training.js';
import { floatScores, shareRight } from '../../generator/train/loop.js';
import { Teacher } from '../../generator/train/teacher.js';
import { labelsOf } from '../data/sets.js';
import { TINY, TINY_LAYERS, TINY_SETTINGS, tinySet } from '../train/tiny.js';
import { TINY_RECIPE } from './recipe/tiny-recipe.js';

const backend = await loadBackend();
const set = tinySet();
const float = train(backend, TINY, set, { ...TINY_SETTINGS, epochs: 30 });
const given = (changes: Partial<Recipe> = {}) => {
  const recipe = { ...TINY_RECIPE, ...changes };
  return { float, recipe, set, settings: TINY_SETTINGS, seed: 1, teacher: null };
};
const phase = (kind: RecipePhase['kind'], changes: Partial<RecipePhase> = {}): RecipePhase => ({
  ...{ kind, epochs: 2, learningRate: 0.003 },
  ...changes,
});
const FREE = { budget: null };

test('it prunes to the budget along the schedule, and still classifies', () => {
  const seen: RoundReport[] = [];
  const { integer, rounds } = fineTune(backend, given(), { onRound: (report) => seen.push(report) });
  expect(rounds).toEqual(seen);
  expect(storage(integer).totalBytes).toBeLessThanOrEqual(70);
  const bytes = rounds.map((r) => r.storageBytes);
  expect(bytes).toEqual([...bytes].sort((a, b) => b - a));
  expect(rounds.map((r) => [r.phase, r.epoch, r.epochs])).toEqual([1, 2, 3, 4].map((e) => ['straight-through', e, 4]));
  const interpreter = new Interpreter(integer);
  const right = labelsOf(set).filter((label, i) => interpreter.classify(windowCodes(set, i)) === label).length;
  expect(right / labelsOf(set).length).toBeGreaterThan(0.9);
});

test('what dead channels store is spent on bases that live', () => {
  const { integer, rounds } = fineTune(backend, given({ budget: { bytes: 45 }, alq: { poolShare: 0.9 } }));
  expect(integer.layers.map((l) => l.outChannels)).toEqual([3, 3, 3, 2]);
  expect(storage(integer).totalBytes).toBe(45);
  expect(rounds.at(-1)!.storageBytes).toBe(45);
});

test.each([300, 600, 650])('the cycles of dead channels too, of %d', (budget) => {
  const { integer } = fineTune(backend, given({ budget: { laneCycles: budget }, alq: { poolShare: 0.9, price: 1 } }));
  expect(integer.layers.some((l, i) => l.outChannels < float.layers[i]!.outChannels)).toBe(true);
  expect(laneCycles(integer)).toBeLessThanOrEqual(budget);
  expect(laneCycles(integer)).toBeGreaterThan(0.95 * budget);
});

test.each<[string, Partial<Recipe>]>([
  ['no phase at all', { ...FREE, phases: [] }],
  ['bases, then coordinates, twice', { ...FREE, rounds: 2, phases: [phase('bases'), phase('coordinates')] }],
  ['recalibrated steps', { ...FREE, phases: [phase('bases'), phase('straight-through', { recalibrate: true })] }],
  [
    'kernelwise, 5-bit alphas by gradient',
    { ...FREE, structure: { kind: 'kernelwise' }, alphaBits: 5, alq: { alphas: 'gradient' } },
  ],
  ['pixelwise, 2-bit activations', { ...FREE, structure: { kind: 'pixelwise' }, activationBits: 2 }],
  ['uniform quantisation', { ...FREE, alq: { tied: true } }],
  ['open activation bits', { ...FREE, activationBits: 'auto' }],
  [
    'a layer of its own kind',
    { ...FREE, layers: { conv2: { maxBits: 1, activationBits: 8, structure: { kind: 'kernelwise' } } } },
  ],
])('%s: what was trained is, score for score, the integer network', (_, changes) => {
  const recipe = { ...given(changes), recipe: { ...given(changes).recipe } };
  const { integer, rounds } = fineTune(backend, recipe);
  const total = recipe.recipe.rounds * recipe.recipe.phases.reduce((sum, p) => sum + p.epochs, 0);
  expect(rounds).toHaveLength(total);
  assertExact(backend, integer, simulationOf(integer, TINY.inputScale), set);
});

test('the simulation of another network is found out', () => {
  const { integer } = fineTune(backend, given({ ...FREE, phases: [] }));
  const simulation = simulationOf(integer, TINY.inputScale);
  const layers = convolutions(simulation.model.layers).map((l) => ({ ...l, weights: l.weights.slice() }));
  layers.at(-1)!.weights[3]! += 2 ** -12;
  const other = { ...simulation, model: { ...simulation.model, layers } };
  expect(() => assertExact(backend, integer, other, set)).toThrow(/is not what was trained: score of (slow|fast)/);
});

test.each([1, 3, 5])('interrupted after epoch %i of two rounds: the same bits as without', (last) => {
  const phases = [
    phase('bases', { epochs: 1 }),
    phase('straight-through', { recalibrate: true, prune: { everyBatches: 2, until: 1 } }),
  ];
  const recipe = given({ rounds: 2, phases, structure: { kind: 'kernelwise' }, alq: { poolShare: 0.9 } });
  const whole = fineTune(backend, recipe);
  let saved: FineTuneState | null = null;
  const stop = () =>
    fineTune(backend, recipe, {
      onRound: (_, state) => {
        if (state.epoch > last) throw new Error('interrupted');
        saved = state;
      },
    });
  expect(stop).toThrow('interrupted');
  expect(fineTune(backend, recipe, { resume: saved })).toEqual(whole);
});

test('a budget below what is possible says the least possible', () => {
  expect(() => fineTune(backend, given({ budget: { bytes: 5 } }))).toThrow(/budget\.bytes: .* allowed: at least \d+/);
});

test('a teacher changes what is learnt and leaks no tensor', () => {
  const before = backend.tf.memory().numTensors;
  const teacher = new Teacher(backend.tf, [float, float], { weight: 0.9, temperature: 3 });
  const taught = fineTune(backend, { ...given(), teacher });
  teacher.dispose();
  expect(backend.tf.memory().numTensors).toBe(before);
  expect(taught.integer).not.toEqual(fineTune(backend, given()).integer);
});

describe('activation bits', () => {
  const alq = sketch(
    float,
    TINY_LAYERS.map(() => ({ structure: { kind: 'channelwise' }, maxBits: 4 })),
  );
  const choose = (expected: (number | 'auto')[], lossRise: number) =>
    chooseActivationBits(backend, alq, set, expected, 8, lossRise);

  test('fixed ones stay; without tolerance all that costs nothing goes', () => {
    expect(choose([5, 6, 7, 8], 1)).toEqual([5, 6, 7, 8]);
    const [first, second, third] = choose([4, 'auto', 'auto', 'auto'], 0);
    expect(first).toBe(4);
    for (const bits of [second, third]) expect(bits).toBeLessThanOrEqual(8);
  });

  test('the more loss is allowed, the fewer bits; the loss stays within it', () => {
    const bitsOf = (rise: number) => choose(['auto', 'auto', 'auto', 'auto'], rise);
    const sum = (bits: number[]) => bits.slice(0, 3).reduce((a, b) => a + b);
    expect(bitsOf(1000).slice(0, 3)).toEqual([2, 2, 2]);
    expect(sum(bitsOf(0.02))).toBeLessThanOrEqual(sum(bitsOf(0)));
    expect(sum(bitsOf(0.02))).toBeGreaterThan(6);
  });
});

test('mean loss by hand', () => {
  expect(
    meanLoss(
      [
        [0, 0],
        [0, Math.log(3)],
      ],
      [0, 1],
    ),
  ).toBeCloseTo((Math.log(2) + Math.log(4 / 3)) / 2, 6);
});

test('fine-tuning wins back what few bases lose', () => {
  const few = {
    ...FREE,
    maxBits: 1,
    activationBits: 2,
    phases: [phase('straight-through', { epochs: 30, learningRate: 0.01 })],
  };
  const right = (integer: Parameters<typeof simulationOf>[0]) => {
    const { model, activations } = simulationOf(integer, TINY.inputScale);
    const scores = floatScores(backend, model, set, 50, activations).map((own) => [...own]);
    return meanLoss(scores, labelsOf(set));
  };
  const before = right(quantise(float, { ...TINY_RECIPE, ...few, activationBits: 2 }, set));
  const { integer } = fineTune(backend, given(few));
  expect(right(integer)).toBeLessThan(0.5 * before);
  expect(shareRight(floatScores(backend, float, set), labelsOf(set))).toBe(1);
});
