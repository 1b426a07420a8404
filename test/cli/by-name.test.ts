import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { numbers } from '../import/onnx/build.js';
import { floats } from '../support/npy-file.js';
import { foreignProject, WAVES } from './foreign-project.js';
import { bitbeat } from './run-in-process.js';

const runtime = foreignProject({ net: 'grouped' }, 20);

beforeAll(() => {
  writeFileSync('y.npy', floats([20, 2, 32], numbers(20 * 2 * 32, 3)));
  const short = { ...WAVES, input: { ...WAVES.input, samples: 32 }, options: { files: [{ x: 'y.npy' }] } };
  writeFileSync('short.json', JSON.stringify(short));
});

const done = async (...args: string[]) => {
  const ran = await bitbeat(...args);
  expect(ran.code, ran.stderr).toBe(0);
  return ran.stdout;
};
const refused = async (...args: string[]) => {
  const ran = await bitbeat(...args);
  expect(ran.code).toBe(2);
  return ran.stderr;
};

test('imported, quantised, generated and simulated by name', async () => {
  const report = JSON.parse(await done('import', 'net.onnx', '--data', 'waves.json', '--json'));
  expect(report).toMatchObject({ name: 'net', against: 'as imported', windows: 20, pass: true });
  expect(report.levels.map(({ level }: { level: string }) => level)).toEqual(['as folded']);
  const kept = JSON.parse(readFileSync('build/net/net.import.json', 'utf8'));
  expect(kept).toMatchObject({ file: 'net.onnx', samples: 64, data: 'waves.json' });
  expect(await done('quantise', 'net', '--windows', '160', '--budget', '10kB')).toMatch(/RTL: .* simulate net\n/);
  expect(await done('generate', 'net')).toMatch(/generated build\/net$/m);
  expect(await done('simulate', 'net', '--fragments', '1', '--simulator', 'icarus')).toMatch(/^PASS/m);
  expect(await done('list')).toMatch(/net +folded +own +build\/net\/net.json/);
});

test('another name, and its design of its own', async () => {
  await done('import', 'net.onnx', '--name', 'other', '--data', 'waves.json');
  await done('quantise', 'other', '--windows', '0');
  expect(JSON.parse(readFileSync('build/other/other.json', 'utf8')).name).toBe('other');
});

test('a network that changed since is refused, wherever its numbers lie', async () => {
  await done('import', 'net.onnx', '--name', 'changing', '--data', 'waves.json');
  const bytes = readFileSync('net.onnx');
  try {
    copyFileSync(runtime('depthwise-relu6'), 'net.onnx');
    expect(await refused('quantise', 'changing')).toMatch(/net.onnx: changed since it was imported.*bitbeat import/);
    // One bit of one weight.
    const other = Buffer.from(bytes);
    other[bytes.length - 200]! ^= 1;
    writeFileSync('net.onnx', other);
    expect(await refused('quantise', 'changing')).toMatch(/changed since it was imported/);
  } finally {
    writeFileSync('net.onnx', bytes);
  }
});

test('names and windows that do not fit', async () => {
  expect(await refused('import', 'net.onnx', '--data', 'short.json')).toMatch(/short.json.*64 samples/);
  expect(await refused('import', 'net.onnx', '--name', 'ecg17')).toMatch(/taken by the design .*ecg17.json/);
  expect(await refused('import', 'net.onnx', '--name', 'My Net')).toMatch(/try: my-net/);
  expect(await refused('import', 'net.onnx', '--out', 'x')).toMatch(/--out goes with --model/);
  expect(await refused('quantise', 'nett')).toMatch(/no network was imported by this name; allowed: .*net,.*try: net/);
  expect(await refused('generate', 'nett')).toMatch(/no such design.*try: net;/);
});

test('without windows when it was imported, they are asked for', async () => {
  // What the project trains on is not what another network is imported with.
  process.env.BITBEAT_DATA = 'none';
  await done('import', 'net.onnx', '--name', 'bare');
  delete process.env.BITBEAT_DATA;
  expect(await refused('quantise', 'bare')).toMatch(/required option '--data/);
  expect(await refused('generate', 'bare')).toMatch(/imported and not yet quantised.*try: npx bitbeat quantise bare/);
});
