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
import { numbers, onnx, tensor } from '../import/onnx/build.js';
import { safetensors } from '../import/safetensors-file.js';
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

/** A network for `WAVES` as TensorFlow.js writes it, its numbers in two shards, one of them in a folder below. */
function writeTfjs(folder: string): void {
  const layer = (className: string, config: object) => ({ class_name: className, config });
  const layers = [
    layer('Conv1D', { name: 'c', filters: 4, kernel_size: [5], activation: 'relu', batch_input_shape: [null, 64, 2] }),
    layer('MaxPooling1D', { name: 'p', pool_size: [4], strides: [4] }),
    layer('Flatten', { name: 'f' }),
    layer('Dense', { name: 'd', units: 3, activation: 'softmax' }),
  ];
  const shapes = { 'c/kernel': [5, 2, 4], 'c/bias': [4], 'd/kernel': [60, 3], 'd/bias': [3] };
  const weights = Object.entries(shapes).map(([name, shape]) => ({ name, shape, dtype: 'float32' }));
  const bytes = Buffer.from(Float32Array.from(numbers(5 * 2 * 4 + 4 + 60 * 3 + 3, 7), (n) => n / 4).buffer);
  const model = {
    format: 'layers-model',
    modelTopology: layer('Sequential', { name: 's', layers }),
    weightsManifest: [{ paths: ['weights.bin', 'more/weights2.bin'], weights }],
  };
  mkdirSync(join(folder, 'more'), { recursive: true });
  writeFileSync(join(folder, 'model.json'), JSON.stringify(model));
  writeFileSync(join(folder, 'weights.bin'), bytes.subarray(0, 100));
  writeFileSync(join(folder, 'more/weights2.bin'), bytes.subarray(100));
}

/** Weights for `WAVES`, and what their layers are. */
function writeStateDict(folder: string): void {
  const shapes = { 'a.weight': [4, 2, 5], 'a.bias': [4], 'fc.weight': [3, 4], 'fc.bias': [3] };
  const tensors = Object.entries(shapes).map(([name, shape], i) => {
    const values = Float32Array.from(
      numbers(
        shape.reduce((a, b) => a * b),
        i + 1,
      ),
    );
    return [name, { shape, values }] as const;
  });
  const layers = [
    { op: 'Conv', tensors: 'a', padding: 2 },
    ...[{ op: 'Relu' }, { op: 'GlobalAveragePool' }, { op: 'Flatten' }],
    { op: 'Dense', tensors: 'fc' },
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'dict.safetensors'), safetensors(Object.fromEntries(tensors)));
  writeFileSync(join(folder, 'what-it-is.json'), JSON.stringify({ input: { channels: 2, samples: 64 }, layers }));
}

/** A network for `WAVES` as ONNX, the weights of its convolution in a file of `folder`. */
function writeOnnxWithData(folder: string): void {
  const dense = numbers(3 * 4, 2);
  const location = { key: 'location', value: 'net.data' };
  const outside = { name: 'w', dims: [4, 2, 5], dataType: 1, dataLocation: 1, externalData: [location] };
  const bytes = onnx({
    input: { shape: [1, 2, 64] },
    nodes: [
      { op: 'Conv', from: ['x', 'w'], to: ['c'] },
      { op: 'Relu', from: ['c'], to: ['r'] },
      { op: 'GlobalAveragePool', from: ['r'], to: ['g'] },
      { op: 'Flatten', from: ['g'], to: ['v'] },
      { op: 'Gemm', from: ['v', 'fc'], to: ['y'], attributes: { transB: 1 } },
    ],
    graph: { initializer: [outside, tensor('fc', { shape: [3, 4], values: dense })] },
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'net.onnx'), bytes);
  writeFileSync(join(folder, 'net.data'), Buffer.from(Float32Array.from(numbers(4 * 2 * 5, 1)).buffer));
}

describe('a network of more files than one', () => {
  /** Made, its origin taken away, then simulated: PASS in the project alone. */
  const passes = (name: string, origin: string, ...args: string[]) => {
    const made = bitbeat('new', name, ...args, '--data', 'waves.json');
    expect(made, made.text).toMatchObject({ status: 0 });
    rmSync(join(parent, origin), { recursive: true });
    const simulated = make(name, 'sim');
    expect(simulated, simulated.text).toMatchObject({ status: 0, text: expect.stringMatching(/^PASS$/m) });
    return readdirSync(join(parent, name, 'networks'), { recursive: true, encoding: 'utf8' }).sort();
  };
  beforeAll(() => {
    writeFileSync(join(parent, 'x.npy'), floats([60, 2, 64], numbers(60 * 2 * 64, 3)));
    writeFileSync(join(parent, 'waves.json'), JSON.stringify(WAVES));
  });

  test('of TensorFlow.js: with all its shards', { timeout: MINUTES }, () => {
    writeTfjs(join(parent, 'tfjs'));
    const files = ['model.json', 'more', 'more/weights2.bin', 'weights.bin'];
    expect(passes('activity', 'tfjs', '--from', 'tfjs/model.json')).toEqual(files);
  });

  test('of weights and the description of their layers', { timeout: MINUTES }, () => {
    writeStateDict(join(parent, 'dict'));
    const files = ['dict.safetensors', 'layers.json'];
    const description = ['--network', 'dict/what-it-is.json'];
    expect(passes('fcn', 'dict', '--from', 'dict/dict.safetensors', ...description)).toEqual(files);
  });

  test('of ONNX with data beside it', { timeout: MINUTES }, () => {
    writeOnnxWithData(join(parent, 'split'));
    expect(passes('split-net', 'split', '--from', 'split/net.onnx')).toEqual(['net.data', 'net.onnx']);
  });

  test('of ONNX whose length is left open: --samples', { timeout: MINUTES }, () => {
    mkdirSync(join(parent, 'open'));
    copyFileSync('test/import/runtime/open-length.onnx', join(parent, 'open/net.onnx'));
    const say = ['new', 'open-net', '--from', 'open/net.onnx', '--data', 'waves.json'];
    expect(bitbeat(...say)).toEqual({ status: 2, text: expect.stringContaining('--samples') });
    expect(passes('open-net', 'open', '--from', 'open/net.onnx', '--samples', '64')).toEqual(['net.onnx']);
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
  [['other', '--from', 'taken/dict/dict.safetensors'], 'try: --network with a file of its layers'],
  [['other', '--from', 'taken/dict/dict.safetensors', '--network', 'nowhere.json'], 'nowhere.json'],
  [
    ['other', '--from', 'taken/network.json', '--network', 'taken/dict/what-it-is.json'],
    '--network: says how a network is read',
  ],
  [['other', '--samples', '64'], '--samples: says how a network is read'],
  [['other', '--from', 'taken/no shards/model.json', '--data', 'taken'], 'weights.bin'],
  [
    ['other', '--from', 'taken/my tfjs/my model.json', '--data', 'taken'],
    '--from: a file that make cannot be given (found "my model.json")',
  ],
  [['other', '--from', 'taken/lstm.onnx', '--data', 'taken'], 'LSTM'],
  [['other', '--from', 'taken/network.json', '--data', 'nowhere'], '--data: no such file or folder'],
  [['other', '--from', 'taken/network.json', '--data', 'taken/my data'], 'a path that make cannot be given'],
])('%j is refused, and nothing is left', (args, said) => {
  mkdirSync(join(parent, 'taken/my data'), { recursive: true });
  writeFileSync(join(parent, 'taken/notes.txt'), 'notes');
  writeFileSync(join(parent, 'taken/broken.json'), '{ "name": 3 }');
  copyFileSync('examples/table/network.json', join(parent, 'taken/network.json'));
  writeStateDict(join(parent, 'taken/dict'));
  writeTfjs(join(parent, 'taken/no shards'));
  rmSync(join(parent, 'taken/no shards/weights.bin'));
  writeTfjs(join(parent, 'taken/my tfjs'));
  copyFileSync(join(parent, 'taken/my tfjs/model.json'), join(parent, 'taken/my tfjs/my model.json'));
  writeFileSync(join(parent, 'taken/lstm.onnx'), onnx({ nodes: [{ op: 'LSTM', from: ['x'], to: ['y'] }] }));
  expect(bitbeat('new', ...args)).toEqual({ status: 2, text: expect.stringContaining(said) });
  expect(existsSync(join(parent, 'other'))).toBe(false);
});
