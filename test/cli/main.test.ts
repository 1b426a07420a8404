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
  ['SIGHUP', 129],
] as const)('%s cleans up and ends with %i', async (signal, code) => {
  const told: string[] = [];
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process, 'exit').mockImplementation((given) => {
    told.push(`exit ${given}`);
    return undefined as never;
  });
  const others = process.listeners(signal);
  const own = () => process.listeners(signal).filter((listener) => !others.includes(listener));
  await start('--version');
  // Nobody listens while there is nothing to clean up: the system then ends a long computation at once.
  expect(own()).toEqual([]);
  const { onInterrupt } = await import('../../generator/support/clean-up.js');
  const done = onInterrupt(() => told.push('never'));
  onInterrupt(() => told.push('removed'));
  done();
  const [handler, ...more] = own();
  expect(more).toEqual([]);
  handler!(signal);
  expect(told).toEqual(['removed', `exit ${code}`]);
  expect(own()).toEqual([]);
});

test('the exit code of a mistake becomes that of the process', async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await start('no-such-verb');
  expect(process.exitCode).toBe(2);
  expect(stderr).toHaveBeenCalledWith(expect.stringContaining('unknown command'));
});
