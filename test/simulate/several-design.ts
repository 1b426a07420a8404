import { buildHardware } from '../../generator/arch/build.js';
import type { Hardware } from '../../generator/arch/hardware.js';
import type { Design } from '../../generator/config/design.js';
import type { Ports } from '../../generator/config/ports.js';
import { OWN_MODELS, ownModel, STEP_MODELS } from '../own-models.js';

/** Networks of several outputs of every kind, with scores of windows and of steps. */
export const SEVERAL = { window: OWN_MODELS.several!, step: STEP_MODELS.several } as const;
export type Per = keyof typeof SEVERAL;
export const PERS = Object.keys(SEVERAL) as Per[];

const FOLDINGS = { stream: { lanes: [2, 1] }, folded: { lanes: 2, tapsPerLookup: 1 } };
export const ARCHITECTURES = ['stream', 'folded'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];
export const KINDS = PERS.flatMap((per) => ARCHITECTURES.map((architecture) => [per, architecture] as const));

/** A small design of one of them. */
export function severalDesign(
  per: Per,
  architecture: Architecture,
  ports?: Ports,
): { design: Design; hardware: Hardware } {
  const folding = FOLDINGS[architecture];
  const design = { name: 'own', model: 'own.alq.json', architecture, folding, ...(ports && { ports }) } as Design;
  return { design, hardware: buildHardware(design, ownModel('own', SEVERAL[per]), 'test') };
}
