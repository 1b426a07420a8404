import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const before = process.argv;
beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.restoreAllMocks();
  process.argv = before;
  process.exitCode = undefined;
});

async function start(...args: string[]): Promise<void> {
  process.argv = ['node', 'bitbeat', ...args];
  await import('../../generator/cli/main.js');
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s cleans up and ends with %i', async (signal, code) => {
  const told: string[] = [];
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process, 'exit').mockImplementation((given) => {
    told.push(`exit ${given}`);
    return undefined as never;
  });
  const others = process.listeners(signal);
  await start('--version');
  const [handler, ...more] = process.listeners(signal).filter((listener) => !others.includes(listener));
  expect(more).toEqual([]);
  const { onInterrupt } = await import('../../generator/config/clean-up.js');
  onInterrupt(() => told.push('removed'));
  handler!(signal);
  process.removeListener(signal, handler!);
  expect(told).toEqual(['removed', `exit ${code}`]);
});

test('the exit code of a mistake becomes that of the process', async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await start('no-such-verb');
  expect(process.exitCode).toBe(2);
  expect(stderr).toHaveBeenCalledWith(expect.stringContaining('unknown command'));
});
