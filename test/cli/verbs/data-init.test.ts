import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dataCommand } from '../../../generator/cli/verbs/data.js';
import { folderOf } from '../../data/readers/files.js';
import { floats, longs } from '../../support/npy-file.js';

let [printed, told] = ['', ''];
beforeEach(() => {
  [printed, told] = ['', ''];
  vi.stubEnv('BITBEAT_DATA', undefined);
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    printed += text;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += text;
    return true;
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
const run = (...args: string[]) => dataCommand().parseAsync(args, { from: 'user' });
const folder = () => folderOf({ 'a.csv': 'x0,x1,label\n-1,1,a\n0,0.5,b\n' });

test('--init writes a data set file, prints what was assumed and what is in it', async () => {
  const dir = folder();
  await run('--init', dir);
  const written = JSON.parse(readFileSync(join(dir, 'data.json'), 'utf8'));
  expect(written).toMatchObject({ reader: 'csv', classes: ['a', 'b'], input: { samples: 2, zero: 2048, gain: 2047 } });
  expect(told).toMatch(/note: assumed: column label says the class\n.*note: assumed: the sampling rate/s);
  expect(printed).toMatch(/data\.json: 2 fragments of 2 samples, 2 groups/);
  printed = '';
  await run('--data', join(dir, 'data.json'), '--json');
  expect(JSON.parse(printed)).toMatchObject({ fragments: 2, codes: [{ min: 1, max: 4095 }] });
});

test.each([
  [
    'labels',
    longs([2, 2], [1, 1, 0, 0]),
    /^label0 +1 +50\.0 %\nlabel1 +1 +50\.0 %\n1 windows with several labels, 1 with none$/m,
    { kind: 'labels', several: 1, none: 1 },
  ],
  [
    'values',
    floats([2, 1], [60.5, 70.25]),
    /^value0 +60\.5 +70\.25 +65\.375 +4\.875$/m,
    { kind: 'values', names: [{ name: 'value0', min: 60.5, max: 70.25, mean: 65.375 }] },
  ],
])('--init of %s: targets in the file, in the table and in --json', async (kind, y, table, summary) => {
  const dir = folderOf({ 'X.npy': floats([2, 2], [-1, 1, 0, 0.5]), 'y.npy': y });
  await run('--init', dir);
  expect(JSON.parse(readFileSync(join(dir, 'data.json'), 'utf8'))).toMatchObject({ targets: { kind } });
  expect(told).toMatch(/note: assumed: targets\.names are not in the data and are to be corrected/);
  expect(printed).toMatch(table);
  printed = '';
  await run('--data', join(dir, 'data.json'), '--json');
  expect(JSON.parse(printed)).toMatchObject({ classes: [], targets: summary });
});

test('--out names the file; nothing is written over', async () => {
  const dir = folder();
  await run('--init', dir, '--out', join(dir, 'b.json'), '--json');
  expect(JSON.parse(printed)).toMatchObject({ source: join(dir, 'b.json'), fragments: 2 });
  await expect(run('--init', dir, '--out', join(dir, 'b.json'))).rejects.toThrow(
    /a file of this name is there already/,
  );
  await expect(run('--init', dir, '--out', join(dir, 'b'))).rejects.toThrow(/allowed: <name>\.json; try: .*b\.json/);
  expect(existsSync(join(dir, 'data.json'))).toBe(false);
});

test('what is not understood writes nothing', async () => {
  const dir = folderOf({ 'a.xlsx': 'x' });
  await expect(run('--init', dir)).rejects.toThrow(/no data that are understood/);
  expect(existsSync(join(dir, 'data.json'))).toBe(false);
});
