import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { type Problem, UserError } from '../support/errors.js';
import { lockFolder } from '../support/folder-lock.js';
import { readRegularFile } from '../support/read-file.js';
import { readJson } from '../support/read-json.js';
import { removeAll, stagingBeside } from '../support/staging.js';
import { linkStatsIfThere } from '../support/stats.js';
import { refuseLinkedFolders, staysWithin } from './own-folders.js';
import { version } from './render.js';
import { sha256, type Tree } from './tree.js';

const MANIFEST = 'manifest.json';

const manifestSchema = z.strictObject({
  format: z.literal('bitbeat-manifest'),
  version: z.literal(1),
  generator: z.string(),
  design: z.string(),
  /** SHA-256 of each generated file. */
  files: z.record(z.string().refine(staysWithin, 'not a path within the folder'), z.string()),
});

/**
 * Writes a tree with its manifest as `folder`. What the folder held besides generated files (results, vectors, builds)
 * stays. Nothing is touched when the folder cannot be written, holds files that nobody generated here, or has generated
 * files that were edited since (unless `force`). Waits for another process that writes the same folder.
 */
export function writeTree(folder: string, design: string, tree: Tree, force: boolean): void {
  refuseUnwritable(folder);
  const all = withManifest(design, tree);
  const isNew = !existsSync(folder);
  let unlock = () => {};
  const staging = stagingBeside(join(folder, '.bitbeat'));
  try {
    unlock = lockFolder(folder);
    const before = readManifest(folder);
    refuseLinkedFolders(folder, [...all.keys(), ...Object.keys(before ?? {})]);
    if (!force) refuseEdited(folder, before);
    for (const [path, text] of all) {
      mkdirSync(dirname(join(staging, path)), { recursive: true });
      writeFileSync(join(staging, path), text);
    }
    // Without a manifest the folder counts as not generated, so an interruption between two renames is noticed.
    rmSync(join(folder, MANIFEST), { force: true });
    for (const path of Object.keys(before ?? {})) rmSync(join(folder, path), { force: true });
    for (const path of all.keys()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      renameSync(join(staging, path), join(folder, path));
    }
  } finally {
    removeAll(staging);
    unlock();
    if (isNew) removeEmpty(folder);
  }
}

/** Removes a folder that was made for nothing. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds something.
  }
}

/** The tree and its manifest: what is really written. */
export function withManifest(design: string, tree: Tree): Tree {
  const files = Object.fromEntries([...tree].map(([path, text]) => [path, sha256(text)]));
  const manifest = { format: 'bitbeat-manifest', version: 1, generator: version(), design, files };
  return new Map([...tree, [MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`]]);
}

/** One hash for the files of a tree: results carry it, so that a result of another design is known as such. */
export function treeHash(tree: Tree): string {
  const lines = [...tree].filter(([path]) => path !== MANIFEST).map(([path, text]) => `${sha256(text)}  ${path}\n`);
  return sha256(lines.sort().join(''));
}

/** The same for a generated folder as it lies there: edited files count, files put beside do not. */
export function folderHash(folder: string): string {
  const texts = Object.keys(readManifest(folder) ?? {}).flatMap((path): [string, string][] => {
    const text = generatedText(join(folder, path));
    return text === null ? [] : [[path, text]];
  });
  return treeHash(new Map(texts));
}

/** Hash of each generated file of a folder; null: nothing was generated there. Throws UserError for any other manifest. */
export function readManifest(folder: string): Record<string, string> | null {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return null;
  try {
    return readJson(path, manifestSchema).files;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const fix = `move ${folder} away and generate it again`;
    throw new UserError(
      error.problems.map((p) => ({ ...p, message: `not a manifest of this version: ${p.message}`, fix })),
    );
  }
}

/** Generated files of a folder whose text is not the generated one any more, missing ones included. */
export function editedFiles(folder: string, manifest: Record<string, string>): string[] {
  return Object.entries(manifest)
    .filter(([path, hash]) => {
      const text = generatedText(join(folder, path));
      return text === null || sha256(text) !== hash;
    })
    .map(([path]) => path);
}

/** Text of a generated file; null if there is no file, or something else in its place. */
function generatedText(path: string): string | null {
  try {
    return readRegularFile(path).toString('utf8');
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function refuseEdited(folder: string, manifest: Record<string, string> | null): void {
  const fix = `move ${folder} away, or npx bitbeat generate with --force to overwrite or --out for another folder`;
  if (manifest === null) {
    if (!existsSync(join(folder, 'rtl'))) return;
    throw new UserError({
      where: folder,
      message: 'holds an rtl folder that has no manifest, so it is not known who wrote it',
      fix,
    });
  }
  const problems: Problem[] = editedFiles(folder, manifest).map((path) => ({
    where: join(folder, path),
    message: 'edited since it was generated',
    fix,
  }));
  if (problems.length > 0) throw new UserError(problems);
}

function refuseUnwritable(folder: string): void {
  const fix = '--out a folder you may write to';
  if (folder === '' || folder.includes('\0'))
    throw new UserError({ where: '--out', message: 'not the name of a folder', value: folder, fix });
  let parent = resolve(folder);
  while (!existsSync(parent)) {
    if (linkStatsIfThere(parent)?.isSymbolicLink())
      throw new UserError({ where: folder, message: `${parent} is a symbolic link to nothing`, fix });
    parent = dirname(parent);
  }
  if (!statSync(parent).isDirectory())
    throw new UserError({ where: folder, message: `${parent} is a file, not a folder`, fix });
  try {
    accessSync(parent, constants.W_OK | constants.X_OK);
    // Permission is not all: a read-only or virtual file system refuses only when it is written to.
    rmSync(mkdtempSync(join(parent, '.bitbeat-')), { recursive: true });
  } catch {
    throw new UserError({ where: folder, message: `cannot write to ${parent}`, fix });
  }
}
