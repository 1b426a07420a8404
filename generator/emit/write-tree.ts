import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { onInterrupt } from '../config/clean-up.js';
import { type Problem, UserError } from '../config/errors.js';
import { version } from './render.js';
import { sha256, type Tree } from './tree.js';

const MANIFEST = 'manifest.json';

const manifestSchema = z.strictObject({
  format: z.literal('bitbeat-manifest'),
  version: z.literal(1),
  generator: z.string(),
  design: z.string(),
  /** SHA-256 of each generated file. */
  files: z.record(z.string(), z.string()),
});

/**
 * Writes a tree with its manifest as `folder`. What the folder held besides generated files (results, vectors, builds)
 * stays. Nothing is touched when the folder cannot be written, holds files that nobody generated here, or has generated
 * files that were edited since (unless `force`).
 */
export function writeTree(folder: string, design: string, tree: Tree, force: boolean): void {
  const before = readManifest(folder);
  if (!force) refuseEdited(folder, before);
  const staging = `${folder}.staging-${process.pid}`;
  refuseUnwritable(folder);
  const release = onInterrupt(() => rmSync(staging, { recursive: true, force: true }));
  try {
    const all = withManifest(design, tree);
    for (const [path, text] of all) {
      mkdirSync(dirname(join(staging, path)), { recursive: true });
      writeFileSync(join(staging, path), text);
    }
    mkdirSync(folder, { recursive: true });
    // Without a manifest the folder counts as not generated, so an interruption between two renames is noticed.
    rmSync(join(folder, MANIFEST), { force: true });
    for (const path of Object.keys(before ?? {})) rmSync(join(folder, path), { force: true });
    for (const path of all.keys()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      renameSync(join(staging, path), join(folder, path));
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
    release();
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
  const paths = Object.keys(readManifest(folder) ?? {}).filter((path) => existsSync(join(folder, path)));
  return treeHash(new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')])));
}

/** Hash of each generated file of a folder; null: nothing was generated there. */
export function readManifest(folder: string): Record<string, string> | null {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return null;
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).files;
  } catch {
    throw new UserError({ where: path, message: 'not a manifest of this version', fix: `remove ${folder}` });
  }
}

/** Generated files of a folder whose text is not the generated one any more, missing ones included. */
export function editedFiles(folder: string, manifest: Record<string, string>): string[] {
  return Object.entries(manifest)
    .filter(
      ([path, hash]) => !existsSync(join(folder, path)) || sha256(readFileSync(join(folder, path), 'utf8')) !== hash,
    )
    .map(([path]) => path);
}

function refuseEdited(folder: string, manifest: Record<string, string> | null): void {
  if (manifest === null) {
    if (!existsSync(join(folder, 'rtl'))) return;
    throw new UserError({
      where: folder,
      message: 'holds an rtl folder that has no manifest, so it is not known who wrote it',
      fix: `--out another folder, or --force to overwrite`,
    });
  }
  const problems: Problem[] = editedFiles(folder, manifest).map((path) => ({
    where: join(folder, path),
    message: 'edited since it was generated',
    fix: '--out another folder, or --force to overwrite',
  }));
  if (problems.length > 0) throw new UserError(problems);
}

function refuseUnwritable(folder: string): void {
  let parent = resolve(folder);
  while (!existsSync(parent)) parent = dirname(parent);
  const fix = '--out a folder you may write to';
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
