import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Stopwatch, stopwatchBlock, stopwatchSteps, withStopwatch } from '../../generator/report/stopwatch.js';

const RESULT = 'docs/results/stopwatch/debian-12.json';
const folder = mkdtempSync(join(tmpdir(), 'bitbeat-stopwatch-'));
afterAll(() => rmSync(folder, { recursive: true }));

const steps = stopwatchSteps();
const measured: Stopwatch = {
  date: '2026-01-02',
  generator: '0.1.0',
  commit: 'abc',
  machine: { cores: 4, processor: 'Some Processor', memoryGB: 8, loadBefore: 0.5 },
  tools: { debian: '12.1', yosys: '0.23' },
  steps: steps.map((step, i) => ({ ...step, seconds: 60 * (i + 1), load: i / 10 })),
};

test('the steps stand word for word on the page, in their order; the clone alone comes from a bundle', () => {
  const page = readFileSync('docs/start.md', 'utf8').split('<!-- minutes')[0]!;
  const typed = steps.flatMap(({ commands }) => commands).filter((command) => !command.startsWith('git clone'));
  const places = typed.map((command) => page.indexOf(command));
  expect(typed.filter((_, i) => places[i]! < 0)).toEqual([]);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('minutes of each step and since the start, with what was measured where', () => {
  const block = stopwatchBlock(measured, steps);
  expect(block).toContain('| the first PASS | 2.0 | 3.0 | `make setup`<br>`make sim` |');
  expect(block).toContain('Debian 12.1, 2026-01-02: 4 cores (Some Processor), 8 GB');
  expect(block).toContain('Load average before it 0.5, at most 0.5 in it. Then there: yosys 0.23.');
  expect(block).not.toMatch(/stale|not measured/i);
});

test('a step with other commands than now is marked, one that was not measured too', () => {
  const now = steps.map((step, i) => (i === 1 ? { ...step, commands: ['make sim'] } : step));
  const block = stopwatchBlock(measured, [...now, { to: 'the moon', in: '/', commands: ['fly'] }]);
  expect(block.match(/\*\*\(stale\)\*\*/g)).toHaveLength(1);
  expect(block).toContain('| the first PASS **(stale)** |');
  expect(block).toContain('| the moon **(not measured)** | - | - | `fly` |');
  expect(block).toContain('Stale: measured with other commands');
});

test('what is kept says what the page says; a result of another form is refused', () => {
  const page = readFileSync('docs/start.md', 'utf8');
  if (existsSync(RESULT)) expect(withStopwatch(page, 'docs/start.md')).toBe(page);
  const broken = join(folder, 'stopwatch.json');
  writeFileSync(broken, JSON.stringify({ ...measured, steps: [measured.steps[0], measured.steps[0]] }));
  expect(() => withStopwatch(page, 'docs/start.md', broken)).toThrow('a step twice');
  writeFileSync(broken, JSON.stringify({ ...measured, minutes: 1 }));
  expect(() => withStopwatch(page, 'docs/start.md', broken)).toThrow('minutes');
});

/** The command with programs of one folder alone. */
const stopwatch = (path: string, ...root: string[]) => {
  const env = { ...process.env, PATH: path };
  const args = ['sim/stopwatch/stopwatch.mjs', ...root];
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  return { status, stdout };
};

test('without debootstrap all steps are skipped, and counted as such', () => {
  const before = existsSync(RESULT) ? readFileSync(RESULT, 'utf8') : null;
  const { status, stdout } = stopwatch('/nowhere');
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^skipped: .*\\n0 passed, 0 failed, ${steps.length} skipped\\n$`));
  expect(existsSync(RESULT) ? readFileSync(RESULT, 'utf8') : null).toBe(before);
});

test.skipIf(process.getuid?.() !== 0)('a folder that is no root of Debian fails', () => {
  const { status, stdout } = stopwatch(process.env.PATH!, folder);
  expect({ status, stdout }).toEqual({
    status: 1,
    stdout: `${folder}: no root of Debian\n0 passed, 1 failed, 0 skipped\n`,
  });
});
