import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UserError } from '../../generator/support/errors.js';
import { readFloatNetwork, writeFloatModel } from '../../generator/train/float-file.js';
import { initialParameters, toLayers } from '../../generator/train/network.js';
import { TINY, TINY_LAYERS } from './tiny.js';

const model = { ...TINY, layers: toLayers(TINY_LAYERS, initialParameters(TINY_LAYERS, 1)) };
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-float-'));
  path = join(folder, 'deeper', 'tiny.float.json');
  writeFloatModel(path, model);
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what is read is what was written, to the bit; nothing else is left', () => {
  expect(readFloatNetwork(path)).toEqual(model);
  expect(readdirSync(join(folder, 'deeper'))).toEqual(['tiny.float.json']);
});

test('the kind of a pool is written for sums only', () => {
  const [first, ...rest] = model.layers;
  const sums = { ...model, layers: [{ ...first!, pool: { ...first!.pool!, kind: 'sum' as const } }, ...rest] };
  writeFloatModel(path, sums);
  expect(readFloatNetwork(path)).toEqual(sums);
  const pools = JSON.parse(readFileSync(path, 'utf8')).layers.map((l: { pool: unknown }) => l.pool);
  expect(pools.slice(0, 2)).toEqual([
    { kind: 'sum', kernel: 3, stride: 2 },
    { kernel: 2, stride: 1 },
  ]);
});

test('an input of several channels, with a zero of each and thresholds, is read as it was written', () => {
  const [first, ...rest] = model.layers;
  const guard = { flat: { range: 3, samples: 5, within: 1 } };
  const input = { ...model.input, channels: 2, zero: [1000, 1024], shift: [2, 1], guard };
  const weights = new Float32Array(2 * first!.weights.length).fill(0.5);
  const two = { ...model, input, layers: [{ ...first!, inChannels: 2, weights }, ...rest] };
  writeFloatModel(path, two);
  expect(readFloatNetwork(path)).toEqual(two);
});

type Stored = Record<string, unknown> & { layers: Record<string, unknown>[] };

function problemsOf(change: (stored: Stored) => unknown) {
  const stored = JSON.parse(readFileSync(path, 'utf8'));
  change(stored);
  writeFileSync(path, JSON.stringify(stored));
  try {
    readFloatNetwork(path);
  } catch (error) {
    return (error as UserError).problems;
  }
  return [];
}

test.each<[string, (stored: Stored) => unknown, string]>([
  ['weights that do not fit the shape', (s) => Object.assign(s.layers[1]!, { kernel: 3 }), 'layers[1].weights'],
  ['layers that do not fit each other', (s) => Object.assign(s.layers[0]!, { outChannels: 2 }), 'layers[1].inChannels'],
  ['an unknown field', (s) => Object.assign(s.layers[0]!, { groups: 2 }), 'layers[0].groups'],
  ['a layer with the name of the input', (s) => Object.assign(s.layers[0]!, { name: 'input' }), 'layers[0].name'],
  ['a layer that reads what there is not', (s) => Object.assign(s.layers[1]!, { from: ['conv'] }), 'layers[1].from[0]'],
  ['another version', (s) => Object.assign(s, { version: 9 }), 'version'],
  ['a missing field', (s) => Reflect.deleteProperty(s, 'inputScale'), 'inputScale'],
])('%s', (_, change, field) => {
  expect(problemsOf(change)).toContainEqual(expect.objectContaining({ where: path, field }));
});

test('no JSON, no file', () => {
  writeFileSync(path, 'nonsense');
  expect(() => readFloatNetwork(path)).toThrow(`${path}: not JSON`);
  expect(() => readFloatNetwork(`${path}.missing`)).toThrow('cannot be read: there is no such file or folder');
});
