import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { foldDesign } from '../arch/budget.js';
import { buildHardware } from '../arch/build.js';
import type { Hardware } from '../arch/hardware.js';
import { type Design, REFERENCE, readDesign } from '../config/design.js';
import { designReference, knownDesigns } from '../config/known-designs.js';
import { generated } from '../emit/generated.js';
import type { Tree } from '../emit/tree.js';
import { treeHash } from '../emit/write-tree.js';
import { modelFile, readIntegerModel } from '../model/file.js';
import { UserError } from '../support/errors.js';
import { nearest } from '../support/nearest.js';
import { inClone } from '../support/roots.js';

/** What a result says of the files that it was measured on. */
export interface Measured {
  /** Version of the generator that wrote them. */
  generator: string;
  /** Their hash. */
  tree: string;
}

/** A design as it is generated now. */
export interface CurrentDesign {
  design: Design;
  hardware: Hardware;
  tree: Tree;
  hash: string;
}

/**
 * Null: the result is of the files as they are now. Otherwise what a reader is told of it: the version and the first digits of
 * the hash that was measured, which stay the same however often the files change again.
 */
export function staleMark({ generator, tree }: Measured, now: string): string | null {
  return tree === now ? null : `stale: ${generator}-${tree.slice(0, 8)}`;
}

/** What the marks mean; empty if there are none. */
export function staleNote(marks: readonly (string | null)[]): string {
  return marks.every((mark) => mark === null)
    ? ''
    : 'Stale: measured on an earlier state of the generated files (version and hash); `make results` measures what is stale.';
}

/**
 * Designs that results name, as they are generated now, each built once. Null: elsewhere than in a clone designs are given by
 * path too, and one of these is not found again by its name.
 *
 * @throws UserError for a name that no design of the clone has
 */
export function currentDesigns(where: string): (name: string) => CurrentDesign | null {
  const built = new Map<string, CurrentDesign | null>();
  return (name) => {
    if (!built.has(name)) {
      const file = fileOfDesign(name, where);
      built.set(name, file === null ? null : currentDesign(file, name));
    }
    return built.get(name)!;
  };
}

/** The mark of a result whose design is not found. */
export const UNKNOWN = 'not checked: no design of this name here';

/** The file of a design that results name; see `currentDesigns`. */
export function fileOfDesign(name: string, where: string): string | null {
  const known = knownDesigns();
  const found = known.find((design) => design.name === name);
  if (found !== undefined) return found.file;
  if (!inClone()) return null;
  const names = known.map((design) => design.name);
  const fix = nearest(name, names);
  throw new UserError({
    ...{ where, field: 'design', message: 'no such design', value: name, allowed: names.join(', ') },
    ...(fix === undefined ? {} : { fix }),
  });
}

/** The design of a file as it is generated now, when it is given by `reference`. Throws UserError. */
export function currentDesign(file: string, reference = designReference(file)): CurrentDesign {
  const read = readDesign(file);
  const given = { ...read, model: modelFile(read.model), [REFERENCE]: reference };
  const model = readIntegerModel(given.model);
  const design = foldDesign(given, model, file);
  const hardware = buildHardware(design, model, file);
  const tree = generated(design, hardware).tree;
  return { design, hardware, tree, hash: treeHash(tree) };
}

/** Whether a design's model is kept; those that are made in `build/` may be missing. */
export function hasKeptModel(file: string): boolean {
  return relative(resolve('build'), readDesign(file).model).startsWith('..');
}

/** Text of a file to be written into. Throws UserError. */
export function readDocument(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError({ where: path, message: `cannot be read: ${(error as NodeJS.ErrnoException).code}` });
  }
}
