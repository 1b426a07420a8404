import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { withoutProgress } from './told.js';

/** The built program, as it is started by a user. */
export const MAIN = resolve('dist/cli/main.js');

/** What a command line of the built program did, run in the folder `cwd`. */
export function run(cwd: string, ...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd, encoding: 'utf8' });
  return { code: status, stdout, stderr: withoutProgress(stderr) };
}

/** The same, started and not waited for. */
export const start = (cwd: string, ...args: string[]) =>
  spawn(process.execPath, [MAIN, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
