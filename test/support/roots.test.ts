import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { designFile, knownDesigns } from '../../generator/config/known-designs.js';
import { modelPath } from '../../generator/model/known-models.js';
import {
  inClone,
  installed,
  keptFile,
  keptSource,
  refuseOutsideClone,
  setupCommand,
  sourceFile,
} from '../../generator/support/roots.js';
import { bitbeat } from '../cli/run-in-process.js';
import { inFolder } from '../emit/tiny.js';

const clone = process.cwd();

/** Runs in a folder that is no clone, as a user of the package does. */
const elsewhere = (work: (folder: string) => void | Promise<void>) =>
  inFolder(async (folder) => {
    mkdirSync(folder, { recursive: true });
    process.chdir(folder);
    try {
      await work(realpathSync('.'));
    } finally {
      process.chdir(clone);
    }
  });

test('in a clone what is kept lies where it is kept, elsewhere below build/', async () => {
  expect([inClone(), keptFile('docs/power.md'), setupCommand(), setupCommand('boards')]).toEqual([
    true,
    'docs/power.md',
    'make setup',
    'make setup-boards',
  ]);
  await elsewhere(() => {
    expect([inClone(), keptFile('docs/power.md'), setupCommand(), setupCommand('boards')]).toEqual([
      false,
      'build/docs/power.md',
      'npx bitbeat setup',
      'npx bitbeat setup --boards',
    ]);
    expect(keptSource('docs/power.md')).toBe(join(clone, 'docs/power.md'));
    expect(() => refuseOutsideClone('mutate', 'why')).toThrow('only in the root folder of a clone');
  });
  expect(() => refuseOutsideClone('mutate', 'why')).not.toThrow();
});

test('a shipped file is found where the project has none, and only what is shipped', () =>
  elsewhere(() => {
    const shipped = 'configs/designs/ecg17.json';
    expect(sourceFile(shipped)).toBe(installed(shipped));
    for (const other of [
      'package.json',
      'configs/nowhere.json',
      'configs/../package.json',
      '../configs/designs/ecg17.json',
    ])
      expect(sourceFile(other)).toBe(other);
    mkdirSync('configs/designs', { recursive: true });
    writeFileSync(shipped, '{}');
    expect(sourceFile(shipped)).toBe(shipped);
  }));

test('designs and models by name: an own one hides a shipped one', () =>
  elsewhere(() => {
    expect(knownDesigns().find(({ name }) => name === 'ecg17')).toMatchObject({ from: 'installation' });
    mkdirSync('configs');
    writeFileSync('configs/ecg17.json', '{}');
    writeFileSync('configs/own.json', '{}');
    writeFileSync('configs/own.quantise.json', '{}');
    expect(knownDesigns().filter(({ from }) => from === 'project')).toEqual([
      { name: 'ecg17', file: 'configs/ecg17.json', from: 'project' },
      { name: 'own', file: 'configs/own.json', from: 'project' },
    ]);
    expect(designFile('ecg17')).toBe('configs/ecg17.json');
    expect(designFile('ecg17-small-folded-up5k')).toBe('configs/targets/ecg17-small-folded-up5k.json');
    expect(modelPath('ecg17')).toBe(installed('models/ecg17'));
  }));

test.each([
  ['a design', ['describe', '--design', 'ecg17-smal'], 'ecg17-small; npx bitbeat list prints all'],
  ['a design like none', ['describe', '--design', 'nope'], 'ecg17; npx bitbeat list prints all'],
  ['a model', ['evaluate', '--model', 'ecg7-small', '--data', '.'], 'ecg17-small'],
  ['a model file', ['evaluate', '--model', 'test/goldens/tinny.alq.json', '--data', '.'], 'test/goldens/tiny.alq.json'],
  ['a board', ['bitstream', '--board', 'icebreakr'], 'icebreaker'],
  ['a part', ['describe', '--design', 'ecg17', '--part', 'ecp-25f'], 'ecp5-25f'],
])('%s that is not there: 2, the nearest is named', async (_, args, nearest) => {
  const { code, stderr } = await bitbeat(...args);
  expect(stderr).toMatch(new RegExp(`; try: ${nearest}\\n$`));
  expect(code).toBe(2);
});

test('list: a file that is no design is told of, the others are listed', () =>
  elsewhere(async () => {
    mkdirSync('configs');
    writeFileSync('configs/broken.json', '{');
    const { code, stdout, stderr } = await bitbeat('list', '--json');
    const { designs } = JSON.parse(stdout) as { designs: { name: string }[] };
    expect(designs).toContainEqual({
      name: 'ecg17-small',
      architecture: 'stream',
      file: 'configs/designs/ecg17-small.json',
      from: 'installation',
      model: 'models/ecg17-small/ecg17-small.alq.json',
      modelFrom: 'installation',
    });
    expect(stderr).toMatch(/^configs\/broken\.json: not JSON/);
    expect(code).toBe(2);
  }));
