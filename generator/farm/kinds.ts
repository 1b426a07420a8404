import type { KindName } from './kind-names.js';
import type { Kind } from './unit.js';

/** How units of each kind are done. A kind's file is loaded where one of them is to be done, and nowhere else. */
const KINDS: Readonly<Record<KindName, () => Promise<Kind>>> = {
  fuzz: async () => (await import('./kinds/fuzz.js')).fuzzKind as Kind,
  placement: async () => (await import('./kinds/placement.js')).placementKind as Kind,
  'board-placement': async () => (await import('./kinds/board-placement.js')).boardPlacementKind as Kind,
  mutation: async () => (await import('./kinds/mutation.js')).mutationKind as Kind,
  recipe: async () => (await import('./kinds/recipe.js')).recipeKind as Kind,
  compared: async () => (await import('./kinds/compared.js')).comparedKind as Kind,
  explored: async () => (await import('./kinds/explored.js')).exploredKind as Kind,
};

export const kindOf = (name: KindName): Promise<Kind> => KINDS[name]();
