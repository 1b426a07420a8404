import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSignals } from '../../generator/data/open.js';
import { windowCodes } from '../../generator/data/signal-set.js';
import type {
  ClassEvaluation,
  ClassScores,
  OtherEvaluation,
  OtherScores,
  SeveralEvaluation,
} from '../../generator/evaluate/evaluate-model.js';
import { readIntegerModel } from '../../generator/model/file.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { simulationOf } from '../../generator/quantise/simulation.js';
import { scoreLog2 } from '../../generator/quantise/steps.js';
import { loadBackend } from '../../generator/train/backend.js';
import { readFloatNetwork } from '../../generator/train/float-file.js';
import { floatScores } from '../../generator/train/loop.js';
import { folderOf } from '../data/readers/files.js';
import { filesOf, GIVEN } from './any-task.js';
import { bitbeat } from './run-in-process.js';

const MINUTES = 2 * 60_000;

/** Trains, quantises and evaluates made-up windows by the commands. */
async function learned(name: keyof typeof GIVEN, windows: number, epochs: number) {
  const folder = folderOf(filesOf(GIVEN[name], windows, epochs));
  const at = (file: string) => join(folder, file);
  const common = ['--data', at('learn.json'), '--work', at('work'), '--processes', '1'];
  const trained = await bitbeat('train', ...common, '--config', at('train.json'), '--out', at('n.float.json'));
  expect(trained).toMatchObject({ code: 0, stderr: '' });
  const quantised = await bitbeat('quantise', ...common, '--config', at('quantise.json'), '--out', at('model'));
  expect(quantised).toMatchObject({ code: 0 });
  const events = GIVEN[name].per === 'step' ? ['--training', at('train.json')] : [];
  const args = ['--model', at('model'), '--data', at('test.json'), ...events];
  const evaluated = await bitbeat('evaluate', ...args, '--json');
  expect(evaluated).toMatchObject({ code: 0, stderr: '' });
  const table = await bitbeat('evaluate', ...args);
  const float = readFloatNetwork(at('n.float.json'));
  // The training that the recipe finds is the one that has run.
  expect(readFileSync(at('model/every-node.float.json'))).toEqual(readFileSync(at('n.float.json')));
  return {
    integer: readIntegerModel(at('model')),
    float,
    set: openSignals(at('test.json'), { windows: 1, seed: 1 }),
    quantised,
    table,
    evaluation: JSON.parse(evaluated.stdout),
  };
}

/** Scores of training's arithmetic are those of the interpreter, bit for bit. */
async function expectEqual({ integer, float, set }: Awaited<ReturnType<typeof learned>>): Promise<void> {
  const [interpreter, step] = [new Interpreter(integer), 2 ** scoreLog2(integer)];
  const { model, activations } = simulationOf(integer, float.inputScale);
  floatScores(await loadBackend(), model, set, 50, activations).forEach((scores, i) => {
    expect([...scores]).toEqual([...interpreter.scores(windowCodes(set, i))].map((score) => score * step));
  });
}

test('labels', { timeout: MINUTES }, async () => {
  const found = await learned('waves', 400, 12);
  await expectEqual(found);
  const { metrics, outputs, task } = found.evaluation as OtherEvaluation;
  expect(task).toBe('labels');
  expect(metrics.F1).toBeGreaterThan(0.97);
  expect(outputs.map(({ name }) => name)).toEqual(['slow', 'fast']);
  expect([found.integer.task, found.float.task]).toEqual([{ kind: 'labels' }, { kind: 'labels' }]);
  expect(found.quantised.stdout).toMatch(/same labels as the float model on \d+\.\d % of 400 fragments/);
  expect(found.table.stdout).toMatch(/^120 fragments: F1 (9\d|100)\.\d %$/m);
});

test('values, in their own units', { timeout: MINUTES }, async () => {
  const found = await learned('sizes', 600, 20);
  const { metrics, outputs } = found.evaluation as OtherEvaluation;
  expect(metrics.R2).toBeGreaterThan(0.9);
  expect(outputs).toMatchObject([
    { name: 'pressure', unit: 'hPa' },
    { name: 'flow', unit: 'l/s' },
  ]);
  // A spread is 11.5 hPa.
  expect(outputs[0]!.error).toBeLessThan(5);
  expect(found.integer.task).toEqual({ kind: 'values', units: ['hPa', 'l/s'] });
  const [first] = floatScores(await loadBackend(), found.float, found.set);
  expect(Math.abs(first![0]! - 1033)).toBeLessThan(40);
});

test('classes of each step', { timeout: MINUTES }, async () => {
  const found = await learned('bursts', 300, 10);
  await expectEqual(found);
  const { accuracy, steps, events, classes } = found.evaluation as ClassEvaluation;
  expect([steps, classes]).toEqual([32, ['none', 'up', 'wave']]);
  expect(accuracy).toBeGreaterThan(0.97);
  expect(events).toMatchObject({ tolerance: 3, there: 120, names: [{ name: 'up' }, { name: 'wave' }] });
  expect(events!.F1).toBeGreaterThan(0.95);
  expect(found.table.stdout).toMatch(/^3,840 steps of 120 fragments: accuracy (9\d|100)\.\d+ %, macro F1/m);
});

test('several outputs, each by its targets', { timeout: MINUTES }, async () => {
  const found = await learned('heads', 600, 20);
  await expectEqual(found);
  const { outputs, unjudged } = found.evaluation as SeveralEvaluation;
  const [wave, strength, state] = outputs as unknown as [ClassScores, OtherScores, OtherScores];
  expect([outputs.map(({ name }) => name), unjudged]).toEqual([['wave', 'strength', 'state'], []]);
  expect(wave.accuracy).toBeGreaterThan(0.97);
  expect(strength.metrics.R2).toBeGreaterThan(0.9);
  expect(strength.outputs).toMatchObject([{ name: 'size', unit: 'hPa' }]);
  expect(state.metrics.F1).toBeGreaterThan(0.97);
  // Values far from 0 and wide apart do not take the step of the other scores.
  expect(found.integer.task).toMatchObject({
    kind: 'several',
    outputs: [
      { name: 'wave', count: 2, task: { kind: 'classes' } },
      { name: 'strength', count: 1, task: { kind: 'values', units: ['hPa'] }, scaleLog2: 4 },
      { name: 'state', count: 1, task: { kind: 'labels' } },
    ],
  });
  expect(found.table.stdout).toMatch(/^wave:\n.*true.*\n[\s\S]*^strength:\n[\s\S]*hPa[\s\S]*^state:\n/m);
});
