import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { campaign } from './campaign.js';
import { giveTo, type Result, runLine, type Settings } from './case.js';
import { judgeFiles, judgeWords } from './judge.js';
import { copySandbox, makeTemplate, removeSandbox, type Sandbox } from './sandbox.js';
import { snapshot } from './snapshot.js';

const CASES = 40;

test(`${CASES} bad inputs: answered, and nothing done elsewhere or by half`, { timeout: 300_000 }, async () => {
  const indices = Array.from({ length: CASES }, (_, i) => i);
  const options = { seed: 1, indices, processes: 2, limit: 120, keep: false };
  const seen: Result[] = [];
  const failed = await campaign(process.cwd(), { ...options, onResult: (result) => seen.push(result) });
  const told = failed.map(({ index, line, damage, faults, stderr }) => [index, line.args, damage, faults, stderr]);
  expect(told).toEqual([]);
  expect(seen).toHaveLength(CASES);
  // Some inputs are right, most are not.
  expect(seen.filter(({ code }) => code === 0).length).toBeGreaterThan(2);
  expect(seen.filter(({ code }) => code === 2).length).toBeGreaterThan(CASES / 2);
});

describe('a program that misbehaves is noticed', () => {
  let folder: string;
  let template: Sandbox;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bitbeat-fuzz-test-'));
    chmodSync(folder, 0o755);
    template = makeTemplate(process.cwd(), () => {});
  });
  afterAll(() => {
    removeSandbox(template);
    rmSync(folder, { recursive: true });
  });

  test.each([
    [
      'is well',
      "mkdirSync('build'); writeFileSync('build/x.json', '1'); process.exit(2 * (console.error('no') ?? 1))",
      null,
    ],
    ['prints a stack', "throw new TypeError('x')", 'a stack trace'],
    ['ends with another code', "console.error('x'); process.exit(3)", 'ended with 3'],
    ['dies', "process.kill(process.pid, 'SIGSEGV')", 'ended with SIGSEGV'],
    ['does not end', 'setInterval(() => {}, 1000)', 'did not end in time'],
    ['says nothing', 'process.exit(1)', 'said nothing'],
    ['prints a novel', "console.error('x'.repeat(1e5))", 'a line of 100000 characters'],
    ['prints what is no text', "console.error('\\u001b[31m')", 'cannot be printed'],
    ['writes outside', "writeFileSync('../outside/new', '')", 'made outside of its folder: outside/new'],
    ['writes beside its folder', "writeFileSync('new', '')", 'made outside of its folder: work/new'],
    [
      'changes what is there',
      "writeFileSync('../outside/kept', 'x')",
      'changed or removed what was there before: outside/kept',
    ],
    [
      'removes what is there',
      "unlinkSync('models/tiny.alq.json')",
      'changed or removed what was there before: work/models',
    ],
    ['replaces a pipe', "unlinkSync('pipe'); writeFileSync('pipe', '')", 'there before: work/pipe'],
    ['leaves a temporary file', "writeFileSync('../tmp/x', '')", 'made outside of its folder: tmp/x'],
    ['leaves staging', "mkdirSync('build/a.staging-1', { recursive: true })", 'staging left'],
    ['writes JSON by half', "mkdirSync('build'); writeFileSync('build/x.json', '{')", 'written by half'],
    ['generates by half', "mkdirSync('build/x/rtl', { recursive: true })", 'without a manifest: work/build/x'],
    [
      'leaves a child',
      "spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' }).unref()",
      'left processes behind: ',
    ],
  ])('%s', async (_, script, fault) => {
    const program = join(folder, 'program.mjs');
    const imports =
      "import { mkdirSync, unlinkSync, writeFileSync } from 'node:fs'; import { spawn } from 'node:child_process';";
    writeFileSync(program, `${imports}\n${script}\n`);
    const sandbox = copySandbox(template);
    try {
      const settings: Settings = {
        template,
        program: ['node', program],
        seed: 1,
        limit: 3000,
        user: 61_900,
        keep: false,
      };
      giveTo(settings.user, sandbox);
      const before = snapshot(sandbox.root);
      const ending = await runLine([], sandbox, settings);
      const faults = [...judgeWords(ending), ...judgeFiles(sandbox, before, snapshot(sandbox.root), [])].join('\n');
      if (fault === null) expect(faults).toBe('');
      else expect(faults).toContain(fault);
    } finally {
      removeSandbox(sandbox);
    }
  });
});
