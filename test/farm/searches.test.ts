import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder } from '../emit/tiny.js';
import { writeSearch } from '../explore/tiny-search.js';
import { run } from '../project/built.js';

const FARM = ['--on', 'local', '--farm', 'farm.json'];

/** A project with the waves of `writeSearch`, a comparison of two recipes of theirs, and settings of a farm. */
function project(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  writeSearch(folder);
  const recipe = 'waves.quantise.json';
  const short = { phases: [{ kind: 'straight-through', epochs: 3, learningRate: 0.003 }], budget: null };
  const common = { series: 'waves', recipe, patient: false };
  const rows = [
    { ...common, name: 'five bits', change: short },
    { ...common, name: 'three bits', change: { ...short, activationBits: 3 } },
    { ...common, name: 'float', change: short, network: 'float' },
  ];
  writeFileSync(join(folder, 'waves.compare.json'), JSON.stringify({ name: 'waves', folds: 2, seeds: [1], rows }));
  writeFileSync(join(folder, 'farm.json'), JSON.stringify({ unitsPerTask: 2, pollSeconds: 0.1, runningTasks: 1 }));
  return folder;
}

/** Results in the shared folder, and campaigns that are not over. */
const shared = (folder: string, kind: string) => {
  const names = readdirSync(join(folder, 'build/farm/results', kind), { recursive: true, encoding: 'utf8' });
  return {
    results: names.filter((name) => name.endsWith('.json')).length,
    queues: readdirSync(join(folder, 'build/farm/queues')),
  };
};

test(
  'a search on processes leaves the bytes of one without a farm; what its results are lost of is taken from there',
  () =>
    inFolder((parent) => {
      const [plain, farm] = [project(parent, 'plain'), project(parent, 'farm')];
      const args = ['explore', '--config', 'waves.explore.json', '--data', 'waves.dataset.json', '--out', 'found'];
      const result = (folder: string) => readFileSync(join(folder, 'found/pareto.json'), 'utf8');
      const expected = run(plain, ...args);
      expect(expected.code).toBe(0);
      const ran = run(farm, ...args, ...FARM);
      expect([ran.code, ran.stdout]).toEqual([0, expected.stdout]);
      expect(result(farm)).toBe(result(plain));
      // Six trainings, two syntheses, a placement: all of it came from there.
      expect(shared(farm, 'explored')).toEqual({ results: 9, queues: [] });

      const models = readdirSync(join(farm, 'build/explore/cache/models'));
      rmSync(join(farm, 'build/explore'), { recursive: true });
      rmSync(join(farm, 'build/train'), { recursive: true });
      const again = run(farm, ...args, ...FARM);
      expect([again.code, again.stdout]).toEqual([0, expected.stdout]);
      expect(result(farm)).toBe(result(plain));
      expect(readdirSync(join(farm, 'build/explore/cache/models'))).toEqual(models);
      // Nothing was trained or synthesised for it.
      expect(readdirSync(join(farm, 'build'))).not.toContain('train');
      expect(readdirSync(join(farm, 'build/explore/cache'))).not.toContain('work');
    }),
  600_000,
);

test(
  'a comparison on processes leaves the bytes of one without a farm',
  () =>
    inFolder((parent) => {
      const [plain, farm] = [project(parent, 'plain'), project(parent, 'farm')];
      const args = ['compare', '--config', 'waves.compare.json', '--data', 'waves.dataset.json', '--processes', '1'];
      const result = (folder: string) => readFileSync(join(folder, 'out.json'), 'utf8');
      const expected = run(plain, ...args, '--out', 'out.json');
      expect(expected).toMatchObject({ code: 0 });
      const ran = run(farm, ...args, '--out', 'out.json', ...FARM);
      expect([ran.code, ran.stdout]).toEqual([0, expected.stdout]);
      expect(result(farm)).toBe(result(plain));
      // Two folds of two recipes; the third row has the networks of the first.
      expect(shared(farm, 'compared')).toEqual({ results: 4, queues: [] });
    }),
  600_000,
);

test.each([
  [['--dry-run'], '--on: with --dry-run, --units or --unit: that is no search'],
  [['--farm', 'gone.json'], 'gone.json'],
])('a search on a farm with %j is refused', (more, said) =>
  inFolder((parent) => {
    const folder = project(parent, 'x');
    const { code, stderr } = run(folder, 'explore', '--config', 'waves.explore.json', '--on', 'local', ...more);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }),
);
