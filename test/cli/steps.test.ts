import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownDesign, STEP_MODELS } from '../own-models.js';
import { bitbeat } from './run-in-process.js';

/** A user's design with scores of each step, verb by verb. */

const folder = mkdtempSync(join(tmpdir(), 'bitbeat-steps-'));
const before = process.cwd();
const data = process.env.BITBEAT_DATA;
beforeAll(() => {
  delete process.env.BITBEAT_DATA;
  process.chdir(folder);
});
afterAll(() => {
  if (data !== undefined) process.env.BITBEAT_DATA = data;
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const icarus = ['--simulator', 'icarus'];
const design = (task: keyof typeof STEP_MODELS) => ownDesign(folder, task, 'stream', STEP_MODELS[task]);
const passes = ({ code, stdout, stderr }: Awaited<ReturnType<typeof bitbeat>>) => {
  expect(code, `${stdout}${stderr}`).toBe(0);
  expect(stdout).toMatch(/^PASS/m);
  return stdout;
};

describe('scores of each step', { timeout: 240_000 }, () => {
  test('describe: what comes out, of which samples, and when', async () => {
    const { code, stdout, stderr } = await bitbeat('describe', '--design', design('classes'));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('gives: 3 scores and the class of each of 18 steps, one step after the other');
    expect(stdout).toContain('Step p is of samples 2p - 2 to 2p + 6 of the window');
    expect(stdout).toMatch(
      /The last score of step 0 is taken \d+ cycles after the first sample, then at most \d+ cycles/,
    );
  });

  test('simulate: every step is counted', async () => {
    const stdout = passes(await bitbeat('simulate', '--design', design('labels'), ...icarus, '--fragments', '3'));
    expect(stdout).toContain('labels: 54 compared, 0 differ');
    expect(stdout).toContain('step: 270 compared, 0 differ');
  });

  test('simulate --netlist: scores, classes and steps of what Yosys makes', async () => {
    passes(await bitbeat('simulate', '--design', design('classes'), ...icarus, '--fragments', '2', '--netlist'));
  });

  test('monitor', async () => {
    const stdout = passes(await bitbeat('monitor', '--design', design('classes'), ...icarus, '--seconds', '2'));
    expect(stdout).toMatch(/steps +18 +of each window/);
  });

  test('run: a line a window, steps in a row of the same class; with --json each step', async () => {
    const args = ['--design', design('classes'), '--simulated', '--check', '--fragments', '2'];
    const stdout = passes(await bitbeat('run', ...args));
    expect(stdout).toMatch(/^ +0\.0 s .* 0(-\d+)? class \d/m);
    const { stdout: json } = await bitbeat('run', ...args, '--json');
    expect(JSON.parse(json.split('\n')[0]!)).toMatchObject({ class: null, steps: expect.any(Array) });
  });
});
