import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { convolutions } from '../../../generator/network/network.js';
import { quantiseNetwork } from '../../../generator/quantise/foreign/quantise-network.js';
import { UserError } from '../../../generator/support/errors.js';
import { bitbeat } from '../../cli/run-in-process.js';
import { folderOf } from '../../data/readers/files.js';
import { numbers } from '../../import/onnx/build.js';
import { floats } from '../../support/npy-file.js';

const RUNTIME = 'test/import/runtime';
const network = (name: string) => `${RUNTIME}/${name}.onnx`;

/** Windows of 2 channels, smooth enough that codes of 8 bits say them well. */
function windows(count: number, more: Record<string, unknown> = {}, samples = 64): string {
  const noise = numbers(count * 2 * samples, 3);
  const values = noise.map((v, i) => 1.5 * Math.sin(i / 3 + Math.floor(i / samples)) + 0.3 * v);
  const input = { samples, channels: 2, rateHz: 50, codeBits: 8, zero: 128, gain: 60, ...more };
  const file = { name: 'waves', input, reader: 'npy', options: { files: [{ x: 'x.npy' }] } };
  const folder = folderOf({
    'x.npy': floats([count, 2, samples], values),
    'waves.json': Buffer.from(JSON.stringify(file)),
  });
  return join(folder, 'waves.json');
}

describe('a network of another framework is imitated without labels', () => {
  test.each<[string, number]>([
    ['conv-2d', 0.25],
    ['grouped', 0.15],
    ['dense-normalised', 0.15],
    ['resnet-opset20', 0.3],
    ['sigmoid-per-step', 0.15],
    ['dense-per-step', 0.3],
    ['flat-concat', 0.3],
    ['softmax-per-step', 0.15],
  ])('%s', async (name, rms) => {
    const data = windows(60, {}, name === 'dense-normalised' ? 24 : 64);
    const { levels, integer, storageBytes } = await quantiseNetwork({
      file: network(name),
      data,
      name: 'own',
      windows: 3200,
    });
    const of = Object.fromEntries(levels.map((level) => [level.level, level]));
    expect(of['as folded']!.largest).toBeLessThan(1e-9);
    expect(of['of codes']!.rms).toBeLessThan(0.1);
    expect(of.integer!.rms).toBeLessThan(rms);
    expect(
      convolutions(integer.layers).every(({ requant }, i) => requant === null || (requant.bits === 8 && i >= 0)),
    ).toBe(true);
    expect(storageBytes).toBeGreaterThan(40);
  });

  test.each([
    ['grouped', 900],
    // Of which adds hold some bytes in shifts.
    ['resnet-opset20', 310],
    ['resnet-opset20', 500],
  ] as const)('%s: to a budget of %d bytes, and hardly less', async (name, bytes) => {
    const given = { file: network(name), data: windows(60), name: 'own', windows: 3200 };
    const { storageBytes, rounds } = await quantiseNetwork({ ...given, bytes, activationBits: 5 });
    expect(storageBytes).toBeLessThanOrEqual(bytes);
    expect(storageBytes).toBeGreaterThan(bytes - 20);
    expect(rounds).toHaveLength(2);
  });

  test('calibrated alone, when it is to see no window', async () => {
    const { rounds, levels } = await quantiseNetwork({
      file: network('grouped'),
      data: windows(20),
      name: 'own',
      windows: 0,
    });
    expect(rounds).toEqual([]);
    expect(levels.at(-1)!.rms).toBeLessThan(0.6);
  });

  test('with weights on uniform grids, and none between channels of other groups', async () => {
    const given = { file: network('grouped'), data: windows(60), name: 'own', windows: 1600 };
    const { integer, storageBytes, levels } = await quantiseNetwork({ ...given, uniform: true, maxBits: 3 });
    let held = 0;
    let bits = 0;
    for (const layer of convolutions(integer.layers)) {
      let at = 0;
      for (const count of layer.bitwidths) {
        expect([0, 3]).toContain(count);
        const alphas = [...layer.alphas.slice(at, at + count)].sort((a, b) => a - b);
        if (count > 0) expect(alphas).toEqual([1, 2, 4].map((times) => times * alphas[0]!));
        at += count;
        held += Math.sign(count);
      }
      bits += 32 * Math.ceil(layer.signs.length / 32);
    }
    // One scale of 6 bits for each; biases and shifts beside.
    const least = (bits + 6 * held) / 8;
    expect(storageBytes).toBeGreaterThan(least);
    expect(storageBytes).toBeLessThan(
      least + 8 * integer.layers.reduce((sum, { outChannels }) => sum + outChannels, 0),
    );
    const grouped = convolutions(integer.layers)[1]!;
    expect(grouped.bitwidths.filter((count) => count > 0)).toHaveLength(grouped.bitwidths.length / 4);
    expect(levels.at(-1)!.rms).toBeLessThan(0.3);
  });

  test('but not to a budget', async () => {
    const given = { file: network('grouped'), data: windows(20), name: 'own', windows: 0, bytes: 900 };
    await expect(quantiseNetwork(given)).rejects.toThrow(/a budget is reached while the network learns/);
  });
});

describe('is refused', () => {
  test.each<[string, string, Record<string, unknown>, RegExp]>([
    [
      'a pool whose average does not count its padding',
      'average-not-counted',
      {},
      /an average that does not count all of its padding/,
    ],
    [
      'windows of another length',
      'grouped',
      { samples: 32 },
      /windows of another shape than the network takes.*2 x 32.*2 channels of 64/,
    ],
  ])('%s', async (_, name, { samples }, message) => {
    const data = windows(4, {}, (samples as number) ?? 64);
    const refused = await quantiseNetwork({ file: network(name), data, name: 'own' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toMatch(message);
  });

  test('windows to be measured by that another converter took', async () => {
    const given = { file: network('grouped'), name: 'own', data: windows(4) };
    const refused = await quantiseNetwork({ ...given, test: windows(4, { gain: 50 }) }).catch((error: unknown) =>
      String(error),
    );
    expect(refused).toMatch(
      /other codes than those of the windows to train on.*"zero": \[128,128\], "gain": \[60,60\]/,
    );
  });
});

test('from the file of another framework to bit-exact Verilog by two commands', async () => {
  const data = windows(40);
  const out = join(folderOf({}), 'model');
  const made = await bitbeat(
    'quantise',
    network('conv-2d'),
    '--data',
    data,
    '--windows',
    '1600',
    '--out',
    out,
    '--json',
  );
  expect(made.code).toBe(0);
  const { metric, levels, storageBytes, model } = JSON.parse(made.stdout);
  expect(metric.integer).toBeGreaterThan(0.8);
  expect(levels.map(({ level }: { level: string }) => level)).toEqual([
    'as imported',
    'as folded',
    'of codes',
    'integer',
  ]);
  expect(readdirSync(out).sort()).toEqual([
    'conv-2d.alq.json',
    'conv-2d.float.json',
    'conv-2d.json',
    'conv-2d.levels.json',
  ]);
  expect(existsSync(model)).toBe(true);
  expect(JSON.parse(readFileSync(model, 'utf8')).name).toBe('conv-2d');
  const design = join(out, 'conv-2d.json');
  const simulated = await bitbeat('simulate', '--design', design, '--data', data, '--fragments', '3', '--json');
  const { pass, fragments, layers } = JSON.parse(simulated.stdout);
  expect({ pass, fragments, code: simulated.code }).toEqual({ pass: true, fragments: 3, code: 0 });
  for (const { mismatches, values } of layers) expect([mismatches, values > 0]).toEqual([0, true]);
  expect(storageBytes).toBeLessThan(4000);
});
