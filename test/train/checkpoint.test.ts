import * as fs from 'node:fs';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UserError } from '../../generator/support/errors.js';
import { loadCheckpoint, saveCheckpoint } from '../../generator/train/checkpoint.js';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, writeFileSync: vi.fn(real.writeFileSync) };
});

const OWNER = { key: '0123456789abcdef', network: 'tiny' };
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-checkpoint-'));
  path = join(folder, 'deeper', 'a.checkpoint.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const STATE = {
  epoch: 3,
  phase: 'bases',
  nothing: null,
  list: [Float32Array.of(1 / 3, -0, Number.NaN, 1e-45), new Float32Array(0)],
  layers: [{ counts: Uint8Array.of(0, 255), alphas: Float64Array.of(Math.PI), codes: Int32Array.of(-1) }],
};

test('plain data and typed arrays come back to the bit', () => {
  saveCheckpoint(path, OWNER, STATE);
  expect(loadCheckpoint(path, OWNER)).toEqual(STATE);
  expect(Object.is(loadCheckpoint<typeof STATE>(path, OWNER)!.list[0]![1], -0)).toBe(true);
  expect(loadCheckpoint(`${path}.none`, OWNER)).toBeNull();
});

test.each([
  ['another network', { ...OWNER, network: 'ecg17' }, 'network: a checkpoint of another network (found "tiny")'],
  ['another job', { ...OWNER, key: 'feed' }, 'key: a checkpoint of another job (settings or fragments differ)'],
])('of %s: refused, with what to do', (_, owner, message) => {
  saveCheckpoint(path, OWNER, STATE);
  expect(() => loadCheckpoint(path, owner)).toThrow(UserError);
  expect(() => loadCheckpoint(path, owner)).toThrow(`${path}: ${message}`);
  expect(() => loadCheckpoint(path, owner)).toThrow('try: remove the file');
});

test('of another version, or damaged: refused', () => {
  saveCheckpoint(path, OWNER, STATE);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/"version":\d+/, '"version":99'));
  expect(() => loadCheckpoint(path, OWNER)).toThrow('version: a checkpoint of another version (found 99)');
  const altered = text.replace('"base64":"', '$&A').replace(/A(.)/, 'A');
  for (const damaged of [text.slice(0, 100), text.slice(0, -1), `${text} `, altered, 'null', '[]', '']) {
    writeFileSync(path, damaged);
    expect(() => loadCheckpoint(path, OWNER)).toThrow(UserError);
  }
});

test('a full disk leaves the checkpoint before it, and nothing else', () => {
  saveCheckpoint(path, OWNER, STATE);
  const { writeFileSync: real } = fs;
  vi.mocked(writeFileSync).mockImplementationOnce((file, text) => {
    // As a disk does that is full half way.
    real(file, String(text).slice(0, 50));
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  expect(() => saveCheckpoint(path, OWNER, { ...STATE, epoch: 4 })).toThrow(
    `${path}: the checkpoint cannot be saved: the disk is full; the one before it is kept`,
  );
  expect(loadCheckpoint(path, OWNER)).toEqual(STATE);
  expect(readdirSync(join(folder, 'deeper'))).toEqual(['a.checkpoint.json']);
});
