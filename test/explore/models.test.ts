import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ExplorationResult, readExplored } from '../../generator/explore/result.js';
import { inFolder } from '../emit/tiny.js';
import { run } from '../project/built.js';
import { SEARCH, writeSearch } from './tiny-search.js';

type Row = NonNullable<ExplorationResult['models'][number]['trained']>['rungs'][number];

/** No worse in accuracy, bytes and cycles, and not the same. */
const beats = (a: Row, b: Row) =>
  a.accuracy >= b.accuracy &&
  a.bytes <= b.bytes &&
  a.laneCycles <= b.laneCycles &&
  (a.accuracy > b.accuracy || a.bytes < b.bytes || a.laneCycles < b.laneCycles);

/** Models that rung `r` trained, with what it measured. */
const rowsOf = ({ models }: ExplorationResult, r: number) =>
  models.flatMap(({ trained }) => (trained?.rungs[r] === undefined ? [] : [trained.rungs[r]]));

/** The built program, with real trainings, Yosys and nextpnr, on windows whose classes a network of one channel cannot tell. */
test(
  'models are trained by rungs, each of which keeps the right ones; what is left is quantised, searched and generated',
  () =>
    inFolder((folder) => {
      const { config, data } = writeSearch(folder);
      const search = (...args: string[]) => run(folder, 'explore', '--config', config, '--data', data, ...args);
      const planned = JSON.parse(search('--dry-run', '--json').stdout);
      expect(planned).toMatchObject({ models: 4, units: { training: 6 }, points: null, seconds: null });
      const { code, stdout, stderr } = search('--out', 'found', '--json');
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const { front } = JSON.parse(stdout);

      const file = join(folder, 'found/pareto.json');
      const result = readExplored(file);
      const { training, models } = result;
      const { train, validation, scored, rungs } = training!;
      expect(train + validation + scored).toBe(90);
      expect(rungs.map(({ share, keep }) => ({ share, keep }))).toEqual(SEARCH.recipe.rungs);
      expect(rungs.reduce((sum, { epochs }) => sum + epochs, 0)).toBe(planned.epochs);
      for (const [r, { keep }] of rungs.entries()) {
        const rows = rowsOf(result, r);
        const [on, gone] = [rows.filter((row) => row.kept), rows.filter((row) => !row.kept)];
        expect(rows).toHaveLength(r === 0 ? 4 : rungs[r - 1]!.keep);
        expect(on).toHaveLength(keep);
        for (const row of on) expect(gone.filter((other) => beats(other, row))).toEqual([]);
        expect(Math.max(...on.map(({ accuracy }) => accuracy))).toBe(Math.max(...rows.map(({ accuracy }) => accuracy)));
      }
      const [best] = models.filter(({ trained }) => trained!.scored !== null);
      expect(best!.trained).toMatchObject({ axes: { width: 1 }, rungs: [{ kept: true }, { kept: true }] });
      // It has learnt what others of the kind are, not these windows by heart.
      expect(best!.trained!.rungs[1]!.accuracy).toBeGreaterThan(0.9);
      expect(best!.trained!.scored).toBeGreaterThan(0.8);
      expect(best!.bytes).toBeLessThanOrEqual(80);

      expect(front).toHaveLength(1);
      expect(result.designs.find(({ name }) => name === front[0])!.model).toBe(best!.name);
      const design = `found/designs/${front[0]}.json`;
      const simulated = run(folder, 'simulate', '--design', design, '--data', data, '--fragments', '5', '--json');
      expect(JSON.parse(simulated.stdout)).toMatchObject({ pass: true, failures: [] });

      // A rung that kept another model than its measurements tell is no result.
      const forged = JSON.parse(readFileSync(file, 'utf8')) as ExplorationResult;
      for (const row of rowsOf(forged, 0)) row.kept = !row.kept;
      writeFileSync(file, JSON.stringify(forged));
      expect(() => readExplored(file)).toThrow(/trained\.rungs|rung 2 lacks models/);
    }),
  600_000,
);
