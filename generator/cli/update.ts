import { existsSync, readFileSync, statSync } from 'node:fs';
import { UserError } from '../support/errors.js';
import { writeStaged } from '../support/write-staged.js';

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
): void {
  const exists = existsSync(path);
  if (exists && !statSync(path).isFile())
    throw new UserError({ where: path, message: 'is a folder or a device, not a file' });
  if (exists && readFileSync(path, 'utf8') === text) {
    console.log(`${path} is up to date`);
  } else if (check) {
    console.error(`${path} is not up to date; mend it with ${mend}`);
    process.exitCode = 1;
  } else {
    if (exists && (statSync(path).mode & 0o222) === 0)
      throw new UserError({ where: path, message: 'is read-only, and would be changed', fix: `chmod u+w ${path}` });
    writeStaged(path, text);
    console.log(`wrote ${path}`);
  }
}
