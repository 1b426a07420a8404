import { COPIES } from '../config/design.js';
import { unsignedBits } from '../model/encode.js';
import { UserError } from '../support/errors.js';
import type { BuiltDesign } from './built-design.js';
import { refuseEndless } from './endless.js';
import type { Fabric } from './estimate/circuit.js';
import { type Estimate, estimate } from './estimate/estimate.js';
import type { Hardware } from './hardware.js';
import { stepsOf } from './steps.js';

/** Several copies of a design's core, each with a signal of its own, whose scores leave at one port; as plain data. */
export interface CopiesHardware {
  hardware: Hardware;
  copies: number;
  /** Width of a copy's number. */
  copyBits: number;
  /** Scores of a window. */
  beats: number;
  /**
   * Cycles from one window of a copy to its next when nothing pauses, of all copies alike: those of the core, or of the port
   * where all their scores take longer.
   */
  intervalCycles: number;
}

/** Sizes the wrapper. Throws UserError for a design whose windows have no end; `where` names the configuration. */
export function copiesHardware(hardware: Hardware, copies: number, where: string): CopiesHardware {
  refuseEndless(hardware, where, 'wrapper of several copies');
  const beats = hardware.model.classes.length * (stepsOf(hardware)?.steps ?? 1);
  return {
    ...{ hardware, copies, beats, copyBits: unsignedBits(copies - 1) },
    intervalCycles: Math.max(hardware.intervalCycles, copies * beats),
  };
}

/** The wrapper of a design that asks for one. Throws UserError as `copiesHardware`. */
export const copiesOf = ({ design, hardware }: Pick<BuiltDesign, 'design' | 'hardware'>): CopiesHardware | null =>
  design.copies === undefined ? null : copiesHardware(hardware, design.copies, design.name);

/** The same of one that must ask for it. */
export function requireCopies(built: Pick<BuiltDesign, 'design' | 'hardware'>): CopiesHardware {
  const wrapper = copiesOf(built);
  if (wrapper !== null) return wrapper;
  throw new UserError({
    where: built.design.name,
    field: 'copies',
    message: 'missing: the design is one core',
    allowed: `${COPIES.least} to ${COPIES.most}`,
    fix: `"copies": ${COPIES.least} in the design's file`,
  });
}

/** Estimated cells of a design, or of the cores of its wrapper: what is between them and the port is little beside them. */
export function estimatePlaced(hardware: Hardware, wrapper: CopiesHardware | null, fabric: Fabric): Estimate {
  const one = estimate(hardware, fabric);
  const { copies } = wrapper ?? { copies: 1 };
  return Object.fromEntries(
    Object.entries(one).map(([kind, cells]) => [kind, cells === null ? null : copies * cells]),
  ) as unknown as Estimate;
}

/**
 * Most cycles from the last score of a window at its core to that at the port, which pauses never: the window is known to be
 * whole and is chosen, one window of each other copy may come before its own scores, and all pass a register slice.
 */
export const portDelay = ({ copies, beats }: CopiesHardware): number => copies * beats + PASSING;
const PASSING = 3;
