import { join } from 'node:path';
import { z } from 'zod';
import { type Program, TOOLCHAINS } from '../../devices/programs.js';
import { sha256, type Tree } from '../../emit/tree.js';
import { writeTree } from '../../emit/write-tree.js';
import { UserError } from '../../support/errors.js';
import type { Need } from '../unit.js';

/** What placements of generated designs are told, on parts as on boards. */
export const placedInput = {
  design: z.string(),
  /** Name of the text that holds the generated files. */
  tree: z.string(),
  seed: z.int().min(1),
  toolchain: z.enum(TOOLCHAINS),
  /** Versions of the programs by their names. */
  tools: z.record(z.string(), z.string()),
};

const packedTrees = new WeakMap<Tree, { name: string; text: string }>();

/** All files of a tree as one text, so that a farm reads one file and not fifty. */
export function packTree(tree: Tree): { name: string; text: string } {
  const known = packedTrees.get(tree);
  if (known !== undefined) return known;
  const text = JSON.stringify([...tree]);
  const packed = { name: sha256(text), text };
  packedTrees.set(tree, packed);
  return packed;
}

export const treeNeed = ({ name, text }: { name: string; text: string }): Need => ({ name, text: () => text });

/** Writes the files of a packed tree; returns their folder. */
export function unpackTree(scratch: string, design: string, text: string): string {
  const folder = join(scratch, design);
  writeTree(folder, design, new Map(z.array(z.tuple([z.string(), z.string()])).parse(JSON.parse(text))), false);
  return folder;
}

/** Another version of a tool places otherwise. Throws UserError when a node has one. */
export function sameTools(wanted: Readonly<Record<string, string>>, found: readonly (Program | null)[]): void {
  for (const program of found) {
    if (program === null || wanted[program.name] === program.version) continue;
    throw new UserError({
      where: program.path,
      message: `another version of ${program.name} than where the placement was asked for`,
      value: program.version,
      ...(wanted[program.name] !== undefined && { allowed: wanted[program.name]! }),
    });
  }
}
