import { mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from './errors.js';
import { specialKind } from './read-file.js';
import { removeAll, stagingBeside } from './staging.js';
import { linkStatsIfThere, statsIfThere } from './stats.js';

/**
 * Writes a file whole or not at all: beside its place first, then renamed. Makes the folder if it is missing. A link to a file
 * is followed. Only a regular file is replaced: renaming would put a file in the place of a pipe or a device.
 *
 * @throws UserError when something else than a file has the name; the system's error when the place cannot be written
 */
export function writeStaged(path: string, text: string): void {
  const target = writableTarget(path);
  mkdirSync(dirname(target), { recursive: true });
  const staging = stagingBeside(target);
  try {
    writeFileSync(staging, text, { flag: 'wx' });
    renameSync(staging, target);
  } finally {
    removeAll(staging);
  }
}

/** Where a file named `path` is to be written. Throws UserError when that is taken by anything but a regular file. */
export function writableTarget(path: string): string {
  const fix = 'another name';
  if (path === '') throw new UserError({ where: 'the file to be written', message: 'an empty name', fix });
  const link = linkStatsIfThere(path);
  // Should a part of the path be no folder, whoever makes it tells.
  if (link === undefined) return path;
  const found = link.isSymbolicLink() ? statsIfThere(path) : link;
  if (found?.isFile()) return link.isSymbolicLink() ? realpathSync(path) : path;
  const kind = found === undefined ? 'a symbolic link to nothing' : (specialKind(found) ?? 'a folder');
  throw new UserError({ where: path, message: `${kind} has this name`, allowed: 'a new file, or one to replace', fix });
}
