import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIntegerModel } from '../../generator/model/file.js';
import { random } from '../../generator/support/random.js';
import { bitbeat } from './run-in-process.js';

/*
 * The example of a user's own network, with made-up data of the same shape: no command knows more of it than its files say.
 */
let folder: string;
const at = (name: string) => join(folder, name);
const CLASSES = ['Standing', 'Running', 'Walking', 'Badminton'];

/** Windows of six channels: of each class other amplitudes and rates, each channel with a phase of its own. */
function motions(seed: number, windows: number): string {
  const rng = random(seed);
  const rows = Array.from({ length: windows }, (_, i) => {
    const [height, hertz] = [
      [0.5, 0.1],
      [12, 2],
      [4, 1],
      [12, 0.5],
    ][i % 4] as [number, number];
    const channels = Array.from({ length: 6 }, () => {
      const phase = 2 * Math.PI * rng.uniform();
      const value = (t: number) => height * Math.sin((2 * Math.PI * hertz * t) / 10 + phase) + 0.1 * rng.normal();
      return Array.from({ length: 100 }, (_, t) => value(t).toFixed(4)).join(',');
    });
    return [...channels, CLASSES[i % 4]].join(':');
  });
  return ['@dimensions 6', '@seriesLength 100', `@classLabel true ${CLASSES.join(' ')}`, '@data', ...rows].join('\n');
}

function change(file: string, changes: object): void {
  writeFileSync(at(file), JSON.stringify({ ...JSON.parse(readFileSync(at(file), 'utf8')), ...changes }));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-own-network-'));
  cpSync('examples/basic-motions', folder, { recursive: true });
  mkdirSync(at('data'), { recursive: true });
  writeFileSync(at('data/BasicMotions_TRAIN.ts'), motions(1, 150));
  writeFileSync(at('data/BasicMotions_TEST.ts'), motions(2, 32));
  change('motions.train.json', { epochs: 12 });
  const [phase] = JSON.parse(readFileSync(at('motions.quantise.json'), 'utf8')).phases;
  change('motions.quantise.json', { phases: [{ ...phase, epochs: 6, prune: { everyBatches: 1, until: 0.6 } }] });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('network file, data set file and recipe become an integer model that tells unseen windows apart', async () => {
  const common = ['--data', at('train.dataset.json'), '--work', at('work'), '--processes', '1'];
  const made = await bitbeat('quantise', ...common, '--config', at('motions.quantise.json'), '--out', at('model'));
  expect(made, made.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('basic-motions, seed 1') });
  const model = readIntegerModel(at('model'));
  expect(model.input).toMatchObject({ samples: 100, channels: 6, codeBits: 12 });
  expect(model.classes).toEqual(CLASSES);
  const scored = await bitbeat('evaluate', '--model', at('model'), '--data', at('test.dataset.json'), '--json');
  // Four classes: a guess is right a quarter of the time.
  expect(JSON.parse(scored.stdout)).toMatchObject({ fragments: 32 });
  expect(JSON.parse(scored.stdout).accuracy).toBeGreaterThan(0.9);
}, 60_000);
