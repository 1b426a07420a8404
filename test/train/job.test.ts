import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadBackend } from '../../generator/train/backend.js';
import { train } from '../../generator/train/float-training.js';
import { finishedModel, jobKey, runJob } from '../../generator/train/job.js';
import { labelsOf, relabelled } from '../data/sets.js';
import { TINY, TINY_SETTINGS, tinySet } from './tiny.js';

const backend = await loadBackend();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-train-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const job = () => ({ topology: TINY, set: tinySet(), settings: TINY_SETTINGS, folder });

test.each([1, 2, 3])('interrupted after epoch %i and resumed: the same bits as without interruption', (last) => {
  const stop = () =>
    runJob(backend, job(), ({ epoch }) => {
      if (epoch === last) throw new Error('interrupted');
    });
  expect(stop).toThrow('interrupted');
  expect(finishedModel(job())).toBeNull();
  const epochs: number[] = [];
  const resumed = runJob(backend, job(), ({ epoch }) => epochs.push(epoch));
  expect(epochs[0]).toBe(last + 1);
  expect(resumed).toEqual(train(backend, TINY, tinySet(), TINY_SETTINGS));
});

test('a finished job leaves its model alone and is not run again', () => {
  const model = runJob(backend, job());
  const file = `${jobKey(job())}.float.json`;
  expect(readdirSync(folder)).toEqual([file, `${file}.sha256`]);
  const again = runJob(backend, job(), () => {
    throw new Error('run again');
  });
  expect(again).toEqual(model);
});

test('a finished model that was altered or cut is refused, with what to do', () => {
  const model = runJob(backend, job());
  const path = join(folder, `${jobKey(job())}.float.json`);
  const text = readFileSync(path, 'utf8');
  // Still base64 of as many numbers: nothing but the checksum tells.
  const altered = text.replace(/("weights": ?")(.)/, (_, before, c) => `${before}${c === 'A' ? 'B' : 'A'}`);
  expect(altered).not.toBe(text);
  for (const damaged of [altered, text.slice(0, text.length / 2), '']) {
    writeFileSync(path, damaged);
    expect(() => runJob(backend, job())).toThrow(/its checksum differs.*try: remove both files/);
  }
  writeFileSync(path, text);
  expect(finishedModel(job())).toEqual(model);
  rmSync(`${path}.sha256`);
  expect(finishedModel(job())).toEqual(model);
});

test('the key changes with everything that the result depends on', () => {
  const set = tinySet();
  const other = relabelled(
    set,
    labelsOf(set).map((l, i) => (i === 0 ? 1 - l : l)),
  );
  const keys = [
    job(),
    { ...job(), settings: { ...TINY_SETTINGS, seed: 8 } },
    { ...job(), topology: { ...TINY, inputScale: 1 / 32 } },
    { ...job(), set: tinySet(17) },
    { ...job(), set: other },
  ].map(jobKey);
  expect(new Set(keys).size).toBe(keys.length);
  expect(jobKey({ ...job(), folder: 'elsewhere' })).toBe(keys[0]);
});
