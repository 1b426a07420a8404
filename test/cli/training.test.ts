import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readHistory } from '../../generator/evaluate/history.js';
import { readIntegerModel } from '../../generator/model/file.js';
import { storage } from '../../generator/model/storage.js';
import { readFloatNetwork } from '../../generator/train/float-file.js';
import { codes3600, matlab4 } from '../data/readers/files.js';
import { ECG17 } from '../ecg17.js';
import { bitbeat } from './run-in-process.js';

let folder: string;
let common: string[];
const at = (name: string) => join(folder, name);

function writeJson(name: string, value: object): void {
  writeFileSync(at(name), JSON.stringify(value));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-training-'));
  const train = JSON.parse(readFileSync('configs/recipes/ecg17-small-fragments.train.json', 'utf8'));
  writeJson('train.json', { ...train, epochs: 2, batch: 4 });
  const recipe = JSON.parse(readFileSync('configs/recipes/ecg17-small-fragments.quantise.json', 'utf8'));
  const [phase] = recipe.phases;
  const prune = { everyBatches: 1, until: 0.6 };
  writeJson('quantise.json', {
    ...recipe,
    training: 'train.json',
    calibrationFragments: 3,
    fineTuning: {},
    alq: { poolShare: 0.9 },
    phases: [{ ...phase, epochs: 2, prune }],
  });
  ECG17.classes.forEach((name, c) => {
    const path = at(`data/${c + 1} ${name}/100m (0).mat`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, matlab4(codes3600(900 + 13 * c)));
  });
  common = ['--data', at('data'), '--work', at('work'), '--processes', '1'];
});
afterAll(() => rmSync(folder, { recursive: true }));

test('train: from fragments to a float model', async () => {
  const out = at('m.float.json');
  const ran = await bitbeat('train', ...common, '--config', at('train.json'), '--seed', '3', '--out', out);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toMatch(
    /m\.float\.json: ecg17-small, trained on 17 fragments, seed 3, loss \d\.\d{3} after 2 epochs/,
  );
  expect(readFloatNetwork(out).layers).toHaveLength(7);
  const again = await bitbeat('train', ...common, '--config', at('train.json'), '--seed', '3', '--out', out);
  expect(again.stdout).toMatch(/seed 3\n$/);
});

test('quantise: from fragments to the folder of a model, its history included', async () => {
  const out = at('model');
  const ran = await bitbeat('quantise', ...common, '--config', at('quantise.json'), '--out', out);
  // One of the three has no step of its first code.
  const warned = /^note: .*1 of 3 calibration fragments are flat \(6 WPW\/100m \(0\)\)[^\n]*\n$/;
  expect(ran).toMatchObject({ code: 0, stderr: expect.stringMatching(warned) });
  expect(ran.stdout).toMatch(
    /ecg17-small\.alq\.json: ecg17-small-channelwise, seed 1, \d+ bytes stored .* of 17 fragments\n$/,
  );
  expect(readdirSync(out).sort()).toEqual(['ecg17-small.alq.json', 'ecg17-small.float.json', 'rounds.json']);
  const model = readIntegerModel(out);
  expect(model.classes).toEqual(ECG17.classes);
  expect(storage(model).totalBytes).toBeLessThanOrEqual(8000);
  const history = readHistory(join(out, 'rounds.json'));
  expect(history).toMatchObject({ seed: 1, recipe: { name: 'ecg17-small-channelwise' }, data: { fragments: 17 } });
  expect(history.rounds).toHaveLength(2);
  expect(history.rounds[0]!.bitwidths).toHaveLength(history.layers.length);
});

test('quantise refuses data in which nothing happens, before it trains', async () => {
  const [data, work, out] = [at('flat'), at('flat-work'), at('flat-model')];
  ECG17.classes.forEach((name, c) => {
    mkdirSync(join(data, `${c + 1} ${name}`), { recursive: true });
    writeFileSync(join(data, `${c + 1} ${name}`, '100m (0).mat'), matlab4(Array(3600).fill(900 + c)));
  });
  const config = at('quantise.json');
  const ran = await bitbeat('quantise', '--data', data, '--work', work, '--config', config, '--out', out);
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(/3 of 3 calibration fragments are flat/) });
  expect([existsSync(work), existsSync(out)]).toEqual([false, false]);
});

test.each<[string, string, object, string]>([
  ['a network that is none', 'train', { network: 'ecg18' }, 'network: no such network (found "ecg18")'],
  ['an unknown setting', 'train', { polarityFlop: 1 }, 'polarityFlop: unknown field'],
  ['a share above 1', 'train', { classBalance: 1.5 }, 'classBalance: too large (found 1.5)'],
  [
    'a probability above 1',
    'train',
    { augment: [{ kind: 'polarity-flip', probability: 1.5 }] },
    'augment[0].probability: too large (found 1.5)',
  ],
  ['an augmentation that is none', 'train', { augment: [{ kind: 'noize' }] }, 'augment[0].kind'],
  ['a budget without pruning', 'quantise', { phases: [] }, 'phases: a budget needs a phase that prunes'],
  ['pruning without a budget', 'quantise', { budget: null }, 'budget: a phase that prunes needs a budget'],
  ['a budget that cannot be', 'quantise', { budget: { bytes: 9 } }, 'budget.bytes: less than what is left'],
  ['a layer that is not there', 'quantise', { layers: { conv9: {} } }, 'layers.conv9: ecg17-small has no layer'],
  ['a setting of ALQ out of range', 'quantise', { alq: { poolShare: 2 } }, 'poolShare: out of range (found 2)'],
])('%s ends with code 2 and says why', async (_, verb, change, message) => {
  const given = JSON.parse(readFileSync(at(`${verb}.json`), 'utf8'));
  writeJson('bad.json', { ...given, ...change });
  const ran = await bitbeat(verb, ...common, '--config', at('bad.json'), '--out', at('bad'));
  expect(ran.stderr).toContain(message);
  expect(ran.code).toBe(2);
});

test.each([
  ['a flag out of range', ['train', '--seed', '-1'], 'not a whole number from 0'],
  [
    'no such configuration',
    ['train', '--config', 'nowhere.json'],
    'nowhere.json: cannot be read: there is no such file or folder',
  ],
  [
    'no such recipe',
    ['quantise', '--config', 'nowhere.json'],
    'nowhere.json: cannot be read: there is no such file or folder',
  ],
  ['no such data', ['train', '--data', 'nowhere'], 'nowhere'],
])('%s ends with code 2 and says why', async (_, [verb, ...args], message) => {
  const ran = await bitbeat(verb!, ...common, ...args);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
});

test('a class without fragments is named', async () => {
  rmSync(at('data/5 SVTA'), { recursive: true });
  const ran = await bitbeat('train', ...common, '--config', at('train.json'), '--out', at('bad.float.json'));
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('no example of class SVTA');
});
