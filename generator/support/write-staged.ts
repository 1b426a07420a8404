import { lstatSync, mkdirSync, realpathSync, renameSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from './errors.js';
import { specialKind } from './read-file.js';
import { removeAll, stagingBeside } from './staging.js';

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
  let link: Stats | undefined;
  try {
    link = lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A part of the path that is no folder: told by whoever makes it.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return path;
    throw error;
  }
  if (link === undefined) return path;
  const found = link.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : link;
  if (found?.isFile()) return link.isSymbolicLink() ? realpathSync(path) : path;
  const kind = found === undefined ? 'a symbolic link to nothing' : (specialKind(found) ?? 'a folder');
  throw new UserError({ where: path, message: `${kind} has this name`, allowed: 'a new file, or one to replace', fix });
}
