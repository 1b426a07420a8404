import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

// Tests like any other, so that the closing line counts them.
test.each([
  ['types', 'tsc', ['--noEmit', '--pretty', 'false']],
  ['types of what runs in the browser', 'tsc', ['-p', 'generator/view/client', '--pretty', 'false']],
  ['format and lint', 'biome', ['check', '--colors=off', '.']],
])('%s are clean', (_, tool, args) => {
  const { status, stdout, stderr } = spawnSync(`node_modules/.bin/${tool}`, args, { encoding: 'utf8' });
  expect(status, `${stdout}${stderr}`).toBe(0);
});
