import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-closing-line-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs vitest in the folder on files of the given content with reporters of this project. */
function run(files: readonly string[], more: readonly string[] = []) {
  files.forEach((text, i) => {
    writeFileSync(join(folder, `part${i}.test.js`), text);
  });
  const own = [...more, 'test/closing-line.ts'].map((name) => resolve(name));
  const reporters = ['default', ...own].map((name) => `--reporter=${name}`);
  const args = [resolve('node_modules/vitest/vitest.mjs'), 'run', '--globals', `--root=${folder}`, ...reporters];
  const { status, stdout } = spawnSync('node', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
}

test.each([
  [
    'all kinds of test',
    [
      "test('a', () => {}); test('b', () => { throw new Error('x'); }); test.skip('c', () => {}); test.todo('d');",
      "test('e', () => {})",
    ],
    1,
    '2 passed, 1 failed, 2 skipped',
  ],
  ['all well', ["test('a', () => {})"], 0, '1 passed, 0 failed, 0 skipped'],
  [
    'a file that cannot be loaded',
    ["test('a', () => {})", "import './missing.js'"],
    1,
    '1 passed, 1 failed, 0 skipped',
  ],
  [
    'a suite that cannot be set up',
    ["describe('s', () => { beforeAll(() => { throw new Error('x'); }); test('a', () => {}); })"],
    1,
    '0 passed, 1 failed, 1 skipped',
  ],
  [
    'an error outside of any test',
    [
      "test('a', () => { setTimeout(() => { throw new Error('x'); }); return new Promise((done) => setTimeout(done, 50)); })",
    ],
    1,
    '1 passed, 1 failed, 0 skipped',
  ],
  ['no test at all', [], 1, '0 passed, 1 failed, 0 skipped'],
] as const)('%s', (_, files, status, last) => {
  expect(run(files)).toEqual({ status, last });
});

test('a page of bad inputs that is not what the tests give', () => {
  mkdirSync(join(folder, 'test'));
  const last = run(["test('a', () => {})"], ['test/bad-input/reporter.ts']);
  expect(last).toEqual({ status: 1, last: '1 passed, 1 failed, 0 skipped' });
});
