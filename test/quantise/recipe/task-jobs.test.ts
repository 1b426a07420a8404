import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSignals } from '../../../generator/data/open.js';
import { windowCodes } from '../../../generator/data/signal-set.js';
import { atPositionsOf } from '../../../generator/data/step-targets.js';
import { Interpreter } from '../../../generator/model/interpreter.js';
import { integerInUnits } from '../../../generator/quantise/integer-units.js';
import { readRecipe } from '../../../generator/quantise/recipe/quantise-config.js';
import { type RecipeJob, runRecipeJob } from '../../../generator/quantise/recipe/recipe-job.js';
import { scoreLog2 } from '../../../generator/quantise/steps.js';
import { loadBackend } from '../../../generator/train/backend.js';
import { filesOf, GIVEN } from '../../cli/any-task.js';
import { folderOf } from '../../data/readers/files.js';

const backend = await loadBackend();

function jobOf(name: keyof typeof GIVEN, epochs = 2): RecipeJob {
  const folder = folderOf(filesOf(GIVEN[name], 40, epochs));
  const recipe = readRecipe(join(folder, 'quantise.json'));
  const read = openSignals(join(folder, 'learn.json'), { windows: 1, seed: 1 });
  return { recipe, set: atPositionsOf(read, recipe.training.topology), seed: 3, folder: join(folder, 'work') };
}

const left = ({ folder }: RecipeJob) =>
  Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

test.each(['waves', 'sizes', 'bursts'] as const)(
  '%s: interrupted in floating point and in quantisation, it leaves the same bytes',
  { timeout: 60_000 },
  (name) => {
    const whole = jobOf(name, 4);
    const { integer } = runRecipeJob(backend, whole);
    const interrupted = { ...whole, folder: `${whole.folder}-again` };
    for (const [phase, epoch] of [
      ['float', 2],
      ['straight-through', 1],
    ] as const) {
      const run = () =>
        runRecipeJob(backend, interrupted, (report) => {
          if (report.phase === phase && report.epoch === epoch) throw new Error('interrupted');
        });
      expect(run).toThrow('interrupted');
    }
    expect(runRecipeJob(backend, interrupted).integer).toEqual(integer);
    expect(left(interrupted)).toEqual(left(whole));
  },
);

test('scores in other units are those of before times a power of two, plus a mean, in whole steps', () => {
  const { integer, float } = runRecipeJob(backend, jobOf('sizes'));
  expect(float.task).toEqual({ kind: 'values', units: ['hPa', 'l/s'] });
  const { set } = jobOf('sizes');
  const [means, log2] = [[1013.3, -3], 5] as const;
  const moved = integerInUnits(integer, { means, log2: [log2] });
  const step = 2 ** scoreLog2(moved);
  expect(step).toBe(2 ** (scoreLog2(integer) + log2));
  for (let i = 0; i < 10; i++) {
    const codes = windowCodes(set, i);
    const expected = [...new Interpreter(integer).scores(codes)].map(
      (score, o) => score + Math.round(means[o]! / step),
    );
    expect([...new Interpreter(moved).scores(codes)]).toEqual(expected);
  }
  expect(() => integerInUnits(integer, { means: [1e12, 0], log2: [0] })).toThrow(
    /values of every-node: pressure: their mean is too far from 0 .*allowed: up to/,
  );
});
