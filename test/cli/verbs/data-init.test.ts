import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dataCommand } from '../../../generator/cli/verbs/data.js';
import { folderOf } from '../../data/readers/files.js';

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
