import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readIntegerModel } from '../../generator/model/file.js';
import { readNetwork } from '../../generator/model/network-file.js';
import { numbers } from '../import/onnx/build.js';
import { installWithoutOptional } from '../project/installation.js';
import { floats } from '../support/npy-file.js';
import { WAVES } from './foreign-project.js';

const MAIN = resolve('dist/cli/main.js');

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'bitbeat-new-test-'));
});
afterAll(() => rmSync(parent, { recursive: true }));

/** Runs a program of a user's: no data of the environment. */
function ran(cwd: string, program: string, ...args: string[]) {
  const { BITBEAT_DATA: _, MAKEFLAGS: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

const bitbeat = (...args: string[]) => ran(parent, process.execPath, MAIN, ...args);
const make = (folder: string, ...goals: string[]) =>
  ran(join(parent, folder), 'make', `BITBEAT='${process.execPath}' '${MAIN}'`, ...goals);

const MINUTES = 3 * 60_000;

describe('the example', () => {
  test('simulates, tests and trains again as it was', { timeout: MINUTES }, () => {
    expect(bitbeat('new', 'demo')).toMatchObject({ status: 0, text: expect.stringContaining('make sim && make test') });
    const made = make('demo', 'sim', 'test');
    expect(made, made.text).toMatchObject({ status: 0 });
    expect(made.text.match(/^PASS$/gm)).toHaveLength(2);
    expect(made.text).toMatch(/240 fragments: accuracy 9\d/);
    const model = join(parent, 'demo/models/demo/demo.alq.json');
    const before = readFileSync(model, 'utf8');
    rmSync(model);
    const trained = make('demo', 'train');
    expect(trained, trained.text).toMatchObject({ status: 0 });
    expect(readFileSync(model, 'utf8')).toBe(before);
    expect(readIntegerModel(model).name).toBe('demo');
  });

  test('is ten lines of README, a CI file, and nothing of another name', () => {
    expect(bitbeat('new', 'my-sensor').status).toBe(0);
    const folder = join(parent, 'my-sensor');
    const text = (path: string) => readFileSync(join(folder, path), 'utf8');
    expect(text('README.md').trimEnd().split('\n')).toHaveLength(10);
    expect(text('.github/workflows/ci.yml')).toContain('- run: make test\n');
    expect(JSON.parse(text('package.json'))).toMatchObject({ name: 'my-sensor', private: true });
    expect(readNetwork(join(folder, 'configs/networks/my-sensor.json'), '.').name).toBe('my-sensor');
    expect(readdirSync(join(folder, 'models'))).toEqual(['my-sensor']);
    expect(readdirSync(parent).filter((name) => name.includes('staging'))).toEqual([]);
  });
});

describe("a project of one's own", () => {
  beforeAll(() => {
    copyFileSync('test/import/runtime/grouped.onnx', join(parent, 'net.onnx'));
    copyFileSync('examples/table/network.json', join(parent, 'network.json'));
    copyFileSync('examples/table/pump.alq.json', join(parent, 'pump.alq.json'));
    writeFileSync(join(parent, 'x.npy'), floats([60, 2, 64], numbers(60 * 2 * 64, 3)));
    writeFileSync(join(parent, 'waves.json'), JSON.stringify(WAVES));
  });

  test('of an integer model, without data', { timeout: MINUTES }, () => {
    expect(bitbeat('new', 'pump', '--from', 'pump.alq.json').status).toBe(0);
    const made = make('pump', 'sim');
    expect(made, made.text).toMatchObject({ status: 0, text: expect.stringMatching(/^PASS$/m) });
  });

  test('of a network file, trained by make', { timeout: MINUTES }, () => {
    expect(bitbeat('new', 'data').status).toBe(0);
    const say = ['new', 'mine', '--from', 'network.json', '--data', 'data/data/train.json'];
    expect(bitbeat(...say).status).toBe(0);
    const made = make('mine', 'sim');
    expect(made, made.text).toMatchObject({ status: 0, text: expect.stringMatching(/^PASS$/m) });
    expect(readIntegerModel(join(parent, 'mine/models/mine')).name).toBe('mine');
  });

  test('of a network of another framework, imported and quantised by make', { timeout: MINUTES }, () => {
    expect(bitbeat('new', 'foreign', '--from', 'net.onnx', '--data', 'waves.json').status).toBe(0);
    const made = make('foreign', 'sim');
    expect(made, made.text).toMatchObject({ status: 0, text: expect.stringMatching(/^PASS$/m) });
  });
});

test('with the packed tarball in node_modules, npx finds it and the project has it', { timeout: MINUTES }, () => {
  const home = join(parent, 'installed');
  mkdirSync(home);
  installWithoutOptional(home);
  // What npm install leaves of the tarball besides.
  const tarball = readdirSync(home).find((name) => name.endsWith('.tgz'))!;
  mkdirSync(join(home, 'node_modules/.bin'));
  symlinkSync('../bitbeat/dist/cli/main.js', join(home, 'node_modules/.bin/bitbeat'));
  const lock = { packages: { 'node_modules/bitbeat': { resolved: `file:${tarball}` } } };
  writeFileSync(join(home, 'node_modules/.package-lock.json'), JSON.stringify(lock));
  const made = ran(home, 'npx', '--no-install', 'bitbeat', 'new', 'demo', '--json');
  expect(made, made.text).toMatchObject({ status: 0 });
  expect(JSON.parse(made.text)).toMatchObject({ bitbeat: `file:vendor/${tarball}`, origin: 'example' });
  expect(existsSync(join(home, 'demo/vendor', tarball))).toBe(true);
  const checked = ran(join(home, 'demo'), 'make', 'sim', 'test');
  expect(checked, checked.text).toMatchObject({ status: 0 });
  expect(checked.text.match(/^PASS$/gm)).toHaveLength(2);
});

test.each([
  [['My Demo!'], 'try: my-demo'],
  [['a/b'], 'try: b'],
  [['taken'], 'NAME: something has this name already (found "taken"); allowed: a new folder; try: taken_2'],
  [['other', '--from', 'nowhere.onnx'], '--from: no such file'],
  [['other', '--from', 'taken/notes.txt'], '--from: of no kind that is known'],
  [['other', '--from', 'taken/broken.json'], 'taken/broken.json'],
  [['other', '--data', 'taken'], 'the example has data of its own'],
  [['other', '--from', 'taken/network.json'], '--data: missing'],
  [['other', '--from', 'taken/network.json', '--data', 'nowhere'], '--data: no such file or folder'],
  [['other', '--from', 'taken/network.json', '--data', 'taken/my data'], 'a path that make cannot be given'],
])('%j is refused, and nothing is left', (args, said) => {
  mkdirSync(join(parent, 'taken/my data'), { recursive: true });
  writeFileSync(join(parent, 'taken/notes.txt'), 'notes');
  writeFileSync(join(parent, 'taken/broken.json'), '{ "name": 3 }');
  copyFileSync('examples/table/network.json', join(parent, 'taken/network.json'));
  expect(bitbeat('new', ...args)).toEqual({ status: 2, text: expect.stringContaining(said) });
  expect(existsSync(join(parent, 'other'))).toBe(false);
});
