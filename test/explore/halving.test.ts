import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordOf, sampleOf } from '../../generator/data/recorded.js';
import type { SignalSet } from '../../generator/data/signal-set.js';
import { readExploration, type TrainedConfig } from '../../generator/explore/config.js';
import { chosenModels, type MeasuredModel } from '../../generator/explore/judge.js';
import { splitOf } from '../../generator/explore/split.js';
import { epochsOf, shortened, variantsOf } from '../../generator/explore/variants.js';
import type { Recipe } from '../../generator/quantise/recipe/quantise-config.js';
import { random } from '../../generator/support/random.js';
import { annotated } from '../data/readers/annotated-set.js';
import { problemsOf } from '../data/readers/files.js';
import type { Marked } from '../data/readers/wfdb-file.js';
import { TINY_RECIPE } from '../quantise/recipe/tiny-recipe.js';
import { tinySet } from '../train/tiny.js';

const SMALL = 'configs/explore/ecg17-small-models.json';

describe('models that go on', () => {
  const model = (accuracy: number, bytes: number, laneCycles: number): MeasuredModel => ({
    accuracy,
    bytes,
    laneCycles,
  });

  test.each<[string, MeasuredModel[], number, number[]]>([
    [
      'the most accurate one, where there is room for one',
      [model(0.5, 1, 1), model(0.9, 9, 9), model(0.7, 5, 5)],
      1,
      [1],
    ],
    ['of equals the smaller one', [model(0.9, 9, 1), model(0.9, 8, 2)], 1, [1]],
    ['none that is beaten, though there were room', [model(0.9, 8, 2), model(0.8, 8, 3), model(0.9, 9, 2)], 3, [0]],
    ['the ends before what lies between', [model(0.9, 90, 9), model(0.89, 80, 8), model(0.3, 10, 1)], 2, [0, 2]],
    ['all that none beats', [model(0.9, 9, 9), model(0.5, 1, 1)], 5, [0, 1]],
  ])('%s', (_, models, keep, expected) => expect([...chosenModels(models, keep)]).toEqual(expected));

  test('whatever was measured: the best, no more than are kept, none beaten by one that goes', () => {
    const some = fc.integer({ min: 1, max: 6 });
    const any = fc.record({ accuracy: some.map((n) => n / 6), bytes: some, laneCycles: some });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 8 }), (models, keep) => {
        const on = chosenModels(models, keep);
        expect(on.size).toBeLessThanOrEqual(keep);
        const kept = models.filter((_, i) => on.has(i));
        expect(Math.max(...kept.map((m) => m.accuracy))).toBe(Math.max(...models.map((m) => m.accuracy)));
        const gone = models.filter((_, i) => !on.has(i));
        for (const a of gone)
          for (const b of kept) {
            const noWorse = a.accuracy >= b.accuracy && a.bytes <= b.bytes && a.laneCycles <= b.laneCycles;
            expect(noWorse && JSON.stringify(a) !== JSON.stringify(b)).toBe(false);
          }
      }),
    );
  });
});

describe('a share of a recipe', () => {
  /** Prunings of each phase, in batches of an epoch of 32. */
  const prunings = ({ phases }: Recipe) =>
    phases.map(({ epochs, prune }) => Math.floor((32 * epochs) / (prune?.everyBatches ?? Number.POSITIVE_INFINITY)));

  test('has a share of the epochs and no fewer prunings', () => {
    const exploration = readExploration(SMALL);
    const { recipe } = variantsOf(exploration, exploration.config.recipe!)[0]!;
    for (const share of [0.05, 0.1, 0.3, 0.5]) {
      const short = shortened(recipe, share);
      expect(Math.abs(epochsOf(short) - share * epochsOf(recipe))).toBeLessThanOrEqual(1);
      for (const [i, count] of prunings(recipe).entries())
        expect(prunings(short)[i]).toBeGreaterThanOrEqual(Math.min(count, 32 * short.phases[i]!.epochs));
    }
    expect(shortened(recipe, 1)).toEqual(recipe);
  });

  test.each<[string, Partial<Recipe>, number]>([
    ['training and phases', {}, 8],
    ['every round', { rounds: 3 }, 4 + 3 * 4],
    [
      'teachers',
      {
        fineTuning: { teacher: { networks: 2, weight: 0.5, temperature: 2, topology: TINY_RECIPE.training.topology } },
      },
      8 + 2 * 4,
    ],
  ])('epochs are those of %s', (_, change, expected) => expect(epochsOf({ ...TINY_RECIPE, ...change })).toBe(expected));
});

describe('windows that models are chosen by', () => {
  const config = (protocol: TrainedConfig['protocol']) => ({ protocol, folds: 4, seed: 2 }) as TrainedConfig;
  /** Two blocks of three minutes at 10 Hz, and a bit. */
  const LENGTH = 3700;
  const recordings = () => {
    const beats = Array.from({ length: LENGTH / 2 }, (_, i): Marked => [2 * i, 'N']);
    const changes: Marked[] = [400, 1000, 2100, 3000].flatMap((at, i): Marked[] => [
      [at + 1, '+', i % 2 === 0 ? '(AFIB' : '(N'],
    ]);
    const marks = [...beats, ...changes].sort(([a], [b]) => a - b);
    const noise = (seed: number) => {
      const rnd = random(seed);
      return Array.from({ length: LENGTH }, () => rnd.integer(0, 2047));
    };
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    return annotated({
      records: Object.fromEntries(names.map((name, r) => [name, { leads: { X: noise(r) }, marks }])),
      options: { leads: [['X']], step: 2 },
      more: { groups: { what: 'patient', pattern: '^(\\w)', form: '<patient><n>/...' } },
    });
  };
  /** Every sample of every window, by its record. */
  const samples = (set: SignalSet) =>
    new Set(
      set.names.flatMap((_, i) => [0, 1, 2, 3].map((offset) => `${recordOf(set, i)} ${sampleOf(set, i) + offset}`)),
    );
  const shared = (a: SignalSet, b: SignalSet) => {
    const others = samples(b);
    return [...samples(a)].filter((sample) => others.has(sample));
  };

  test('of fragments: each window is learnt from, chosen by or scored, once', () => {
    const set = tinySet(40);
    const { train, validation, scored } = splitOf(set, config('fragment'), 'x.json');
    const all = [train, validation, scored].flatMap(({ names }) => names);
    expect([...all].sort()).toEqual([...set.names].sort());
    expect(new Set(all).size).toBe(40);
    expect([validation, scored].map(({ names }) => names.length)).toEqual([8, 10]);
  });

  test.each(['time', 'patient'] as const)('of recordings, by %s: no sample is in two of the sets', (protocol) => {
    const { train, validation, scored } = splitOf(recordings(), config(protocol), 'x.json');
    for (const set of [train, validation, scored]) expect(set.names.length).toBeGreaterThan(20);
    expect(shared(validation, train)).toEqual([]);
    expect(shared(scored, train)).toEqual([]);
    expect(shared(scored, validation)).toEqual([]);
    if (protocol !== 'patient') return;
    const groups = [train, validation, scored].flatMap((set) => [...new Set(set.groups)]);
    expect(new Set(groups).size).toBe(groups.length);
  });

  test('of recordings, by fragment: refused, as windows share samples', () =>
    expect(problemsOf(() => splitOf(recordings(), config('fragment'), 'x.json'))).toMatchObject([
      { where: 'x.json', field: 'recipe.protocol', fix: 'time' },
    ]));
});
