import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bitbeat } from '../cli/run-in-process.js';
import { inFolder } from '../emit/tiny.js';

const SOUND = { name: 'x', part: 'up5k', model: 'tiny.alq.json' };

test.each([
  [{ part: 'up6k' }, 'part: not one of the known values (found "up6k")'],
  [{ model: undefined }, 'model: nothing is said to be explored; allowed: one of model, network, recipe'],
  [{ objectives: ['cells', 'accuracy'] }, 'objectives[1]: the same for all designs of one model'],
  [{ part: 'ecp5-25f', objectives: ['energy'] }, 'objectives[0]: no model of the energy of ecp5-25f'],
  [{ placed: 9, synthesised: 4 }, 'placed: more than are synthesised'],
  [{ seeds: 0 }, 'seeds: too small (found 0); allowed: 1 or more; try: 1'],
  [{ limits: { accuracy: 0.9 } }, 'limits.accuracy: nothing is trained'],
  [{ model: 'gone.alq.json' }, 'gone.alq.json'],
])('%j', (change, said) =>
  inFolder(async (folder) => {
    const file = join(folder, 'x.json');
    writeFileSync(file, JSON.stringify({ ...SOUND, ...change }));
    const { code, stdout, stderr } = await bitbeat('explore', '--config', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }),
);
