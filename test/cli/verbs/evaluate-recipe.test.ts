import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classesOf, windowCodes } from '../../../generator/data/signal-set.js';
import { readComparison } from '../../../generator/evaluate/comparison.js';
import { readCrossEvaluation } from '../../../generator/evaluate/read-evaluation.js';
import { matlab4 } from '../../data/readers/files.js';
import { syntheticEcg } from '../../data/sets.js';
import { bitbeat } from '../run-in-process.js';

let folder: string;
let common: string[];
const at = (name: string) => join(folder, name);

/** Two fragments of each class of synthetic ECG, of two patients but for the last class, and a recipe of one epoch. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-evaluate-'));
  const set = syntheticEcg(34, 3);
  const { names, labels } = classesOf(set);
  labels.forEach((label, i) => {
    const n = Math.floor(i / 17);
    const path = at(`data/${label + 1} ${names[label]}/${label === 16 ? 100 : 100 + n}m (${n}).mat`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, matlab4([...windowCodes(set, i)]));
  });
  const train = JSON.parse(readFileSync('configs/recipes/ecg17-small-fragments.train.json', 'utf8'));
  writeFileSync(at('tiny.train.json'), JSON.stringify({ ...train, epochs: 1, batch: 8, teacher: null }));
  writeFileSync(
    at('tiny.quantise.json'),
    JSON.stringify({
      name: 'tiny',
      training: 'tiny.train.json',
      structure: { kind: 'channelwise' },
      maxBits: 2,
      alphaBits: 8,
      activationBits: 6,
      calibrationFragments: 2,
    }),
  );
  common = ['--data', at('data'), '--work', at('work'), '--processes', '1'];
});
afterAll(() => rmSync(folder, { recursive: true }));

const evaluate = (...args: string[]) =>
  bitbeat('evaluate', '--recipe', at('tiny.quantise.json'), '--folds', '2', '--seeds', '1', ...common, ...args);

describe.each([
  ['fragment', 34, 17],
  ['patient', 32, 16],
])('by %s', (kind, fragments, classes) => {
  test('every fragment is scored once; the file is what is printed; the same when called again', async () => {
    const out = at(`evaluation-${kind}.json`);
    const { code, stdout, stderr } = await evaluate('--protocol', kind, '--json', '--out', out);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readFileSync(out, 'utf8')).toBe(stdout);
    const evaluation = readCrossEvaluation(out);
    expect(evaluation.protocol).toMatchObject({ kind, folds: 2, seeds: [1], fragments });
    expect(evaluation.protocol.scoredClasses).toHaveLength(classes);
    for (const { confusion, accuracy } of [evaluation.integer, evaluation.float]) {
      expect(confusion.flat().reduce((a, b) => a + b)).toBe(fragments);
      expect(accuracy.values).toHaveLength(2);
    }
    const again = await evaluate('--protocol', kind);
    expect(again.stdout).toMatch(new RegExp(`^tiny, 2 folds by ${kind}, seed 1: ${fragments} fragments`));
    const mean = (100 * evaluation.integer.accuracy.mean).toFixed(1);
    expect(again.stdout).toMatch(new RegExp(`^integer network +${mean} \\+- `, 'm'));
  });
});

test('folds that processes of a farm trained are scored the same', async () => {
  writeFileSync(at('farm.json'), JSON.stringify({ folder: at('farm'), unitsPerTask: 1, pollSeconds: 0.2 }));
  const args = ['--protocol', 'fragment', '--json', '--work', at('work-on-farm')];
  const there = await evaluate(...args, '--on', 'local', '--farm', at('farm.json'));
  expect(there.code).toBe(0);
  expect(readdirSync(at('farm/results/recipe'))).toHaveLength(2);
  expect(there.stdout).toBe(readFileSync(at('evaluation-fragment.json'), 'utf8'));
}, 240_000);

test('a comparison writes a row for each of its recipes, trained once, and prints them', async () => {
  const rows = [
    { name: 'float', series: 'float', recipe: 'tiny.quantise.json', network: 'float' },
    { name: 'two bits', series: 'ours', recipe: 'tiny.quantise.json', patient: true },
    { name: 'one bit', series: 'ours', recipe: 'tiny.quantise.json', change: { name: 'one', maxBits: 1 } },
  ];
  writeFileSync(at('tiny.compare.json'), JSON.stringify({ name: 'tiny', folds: 2, seeds: [1], rows }));
  const args = ['--config', at('tiny.compare.json'), '--out', at('comparison.json'), ...common];
  const { code, stdout, stderr } = await bitbeat('compare', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { rows: compared, protocols } = readComparison(at('comparison.json'));
  expect(compared.map((row) => row.name)).toEqual(rows.map((row) => row.name));
  expect(protocols.map(({ kind }) => kind)).toEqual(['fragment', 'patient']);
  expect(compared.map(({ scores }) => Object.keys(scores).length)).toEqual([1, 2, 1]);
  const [float, two, one] = compared;
  const evaluation = readCrossEvaluation(at('evaluation-fragment.json'));
  expect(two!.scores.fragment!.accuracy.mean).toBe(evaluation.integer.accuracy.mean);
  expect(two!.storage.meanBytes).toBe(evaluation.storage.meanBytes);
  expect(one!.storage.meanBytes).toBeLessThan(0.7 * two!.storage.meanBytes);
  expect(float!.storage.meanBytes).toBe(evaluation.storage.float32Bytes);
  for (const row of rows) expect(stdout).toMatch(new RegExp(`^${row.name} `, 'm'));
});

test.each<[string, string[], string]>([
  ['neither model nor recipe', ['evaluate'], 'nothing to evaluate'],
  ['both', ['evaluate', '--model', 'models/ecg17', '--recipe', 'x.json'], "cannot be used with option '--recipe"],
  [
    'an unknown protocol',
    ['evaluate', '--recipe', 'x.json', '--protocol', 'record'],
    'Allowed choices are fragment, time, patient',
  ],
  ['a seed twice', ['evaluate', '--recipe', 'x.json', '--seeds', '1,1'], '--seeds: a seed twice'],
  ['a seed that is none', ['evaluate', '--recipe', 'x.json', '--seeds', '1,x'], 'not a whole number from 0'],
  [
    'no such recipe',
    ['evaluate', '--recipe', 'nowhere.json'],
    'nowhere.json: cannot be read: there is no such file or folder',
  ],
  [
    'no such comparison',
    ['compare', '--config', 'nowhere.json'],
    'nowhere.json: cannot be read: there is no such file or folder',
  ],
])('%s: 2', async (_, [verb, ...args], message) => {
  expect(await bitbeat(verb!, ...args, ...common)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(message),
  });
});

test('more folds than fragments of a class is told before any training', async () => {
  const { code, stderr } = await evaluate('--folds', '35');
  expect(code).toBe(2);
  expect(stderr).toContain('folds: 34 groups that must stay together cannot fill 35 folds');
});

test('a report of a folder without a model: 2; nothing is written', async () => {
  const { code, stderr } = await bitbeat('report', '--card', at('data'));
  expect(code).toBe(2);
  expect(stderr).toContain('the folder holds 0 model files');
  expect(existsSync(at('data/README.md'))).toBe(false);
});
