import { vi } from 'vitest';
import { run } from '../../generator/cli/program.js';
import { Progress } from '../../generator/support/progress.js';

/** What a command line did. */
export interface Ran {
  /** The exit code that the process would end with. */
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line of bitbeat in this process; what it prints is caught. */
export async function bitbeat(...args: string[]): Promise<Ran> {
  const ran: Ran = { code: 0, stdout: '', stderr: '' };
  const keep = (key: 'stdout' | 'stderr') => (text: unknown) => {
    ran[key] += String(text);
    return true;
  };
  const before = process.exitCode;
  process.exitCode = undefined;
  const spies = [
    // How long a machine takes is no matter of these tests.
    vi.spyOn(Progress.prototype, 'line').mockImplementation(() => {}),
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('stdout')),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('stderr')),
    vi.spyOn(console, 'log').mockImplementation((...parts) => keep('stdout')(`${parts.join(' ')}\n`)),
    vi.spyOn(console, 'error').mockImplementation((...parts) => keep('stderr')(`${parts.join(' ')}\n`)),
  ];
  try {
    const code = await run(args);
    ran.code = code === 0 ? Number(process.exitCode ?? 0) : code;
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = before;
  }
  return ran;
}
