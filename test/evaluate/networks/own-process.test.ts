import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResults } from '../../../generator/evaluate/networks/results.js';
import { folderOf } from '../../data/readers/files.js';
import { run } from '../../project/built.js';

const FIXTURES = 'test/import/runtime';
const campaign = {
  settings: [{ name: '8 bit', bits: 8 }],
  networks: ['grouped', 'none'].map((name) => ({ name, folder: name, file: `${name}.onnx` })),
};

test('each import is a process of its own, with its time and memory; what was measured is kept', () => {
  const folder = folderOf({
    'grouped/grouped.onnx': readFileSync(`${FIXTURES}/grouped.onnx`),
    'grouped/expected.npz': readFileSync(`${FIXTURES}/grouped.npz`),
    'none/none.onnx': Buffer.from('no network'),
    'none/expected.npz': readFileSync(`${FIXTURES}/grouped.npz`),
    'campaign.json': Buffer.from(JSON.stringify(campaign)),
  });
  const measure = () => run(folder, 'networks', '--folder', '.', '--config', 'campaign.json', '--out', 'results.json');
  const first = measure();
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('docs/networks-measured.md') });
  const [grouped, none] = readResults(join(folder, 'results.json'))!.networks;
  expect(grouped!.difference).toBeLessThan(1e-5);
  expect(grouped!.import!.seconds).toBeGreaterThan(0.05);
  expect(grouped!.import!.peakBytes).toBeGreaterThan(3e7);
  expect(grouped!.import!.peakBytes).toBeLessThan(2e9);
  expect(none).toMatchObject({ import: null, difference: null, refused: expect.stringContaining('ONNX') });
  const second = measure();
  expect(second.stderr).toContain('1 of 2: grouped, measured before');
  expect(readResults(join(folder, 'results.json'))!.networks).toEqual([grouped, none]);
});
