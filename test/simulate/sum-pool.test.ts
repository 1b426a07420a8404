import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bitsOf, memoryNamed } from '../../generator/arch/memory.js';
import { poolRams } from '../../generator/arch/stream/memories.js';
import { streamHardware } from '../../generator/arch/stream/stream.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { simulateNetwork } from './simulate-network.js';
import { sumNetwork } from './sum-network.js';

/** Pooling by sum, overlapping and global, from lanes to a 1x1 head. */

const network = sumNetwork();

test('the widths are those of the largest sums, and the fragments come near them', () => {
  const { layers } = streamHardware('sums', network.model, { lanes: network.lanes }, 'test');
  // 3 * 63 = 189 and 4 * 255 = 1020; the layers behind take as many bits.
  expect(layers.map(({ xBits, yBits }) => [xBits, yBits])).toMatchObject([
    [8, 6],
    [8, 5],
    [5, 8],
    [10, {}],
  ]);
  expect(layers.map(({ outBits }) => outBits).slice(0, 3)).toEqual([8, 5, 10]);
  expect(bitsOf([memoryNamed(poolRams(layers[2]!), 'pool')])).toBe(4 * 10);
  const interpreter = new Interpreter(network.model);
  const max = (layer: number) =>
    Math.max(...network.fragments.flatMap((codes) => [...interpreter.run(codes)[layer]!.values]));
  expect(max(0)).toBe(189);
  expect(max(2)).toBeGreaterThan(512);
});

test.each([
  ['ports that never pause: every value and every cycle as predicted', 0],
  ['ports that pause at random: every value as predicted', 5],
])('%s', async (_what, stall) => {
  expect(await simulateNetwork(network, 'icarus', stall)).toMatchObject({ pass: true, failures: [] });
});

test.each([
  [
    'a window that goes on where the one before ended',
    'pool_windows',
    "assign shifted = opens_i ? {OUT_BITS{1'b0}} :",
    'assign shifted =',
    'conv3',
  ],
  ['a sum without its carries', 'pool_windows', 'running + value', 'running ^ value', 'conv1'],
  ['a maximum', 'pool_windows', 'if (SUM != 0) begin : gen_sum', "if (1'b0) begin : gen_sum", 'conv1'],
  ['lanes that do not hand their sums on', 'pool_store', 'we_i   (take && last_i)', "we_i   (1'b0)", 'conv1'],
])('%s in the place of the sum is found', async (_what, module, sound, broken, layer) => {
  const { pass, layers } = await simulateNetwork(network, 'icarus', 0, (folder) => {
    const file = join(folder, 'rtl', `bitbeat_random__${module}.v`);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(sound);
    writeFileSync(file, text.replace(sound, broken));
  });
  expect(pass).toBe(false);
  expect(layers.find(({ mismatches }) => mismatches > 0)?.name).toBe(layer);
});
