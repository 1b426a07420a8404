import { closeSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './staging.js';

const NAME = '.bitbeat-lock';
const PATIENCE_MS = 50;

/** Locks of this process by their folder; how often each is held. */
const held = new Map<string, number>();
process.on('exit', () => {
  for (const real of held.keys()) rmSync(join(real, NAME), { force: true });
});

/**
 * Waits until no other process works in `folder`, and keeps others out until the function that comes back is called. Whoever
 * holds it already may hold it again. The lock of a process that runs no more is taken over. Makes the folder.
 */
export function lockFolder(folder: string, log: (waiting: string) => void = () => {}): () => void {
  mkdirSync(folder, { recursive: true });
  const real = realpathSync(folder);
  const lock = join(real, NAME);
  const times = held.get(real) ?? 0;
  if (times === 0) acquire(lock, folder, log);
  held.set(real, times + 1);
  let done = false;
  return () => {
    if (done) return;
    done = true;
    const left = (held.get(real) ?? 1) - 1;
    if (left > 0) held.set(real, left);
    else {
      held.delete(real);
      rmSync(lock, { force: true });
    }
  };
}

function acquire(lock: string, folder: string, log: (waiting: string) => void): void {
  for (let told = false; ; ) {
    if (made(lock)) return;
    const owner = ownerOf(lock);
    if (owner !== null && isAlive(owner)) {
      if (!told) log(`waiting for process ${owner}, which works in ${folder}`);
      told = true;
      pause();
    } else takeOver(lock, owner);
  }
}

function made(lock: string): boolean {
  let file: number;
  try {
    file = openSync(lock, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(file, `${process.pid}\n`);
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

/** The process that holds a lock; null: it tells none, as when that died before it could write it. */
function ownerOf(lock: string): number | null {
  for (let tries = 0; ; tries++) {
    const [, pid] = /^(\d+)\n$/.exec(read(lock)) ?? [];
    if (pid !== undefined) return Number(pid);
    // It may be about to be written.
    if (tries === 4) return null;
    pause();
  }
}

function read(lock: string): string {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return '';
  }
}

/** Removes the lock of a dead process; if another process has made its own meanwhile, that one comes back. */
function takeOver(lock: string, owner: number | null): void {
  const aside = `${lock}-${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    // Another process was faster, or the folder cannot be written.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const now = Number(read(aside).trim());
  if (owner !== now && now > 0 && isAlive(now)) renameSync(aside, lock);
  else rmSync(aside, { force: true });
}

/** Without returning to the event loop: an interruption ends the process at once, as nothing is to be cleaned up. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE_MS);
}
