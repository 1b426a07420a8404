import { type Budget, budgetOf, type Design, type GivenDesign, REFERENCE, readDesign } from '../config/design.js';
import { designFile, designReference } from '../config/known-designs.js';
import { modelFile, readIntegerModel } from '../model/file.js';
import { foldDesign } from './budget.js';
import { buildHardware } from './build.js';
import type { Hardware } from './hardware.js';

/** A design with the hardware it is sized to. */
export interface BuiltDesign {
  design: Design;
  hardware: Hardware;
  /** What the folding was chosen by; null: it is given. */
  budget: Budget | null;
}

/** Reads a design (by name or file) and its model, and sizes the hardware. Throws UserError. */
export function buildDesign(nameOrPath: string): BuiltDesign {
  const file = designFile(nameOrPath);
  return sizeDesign({ ...readDesign(file), [REFERENCE]: designReference(nameOrPath) }, file);
}

/** The same for a design that stands in the file `where`, or would. Throws UserError. */
export function sizeDesign(given: GivenDesign, where: string): BuiltDesign {
  const file = modelFile(given.model);
  const model = readIntegerModel(file);
  const design = foldDesign({ ...given, model: file }, model, where);
  return { design, hardware: buildHardware(design, model, where), budget: budgetOf(given) };
}
