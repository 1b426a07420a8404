import type { Design } from '../config/design.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { architectureOf } from './architectures.js';
import type { Hardware } from './hardware.js';

/** Sizes the hardware of a design. `where` names its configuration in errors. Throws UserError. */
export function buildHardware(design: Design, model: IntegerNetwork, where: string): Hardware {
  const { parity, ports } = design;
  return { ...architectureOf(design).build(design, model, where), parity, ports } as Hardware;
}
