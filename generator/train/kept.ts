import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { UserError } from '../support/errors.js';
import { readRegularFile, readTextFile } from '../support/read-file.js';
import { writeStaged } from '../support/write-staged.js';

/** SHA-256 in hex. */
export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

const sealOf = (path: string) => `${path}.sha256`;

/** Writes the checksum of a finished file beside it: a later run takes the file for what a training left. */
export function seal(path: string): void {
  writeStaged(sealOf(path), `${sha256(readRegularFile(path))}\n`);
}

/** Throws UserError when a file is not what was sealed. A file that never was is taken as it is. */
export function checkSeal(path: string): void {
  if (!existsSync(sealOf(path)) || readTextFile(sealOf(path)).trim() === sha256(readRegularFile(path))) return;
  throw new UserError({
    where: path,
    message: 'not as it was written: its checksum differs',
    allowed: `the file of the checksum in ${sealOf(path)}`,
    fix: 'remove both files: the training then runs again',
  });
}
