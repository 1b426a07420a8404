import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIntegerModel } from '../../generator/model/file.js';
import { readFloatModel } from '../../generator/train/float-file.js';
import { codes3600, matlab4 } from '../data/files.js';
import { bitbeat } from './run-in-process.js';

let folder: string;
let common: string[];
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-training-'));
  const train = JSON.parse(readFileSync('configs/ecg17.train.json', 'utf8'));
  writeFileSync(at('train.json'), JSON.stringify({ ...train, epochs: 1, batch: 2, folds: 2 }));
  const quantise = JSON.parse(readFileSync('configs/ecg17.quantise.json', 'utf8'));
  const recipes = quantise.recipes.slice(2, 4);
  writeFileSync(
    at('quantise.json'),
    JSON.stringify({ ...quantise, recipes, use: recipes[1].name, calibrationFragments: 2 }),
  );
  for (const [c, name] of ['1 NSR/100m', '2 APB/101m'].entries()) {
    mkdirSync(dirname(at(`data/${name}`)), { recursive: true });
    for (const n of [0, 1, 2]) writeFileSync(at(`data/${name} (${n}).mat`), matlab4(codes3600(900 + 50 * (3 * c + n))));
  }
  common = ['--data', at('data'), '--work', at('work'), '--processes', '1'];
});
afterAll(() => rmSync(folder, { recursive: true }));

const outputs = () => ['--out', at('m.alq.json'), '--model', at('m.float.json'), '--config', at('quantise.json')];

test('train, quantise and the model card, from fragments to files', async () => {
  const trained = await bitbeat(
    'train',
    ...common,
    '--config',
    at('train.json'),
    '--seed',
    '3',
    '--out',
    at('m.float.json'),
  );
  expect(trained.stderr).toBe('');
  expect(trained.stdout).toMatch(/m\.float\.json: ecg17, trained on 6 fragments, seed 3, loss \d/);
  expect(readFloatModel(at('m.float.json')).layers).toHaveLength(9);

  const quantised = await bitbeat('quantise', ...common, ...outputs());
  expect(quantised).toMatchObject({ code: 0, stderr: '' });
  expect(quantised.stdout).toMatch(/m\.alq\.json: channelwise-\d-a8, \d+ bytes stored .* of 6 fragments/);
  expect(readIntegerModel(at('m.alq.json')).classes).toHaveLength(17);
  expect(existsSync(at('README.md'))).toBe(false);
});

test('cross-validation writes every fold; the card repeats its figures', async () => {
  const compared = await bitbeat(
    'quantise',
    ...common,
    ...outputs(),
    '--train-config',
    at('train.json'),
    '--cross-validate',
  );
  expect(compared).toMatchObject({ code: 0, stderr: '' });
  const study = JSON.parse(readFileSync(at('crossvalidation.json'), 'utf8'));
  expect(study.protocol).toMatchObject({ folds: 2, fragments: 6 });
  expect(study.recipes).toHaveLength(2);
  for (const row of [study.float, ...study.recipes]) {
    expect(row.accuracy.perFold).toHaveLength(2);
    expect(row.confusion.flat().reduce((a: number, b: number) => a + b)).toBe(6);
  }
  const floats = await bitbeat('train', ...common, '--config', at('train.json'), '--cross-validate');
  const mean = (100 * study.float.accuracy.mean).toFixed(1);
  expect(floats.stdout).toContain(`2-fold, fragment-wise: accuracy ${mean} +-`);

  await bitbeat('quantise', ...common, ...outputs());
  const card = readFileSync(at('README.md'), 'utf8');
  for (const text of [
    `floating point: **${mean} +-`,
    'CC BY 4.0',
    '2 folds (split seed 1) over 6 fragments',
    'a new patient',
  ])
    expect(card).toContain(text);
});

test.each([
  ['a flag out of range', ['train', '--seed', '-1'], '--seed: not a whole number in range'],
  ['no such configuration', ['train', '--config', 'nowhere.json'], 'nowhere.json: cannot be read: ENOENT'],
  ['no such model', ['quantise', '--model', 'nowhere.json'], 'nowhere.json: cannot be read: ENOENT'],
  ['no such data', ['train', '--data', 'nowhere'], 'nowhere'],
])('%s ends with code 2 and says why', async (_, [verb, ...args], message) => {
  const ran = await bitbeat(verb!, ...common, ...args);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
});
