import { existsSync, readFileSync, statSync } from 'node:fs';
import { UserError } from '../support/errors.js';
import { writeStaged } from '../support/write-staged.js';
import { print } from './print.js';

/** A file that is kept up to date, and what was found or done. */
export interface Updated {
  file: string;
  state: 'up to date' | 'stale' | 'written';
}

/** Prints them; of those that are stale `updateFile` has told on stderr. */
export function printUpdated(json: boolean | undefined, files: readonly Updated[]): void {
  const lines: Record<Updated['state'], (file: string) => string[]> = {
    'up to date': (file) => [`${file} is up to date`],
    stale: () => [],
    written: (file) => [`wrote ${file}`],
  };
  const text = files.flatMap(({ file, state }) => lines[state](file));
  if (json || text.length > 0) print(json, { files }, () => text.join('\n'));
}

/**
 * Writes a file of the project that differs from `text`, or with `check` only says so: exit code 1. A file that is marked
 * read-only is not replaced.
 *
 * @throws UserError
 */
export function updateFile(
  path: string,
  text: string,
  { check = false, mend }: { check?: boolean; mend: string },
): Updated {
  const exists = existsSync(path);
  if (exists && !statSync(path).isFile())
    throw new UserError({ where: path, message: 'is a folder or a device, not a file' });
  if (exists && readFileSync(path, 'utf8') === text) {
    return { file: path, state: 'up to date' };
  }
  if (check) {
    console.error(`${path} is stale; mend it with ${mend}`);
    process.exitCode = 1;
    return { file: path, state: 'stale' };
  }
  if (exists && (statSync(path).mode & 0o222) === 0)
    throw new UserError({ where: path, message: 'is read-only, and would be changed', fix: `chmod u+w ${path}` });
  writeStaged(path, text);
  return { file: path, state: 'written' };
}
