import type { Design } from '../config/design.js';
import type { IntegerModel } from '../model/integer-model.js';
import { architectureOf } from './architectures.js';
import { refuseBranches } from './chain.js';
import type { Hardware } from './hardware.js';

/** Sizes the hardware of a design. `where` names its configuration in errors. Throws UserError. */
export function buildHardware(design: Design, model: IntegerModel, where: string): Hardware {
  refuseBranches(model.layers, where);
  const { parity, ports } = design;
  return { ...architectureOf(design).build(design, model, where), parity, ports } as Hardware;
}
