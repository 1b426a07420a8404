import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltDesign, buildDesign } from '../arch/built-design.js';
import { designFolder } from '../config/design.js';
import { UserError } from '../support/errors.js';
import { generated } from './generated.js';
import { holdFolder } from './hold-folder.js';
import { refuseSpecialFiles } from './special-files.js';
import { writeTree } from './write-tree.js';

/** Generates a design into `out`, `build/<name>` if not given; returns the folder. Throws UserError. */
export function generateDesign(
  { design, hardware }: Pick<BuiltDesign, 'design' | 'hardware'>,
  out?: string,
  force = false,
): string {
  const folder = out ?? designFolder(design.name);
  writeTree(folder, design.name, generated(design, hardware).tree, force);
  holdFolder(folder);
  return folder;
}

/** What a generated folder was made from, as it lies there. Throws UserError. */
export function openGenerated(folder: string): BuiltDesign {
  const file = join(folder, 'design.json');
  if (!existsSync(file))
    throw new UserError({
      where: folder,
      message: 'not a generated folder: it has no design.json',
      fix: 'npx bitbeat generate',
    });
  refuseSpecialFiles(folder);
  return buildDesign(file);
}
