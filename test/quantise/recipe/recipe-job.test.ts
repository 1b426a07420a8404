import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { subset } from '../../../generator/data/signal-set.js';
import type { Recipe } from '../../../generator/quantise/recipe/quantise-config.js';
import {
  finishedRecipe,
  type RecipeJob,
  recipeTask,
  runRecipeJob,
  runRecipeJobs,
} from '../../../generator/quantise/recipe/recipe-job.js';
import { UserError } from '../../../generator/support/errors.js';
import { loadBackend } from '../../../generator/train/backend.js';
import { labelsOf, relabelled } from '../../data/sets.js';
import { TINY, TINY_SETTINGS, tinySet } from '../../train/tiny.js';
import { TINY_RECIPE } from './tiny-recipe.js';

const backend = await loadBackend();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-recipe-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const TAUGHT: Partial<Recipe> = {
  fineTuning: { teacher: { networks: 2, weight: 0.5, temperature: 2, topology: TINY }, augment: [] },
};
const job = (recipe: Partial<Recipe> = {}, changes: Partial<RecipeJob> = {}): RecipeJob => ({
  recipe: { ...TINY_RECIPE, ...recipe },
  set: tinySet(),
  seed: 5,
  folder,
  ...changes,
});
const trained = (changes: object) => ({ topology: TINY, settings: { ...TINY_SETTINGS, ...changes } });
const kinds = () =>
  readdirSync(folder)
    .map((name) => name.replace(/^[0-9a-f]{16}\./, ''))
    .sort();

test.each([1, 2, 4, 5, 6, 8])(
  'interrupted in epoch %i of training and fine-tuning: the same files as without',
  async (last) => {
    const [whole] = await runRecipeJobs([job(TAUGHT, { folder: join(folder, 'whole') })], 1);
    const work = join(folder, 'work');
    let epochs = 0;
    const stop = () =>
      runRecipeJob(backend, job(TAUGHT, { folder: work }), () => {
        if (++epochs === last) throw new Error('interrupted');
      });
    expect(stop).toThrow('interrupted');
    expect(finishedRecipe(job(TAUGHT, { folder: work }))).toBeNull();
    const seen: number[] = [];
    expect(runRecipeJob(backend, job(TAUGHT, { folder: work }), ({ epoch }) => seen.push(epoch))).toEqual(whole);
    expect(seen).toHaveLength(8 - last);
    expect(readdirSync(work).sort()).toEqual(readdirSync(join(folder, 'whole')).sort());
  },
);

test('a finished job is not run again', async () => {
  const [first] = await runRecipeJobs([job()], 1);
  const files = ['alq.json', 'float.json', 'rounds.json'];
  expect(kinds()).toEqual(files.flatMap((name) => [name, `${name}.sha256`]));
  const [again] = await runRecipeJobs([job()], 1, () => expect.unreachable());
  expect(again).toEqual(first);
});

test('recipes share the training in floating point, and teachers', async () => {
  const jobs = [job(), job(TAUGHT), job({ ...TAUGHT, maxBits: 2 })];
  const phases: [number, string, number][] = [];
  const results = await runRecipeJobs(jobs, 1, (index, { phase, epoch }) => phases.push([index, phase, epoch]));
  expect(kinds().filter((kind) => kind === 'float.json')).toHaveLength(3);
  expect(phases.filter(([, phase]) => phase === 'float')).toHaveLength(3 * 4);
  expect(results[1]!.float).toEqual(results[0]!.float);
  expect(results[1]!.integer).not.toEqual(results[0]!.integer);
});

test('the key changes with everything that the result depends on, and with nothing else', () => {
  const set = tinySet();
  const jobs = [
    job(),
    job({ maxBits: 2 }),
    job({ phases: [], budget: null }),
    job({ alq: { price: 'count' } }),
    job({ fineTuning: { augment: [] } }),
    job(TAUGHT),
    job({ training: trained({ learningRate: 0.02 }) }),
    job({}, { seed: 6 }),
    job({}, { set: tinySet(17) }),
  ];
  const keys = jobs.map((j) => recipeTask(j).key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(recipeTask(job({}, { folder: 'elsewhere' })).key).toBe(keys[0]);
  // The job's seed counts, not the configuration's.
  expect(recipeTask(job({ training: trained({ seed: 99 }) })).key).toBe(keys[0]);
  expect(recipeTask(job({}, { set: { ...set, provenance: { source: 'moved', notes: [] } } })).key).toBe(keys[0]);
});

test('fewer classes than the network has: outputs for those only; a class without fragments is named', () => {
  const set = tinySet();
  const slow = subset(
    set,
    labelsOf(set).flatMap((label, i) => (label === 0 ? [i] : [])),
  );
  expect(() => runRecipeJob(backend, job({}, { set: slow }))).toThrow(
    'nothing to learn from: no example of class fast',
  );
  const { integer } = runRecipeJob(backend, job({}, { set: slow, allowAbsentClasses: true }));
  expect(integer.classes).toEqual(['slow', 'fast']);
  const turned = relabelled(
    set,
    labelsOf(set).map((l) => 1 - l),
    ['fast', 'slow'],
  );
  expect(runRecipeJob(backend, job({}, { set: turned })).integer.classes).toEqual(['fast', 'slow']);
  const other = relabelled(set, labelsOf(set), ['slow', 'fastest']);
  expect(() => runRecipeJob(backend, job({}, { set: other }))).toThrow(
    'classes that the network does not know: fastest',
  );
});

test.each<[string, Partial<Recipe>, string]>([
  ['a budget that cannot be', { budget: { bytes: 3 } }, 'budget.bytes'],
  ['a width out of range', { layers: { conv2: { activationBits: 9 } } }, 'layers[1] (conv2).activationBits'],
  ['more bases than there are', { maxBits: 9 }, 'layers[0] (conv1).maxBits'],
  ['a setting of ALQ', { alq: { damping: 0 } }, 'damping'],
  ['an unknown layer', { layers: { conv7: {} } }, 'layers.conv7'],
])('%s is found before anything is trained', async (_, change, field) => {
  const run = runRecipeJobs([job(), job(change)], 1, () => expect.unreachable());
  await expect(run).rejects.toThrow(UserError);
  await expect(run).rejects.toThrow(field);
});

test("another job's checkpoint is refused, not used", () => {
  const stopped = (j: RecipeJob) =>
    expect(() =>
      runRecipeJob(backend, j, ({ phase }) => {
        if (phase !== 'float') throw new Error('interrupted');
      }),
    ).toThrow('interrupted');
  stopped(job());
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.checkpoint.json'));
  const other = job({ maxBits: 2 });
  const path = join(folder, `${recipeTask(other).key}.checkpoint.json`);
  writeFileSync(path, readFileSync(join(folder, name!)));
  expect(() => runRecipeJob(backend, other)).toThrow(UserError);
  expect(() => runRecipeJob(backend, other)).toThrow(`${path}: key: a checkpoint of another job`);
});
