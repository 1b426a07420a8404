import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder } from '../emit/tiny.js';
import { bitbeat } from './run-in-process.js';

test('fragments are refused where the engine takes them for windows of one signal', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'windows.json');
    const model = resolve('models/ecg17-small/ecg17-small.alq.json');
    const folding = { lanes: 8, tapsPerLookup: 4, hopSamples: 360 };
    writeFileSync(file, JSON.stringify({ name: 'windows', model, architecture: 'folded', folding }));
    const { code, stderr } = await bitbeat('simulate', '--design', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(/folding\.hopSamples.*found 360.*--vectors.*bitbeat monitor/);
  }));
