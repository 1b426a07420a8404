import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder } from '../emit/tiny.js';
import { run, start } from '../project/built.js';
import { writeSearch } from './tiny-search.js';

const CACHE = 'build/explore/cache';

/** Command lines of processes that work in a folder or below. */
const working = (folder: string) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const cwd = readlinkSync(`/proc/${pid}/cwd`);
        return cwd === folder || cwd.startsWith(`${folder}/`) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
      } catch {
        return []; // it has ended
      }
    });

/** Results of units of a kind by their paths, with the time at which each was written. */
const results = (folder: string, kind: string) => {
  const path = join(folder, CACHE, kind);
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => ({ path: join(path, name), at: statSync(join(path, name)).mtimeMs }));
};

/** When each interruption comes: a unit of the kind is at work, in which a program of the name runs. */
const MOMENTS: readonly [string, (folder: string) => boolean, RegExp][] = [
  ['a training', (folder) => results(folder, 'training').length > 0, /job-process/],
  ['a synthesis', (folder) => results(folder, 'training').length === 6, /yosys/],
  ['a placement', (folder) => results(folder, 'synthesis').length === 2, /nextpnr/],
];

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A search that is interrupted as often as there are moments, and then goes on to its end. */
test(
  'Ctrl-C ends a search at once, leaves no process and nothing half-written, and the same command goes on to the same bytes',
  () =>
    inFolder(async (whole) => {
      const { config, data } = writeSearch(whole);
      const args = ['explore', '--config', config, '--data', data, '--out', 'found'];
      const expected = run(whole, ...args);
      expect(expected.code).toBe(0);
      await inFolder(async (folder) => {
        writeSearch(folder);
        for (const [moment, begun, program] of MOMENTS) {
          const child = start(folder, ...args);
          child.stdout.resume();
          child.stderr.resume();
          const end = new Promise<[number | null, NodeJS.Signals | null]>((done) => {
            child.on('close', (code, signal) => done([code, signal]));
          });
          const now = () => begun(folder) && working(folder).some((line) => program.test(line));
          while (!now() && child.exitCode === null) await pause(20);
          expect(child.exitCode, `the search ended before ${moment}`).toBeNull();
          const before = ['training', 'synthesis', 'placement'].flatMap((kind) => results(folder, kind));
          const from = performance.now();
          child.kill('SIGINT');
          const [code, signal] = await end;
          expect(performance.now() - from, moment).toBeLessThan(3000);
          expect(signal === null ? code : 128 + constants.signals[signal], moment).toBe(130);
          for (let i = 0; i < 50 && working(folder).length > 0; i++) await pause(50);
          expect(working(folder), moment).toEqual([]);

          expect(existsSync(join(folder, 'found')), moment).toBe(false);
          const left = readdirSync(join(folder, 'build'), { recursive: true, encoding: 'utf8' });
          expect(
            left.filter((path) => /\.staging-|\.part-|^\.bitbeat-lock$/.test(basename(path))),
            moment,
          ).toEqual([]);
          for (const { path } of before) expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveProperty('result');
          // What was done is not done again: see below.
          expect(['training', 'synthesis', 'placement'].flatMap((kind) => results(folder, kind))).toEqual(
            expect.arrayContaining(before),
          );
        }
        const done = ['training', 'synthesis', 'placement'].flatMap((kind) => results(folder, kind));
        const ran = run(folder, ...args);
        expect([ran.code, ran.stdout]).toEqual([0, expected.stdout]);
        const after = ['training', 'synthesis', 'placement'].flatMap((kind) => results(folder, kind));
        expect(after).toEqual(expect.arrayContaining(done));
        const found = (place: string) => readFileSync(join(place, 'found/pareto.json'), 'utf8');
        expect(found(folder)).toBe(found(whole));
        expect(readdirSync(join(folder, 'found/designs'))).toEqual(readdirSync(join(whole, 'found/designs')));
      });
    }),
  600_000,
);
