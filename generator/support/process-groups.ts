import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { onInterrupt } from './clean-up.js';

/**
 * Kills, when its standard input ends, all process groups that it was told of (`+<group>`) and not told to forget
 * (`-<group>`). Its standard input is a pipe of bitbeat's, which ends with bitbeat however that ends.
 */
const GUARD = `
const groups = new Set();
let rest = '';
process.stdin.setEncoding('ascii');
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) groups[line[0] === '+' ? 'add' : 'delete'](Number(line.slice(1)));
});
process.stdin.on('end', () => {
  for (const group of groups) try { process.kill(-group, 'SIGKILL'); } catch {}
});
`;

let guard: Writable | null = null;

/** The guard of this process, started when it is first needed. It keeps nothing from ending. */
function guardOf(): Writable {
  if (guard !== null) return guard;
  const child: ChildProcess = spawn(process.execPath, ['-e', GUARD], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: {},
  });
  const input = child.stdin!;
  // Without a guard (no process left, say) tools still run; only a killed bitbeat would leave them behind.
  child.on('error', () => {});
  input.on('error', () => {});
  child.unref();
  (input as unknown as { unref(): void }).unref();
  guard = input;
  return input;
}

/** Kills a process that was started with `detached` and all that it has started. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/**
 * Watches over a process that was started with `detached` (so that it leads a group): if bitbeat is interrupted, ended or
 * killed, the whole group is killed. Returns the function that ends the watch, to be called when the process has ended.
 */
export function watchGroup(group: number): () => void {
  guardOf().write(`+${group}\n`);
  const release = onInterrupt(() => killGroup(group));
  return () => {
    release();
    guardOf().write(`-${group}\n`);
  };
}
