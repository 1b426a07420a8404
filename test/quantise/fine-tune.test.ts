import { expect, test } from 'vitest';
import { storage } from '../../generator/model/storage.js';
import { fineTune, type RoundReport } from '../../generator/quantise/fine-tune.js';
import { loadBackend } from '../../generator/train/backend.js';
import { train } from '../../generator/train/float-training.js';
import { TINY, TINY_SETTINGS, tinySet } from '../train/tiny.js';
import { TINY_RECIPE } from './tiny-recipe.js';

const backend = await loadBackend();
const set = tinySet();
const float = train(backend, TINY, set, { ...TINY_SETTINGS, epochs: 30 });
const given = { float, recipe: TINY_RECIPE, set, settings: TINY_SETTINGS, seed: 1, teacher: null };

test('it prunes to the budget and gives the integer model that it trained', () => {
  const seen: RoundReport[] = [];
  const { integer, rounds } = fineTune(backend, given, { onRound: (report) => seen.push(report) });
  expect(rounds).toEqual(seen);
  expect(storage(integer).totalBytes).toBeLessThanOrEqual(70);
});
