import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildHardware } from '../arch/architecture.js';
import { foldDesign } from '../arch/budget.js';
import type { Hardware } from '../arch/hardware.js';
import { type Budget, budgetOf, type Design, designFolder, REFERENCE, readDesign } from '../config/design.js';
import { designFile, designReference } from '../config/known-designs.js';
import { refuseSpecialFiles } from '../emit/special-files.js';
import { designTree } from '../emit/tree.js';
import { writeTree } from '../emit/write-tree.js';
import { readIntegerModel } from '../model/file.js';
import { UserError } from '../support/errors.js';
import { holdFolder } from './hold-folder.js';

export interface BuiltDesign {
  design: Design;
  hardware: Hardware;
  /** What the folding was chosen by; null: it is given. */
  budget: Budget | null;
}

/** Reads a design (by name or file) and its model, and sizes the hardware. */
export function buildDesign(nameOrPath: string): BuiltDesign {
  const file = designFile(nameOrPath);
  const given = { ...readDesign(file), [REFERENCE]: designReference(nameOrPath) };
  const model = readIntegerModel(given.model);
  const design = foldDesign(given, model, file);
  return { design, hardware: buildHardware(design, model, file), budget: budgetOf(given) };
}

/** Generates a design into `out`, `build/<name>` if not given; returns the folder. */
export function generateDesign(
  { design, hardware }: Pick<BuiltDesign, 'design' | 'hardware'>,
  out?: string,
  force = false,
): string {
  const folder = out ?? designFolder(design.name);
  writeTree(folder, design.name, designTree(design, hardware), force);
  holdFolder(folder);
  return folder;
}

/** What a generated folder was made from, as it lies there. */
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
