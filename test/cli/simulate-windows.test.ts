import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder } from '../emit/tiny.js';
import { bitbeat } from './run-in-process.js';

test('an engine that takes fragments for windows of one signal gets such windows', { timeout: 120_000 }, () =>
  inFolder(async (folder) => {
    const file = join(folder, 'windows.json');
    const model = resolve('models/ecg17-small/ecg17-small.alq.json');
    const folding = { lanes: 8, tapsPerLookup: 4, hopSamples: 360 };
    writeFileSync(file, JSON.stringify({ name: 'windows', model, architecture: 'folded', folding }));
    const before = process.cwd();
    process.chdir(folder);
    try {
      const { code, stdout, stderr } = await bitbeat('simulate', '--design', file, '--fragments', '4', '--json');
      expect(code, stderr).toBe(0);
      const { cyclesPredicted, intervalPredicted, intervalCounted, pass } = JSON.parse(stdout);
      expect(pass).toBe(true);
      expect(intervalCounted).toBe(intervalPredicted);
      // The work of the window before is used again.
      expect(intervalPredicted).toBeLessThan(cyclesPredicted);
    } finally {
      process.chdir(before);
    }
  }),
);
