import type { ArchitectureName } from '../../../arch/architecture.js';
import type { Design } from '../../../config/design.js';
import type { Plan } from '../plan.js';
import type { AnyNetwork } from '../random-model.js';

export type DesignOf<K extends ArchitectureName> = Design & { architecture: K };

/** Designs of random networks on one architecture. */
export interface PlannedDesign<K extends ArchitectureName> {
  /** How a plan folds a network, without options. */
  folding(network: AnyNetwork, plan: Plan): DesignOf<K>['folding'];
  /** With the options of a plan that this architecture alone has. */
  withOptions(bare: DesignOf<K>, network: AnyNetwork, plan: Plan): DesignOf<K>;
}
