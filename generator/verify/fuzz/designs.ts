import type { ArchitectureName } from '../../arch/architecture.js';
import type { Design } from '../../config/design.js';
import { designNameOf } from './corners.js';
import type { PlannedDesign } from './designs/design.js';
import { folded } from './designs/folded.js';
import { stream } from './designs/stream.js';
import type { Plan } from './plan.js';
import type { AnyNetwork } from './random-model.js';

/** Designs of random networks on every architecture. */
export const PLANNED_DESIGNS: { [K in ArchitectureName]: PlannedDesign<K> } = { stream, folded };

export const planned = (architecture: ArchitectureName) =>
  PLANNED_DESIGNS[architecture] as PlannedDesign<ArchitectureName>;

/** The design of a random network on an architecture, without options. */
export function bareDesign(network: AnyNetwork, plan: Plan, architecture: ArchitectureName): Design {
  const folding = planned(architecture).folding(network, plan);
  return {
    name: designNameOf(plan.names, `random-${architecture}`),
    model: 'model.alq.json',
    architecture,
    folding,
  } as Design;
}
