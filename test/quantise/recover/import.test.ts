import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readIntegerModel } from '../../../generator/model/file.js';
import type { AlqModel, FloatModel } from '../../../generator/model/float-model.js';
import { importedAlq, readImported } from '../../../generator/quantise/recover/import.js';
import { readImport } from '../../../generator/quantise/recover/import-config.js';
import { importModel } from '../../../generator/quantise/recover/import-model.js';
import { TOLERANCE_ULPS } from '../../../generator/quantise/recover/recover.js';
import { recovery } from '../../../generator/quantise/recover/recover-model.js';
import { alqWeights } from '../../../generator/quantise/sketch.js';
import { UserError } from '../../../generator/support/errors.js';
import { random } from '../../../generator/support/random.js';
import { folderOf, matlab4 } from '../../data/readers/files.js';
import { besideData } from '../../data/sets.js';
import { safetensors } from '../../import/safetensors-file.js';

const CONFIG = readImport('ecg17-published');
const folder = mkdtempSync(join(tmpdir(), 'bitbeat-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A network of the published shape and names: every kernel one or two bases. */
function tensors() {
  const { uniform, integer } = random(3);
  const names = [0, 3, 6, 9, 12, 15, 18].map((n) => `features.${n}`).concat('classifier.0', 'classifier.3');
  const made: Record<string, { shape: number[]; values: Float32Array }> = {};
  CONFIG.topology.layers.forEach(({ outChannels, inChannels, kernel }, i) => {
    const name = names[i]!;
    const sign = () => (integer(0, 1) === 1 ? 1 : -1);
    const [count, size] = i === 7 ? [128, 108] : i === 8 ? [17, 64] : [outChannels * inChannels, kernel];
    const values = Array.from({ length: count }, () => {
      const [a, b] = [0.2 * uniform() + 0.05, integer(0, 1) * 0.04];
      return Array.from({ length: size }, () => a * sign() + b * sign());
    }).flat();
    const shape = i < 7 ? [outChannels, inChannels, kernel] : [outChannels, inChannels * kernel];
    made[`${name}.weight`] = { shape, values: Float32Array.from(values) };
    made[`${name}.bias`] = {
      shape: [outChannels],
      values: Float32Array.from({ length: outChannels }, () => uniform() - 0.5),
    };
  });
  return made;
}

function written(name: string, change: (made: ReturnType<typeof tensors>) => void = () => {}): string {
  const made = tensors();
  change(made);
  writeFileSync(join(folder, name), safetensors(made));
  return join(folder, name);
}

describe('import of a network of the published shape', () => {
  it('finds back all weights and moves the offset of the input into the first bias', () => {
    const path = written('made.safetensors');
    const float = readImported(path, CONFIG);
    const alq = importedAlq(path, CONFIG);
    for (const { worstUlps } of recovery(float, alq)) expect(worstUlps).toBeLessThanOrEqual(TOLERANCE_ULPS);
    expect(recovery(float, alq).map((r) => r.weights)).toEqual(float.layers.map((l) => l.weights.length));
    expect(Math.max(...alq.layers.flatMap((l) => l.groups.map((g) => g.alphas.length)))).toBe(2);
    // A constant code in the middle of its step: x = 25 stands for 967 + 100 + 1.5.
    const real = (967 + 100 + 1.5 - 967.1) / 91.9;
    const sum = float.layers[0]!.weights.subarray(0, 16).reduce((a, b) => a + b, 0);
    const expected = float.layers[0]!.bias[0]! + sum * real;
    expect(alq.layers[0]!.bias[0]! + sum * 25 * alq.inputScale).toBeCloseTo(expected, 5);
    expect(alq.layers[1]!.bias).toEqual(float.layers[1]!.bias);
  });

  test.each<[string, (made: ReturnType<typeof tensors>) => void, RegExp]>([
    [
      'a missing tensor',
      (t) => delete t['features.3.bias'],
      /features\.3\.bias: missing tensor; allowed: shape \[12\]/,
    ],
    [
      'an unknown tensor',
      (t) => {
        t['features.99.weight'] = { shape: [1], values: new Float32Array(1) };
      },
      /features\.99\.weight: unknown tensor/,
    ],
    [
      'a tensor of another shape',
      (t) => {
        t['classifier.3.bias'] = { shape: [16], values: new Float32Array(16) };
      },
      /classifier\.3\.bias: .*\[16\].*allowed: \[17\]/,
    ],
  ])('refuses %s', (_, change, message) => {
    const path = written('bad.safetensors', change);
    expect(() => readImported(path, CONFIG)).toThrow(UserError);
    expect(() => readImported(path, CONFIG)).toThrow(message);
  });

  it('refuses calibration data in which nothing happens, and writes nothing', async () => {
    const flat = Object.fromEntries(
      [0, 1, 2].map((i) => [`1 NSR/100m (${i}).mat`, matlab4(Array(3600).fill(967 + i))]),
    );
    const out = join(folder, 'flat.alq.json');
    const run = importModel({ model: written('flat.safetensors'), data: folderOf(flat), out });
    await expect(run).rejects.toThrow(/3 of 3 calibration fragments are flat \(1 NSR\/100m \(0\), .*span 32 or more/);
    expect(existsSync(out)).toBe(false);
  });

  it('refuses weights that are no sums of a few alphas', () => {
    const path = written('float.safetensors', (t) => {
      const { normal } = random(1);
      t['classifier.3.weight']!.values.forEach((_, i, values) => {
        values[i] = normal();
      });
    });
    expect(() => importedAlq(path, CONFIG)).toThrow(/dense2, group 0: the weights are not the sums/);
  });
});

test.each<[string, (nodes: Record<string, object>) => void, RegExp]>([
  ['a node without tensors', (nodes) => delete nodes.conv3, /nodes\.conv3: missing: network ecg17 has it/],
  [
    'a node that is none',
    (nodes) => Object.assign(nodes, { dense3: nodes.dense2 }),
    /nodes\.dense3: network ecg17 has no node of that name; .*try: dense/,
  ],
])('an import file with %s is refused', (_, change, message) => {
  const given = JSON.parse(readFileSync('configs/imports/ecg17-published.json', 'utf8'));
  change(given.nodes);
  writeFileSync(join(folder, 'own.json'), JSON.stringify(given));
  expect(() => readImport(join(folder, 'own.json'))).toThrow(message);
});

const published = besideData('reference-model', 'ecgnet-alq-published.safetensors');

describe.skipIf(published === undefined)('import of the published network', () => {
  let float: FloatModel;
  let alq: AlqModel;
  beforeAll(() => {
    float = readImported(published!, CONFIG);
    alq = importedAlq(published!, CONFIG);
  });

  it('finds back every weight to float32 rounding', () => {
    float.layers.forEach((layer, i) => {
      const found = alqWeights(alq.layers[i]!);
      expect(found.length).toBe(layer.weights.length);
    });
    for (const { worstUlps } of recovery(float, alq)) expect(worstUlps).toBeLessThanOrEqual(3);
  });

  it('finds the fewest bases of every group', () => {
    const found = recovery(float, alq);
    expect(found.map((r) => r.alphas)).toEqual([10, 191, 652, 3452, 5532, 3460, 3884, 223, 34]);
    expect(found.reduce((sum, r) => sum + r.groups, 0)).toBe(15481);
    expect(found.reduce((sum, r) => sum + r.signBits, 0)).toBe(108436);
  });

  it('keeps the accuracy in integers', async () => {
    const out = join(folder, 'published.alq.json');
    const data = process.env.BITBEAT_DATA!;
    const { agreeing, fragments, accuracy, outliers } = await importModel({ model: published!, data, out });
    expect(outliers.map((o) => o.layer)).toEqual(['conv3', 'conv4', 'conv4']);
    expect(accuracy!.float).toBeGreaterThan(0.97);
    expect(accuracy!.integer).toBeGreaterThan(accuracy!.float - 0.01);
    expect(agreeing / fragments).toBeGreaterThan(0.98);
    expect(readIntegerModel(out).layers.length).toBe(9);
  });
});
