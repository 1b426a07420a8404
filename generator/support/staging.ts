import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { onInterrupt } from './clean-up.js';
import { isPlain, plainTemporary } from './run-tool.js';

/** Removes a file or a folder with all in it, if it is there. A process that was just killed may still be writing into it. */
export function removeAll(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

/** Whether a process of this number runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Beside a target, where this process makes it before it is renamed. What dead processes left there is removed. */
export function stagingBeside(target: string): string {
  const prefix = `${basename(target)}.staging-`;
  removeLeft(dirname(target), prefix);
  return join(dirname(target), `${prefix}${process.pid}`);
}

/** Removes `<prefix><pid>` and `<prefix><pid>-...` of processes that run no more. */
function removeLeft(folder: string, prefix: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return; // not there yet
  }
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const pid = /^(\d+)(?:-\w+)?$/.exec(name.slice(prefix.length))?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      removeAll(join(folder, name));
    } catch {
      // Another user's.
    }
  }
}

/** Makes `target` unless it is there: beside its place first, then renamed, so that it is never found half made. */
export async function madeOnce(target: string, make: (staging: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  const staging = stagingBeside(target);
  const release = onInterrupt(() => removeAll(staging));
  try {
    await make(staging);
    try {
      renameSync(staging, target);
    } catch (error) {
      // Another process may have made the same meanwhile.
      if (!existsSync(target)) throw error;
    }
  } finally {
    removeAll(staging);
    release();
  }
}

/** Uses a new folder for temporary files, whose path is plain, and removes it. What dead processes left is removed too. */
export async function inTemporary<T>(purpose: string, use: (folder: string) => Promise<T>): Promise<T> {
  const prefix = `bitbeat-${purpose}-`;
  removeLeft(plainTemporary(), prefix);
  const folder = mkdtempSync(join(plainTemporary(), `${prefix}${process.pid}-`));
  const release = onInterrupt(() => removeAll(folder));
  try {
    return await use(folder);
  } finally {
    removeAll(folder);
    release();
  }
}

/**
 * Makes the folder `made` (relative) of the files and folders `sources` of `folder` where the path is plain, since GNU make
 * builds in no other: in `folder` itself if its path is, else in a copy elsewhere, from where `made` is brought back.
 */
export async function atPlainPath(
  folder: string,
  { sources, made }: { sources: readonly string[]; made: string },
  make: (folder: string) => Promise<void>,
): Promise<void> {
  if (isPlain(realpathSync(folder))) return make(folder);
  await inTemporary('build', async (copy) => {
    for (const source of sources)
      if (existsSync(join(folder, source))) cpSync(join(folder, source), join(copy, source), { recursive: true });
    mkdirSync(join(copy, made), { recursive: true });
    await make(copy);
    cpSync(join(copy, made), join(folder, made), { recursive: true });
  });
}
