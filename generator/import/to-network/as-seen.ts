import { UserError } from '../../support/errors.js';
import type { LayerGraph } from '../graph/graph.js';
import { lower } from '../lower/lower.js';
import { asSeen } from '../lower/seen.js';
import { withoutGrids, withRelus } from '../lower/without-grids.js';
import type { Laid } from './laid.js';
import { toNetwork } from './to-network.js';

export interface LaidAsSeen extends Laid {
  /** What is not as in the file, though within what quantisation does. */
  notes: string[];
}

/**
 * A folded network as a list of nodes that gives the same on these windows. Grids that its framework puts activations on stay where
 * the list is as short with them; where they keep nodes apart that would become one, they are chosen anew.
 *
 * @param windows [channel][sample], flat
 * @throws UserError with every node that no such list has
 */
export function laidAsSeen(where: string, folded: LayerGraph, windows: readonly Float64Array[]): LaidAsSeen {
  const laid = (graph: LayerGraph): LaidAsSeen => {
    const { graph: seen, notes } = asSeen(graph, windows);
    return { ...toNetwork(where, seen), notes };
  };
  if (folded.nodes.every(({ kind }) => kind !== 'grid')) return laid(folded);
  const whole = withRelus(folded);
  const anew = laid(lower(withoutGrids(whole)));
  const kept = orNull(() => laid(whole));
  if (kept !== null && kept.layers.length === anew.layers.length) return kept;
  return { ...anew, notes: [...anew.notes, 'grids of activations are chosen anew, their steps and their ends'] };
}

/** null: it is refused. */
function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
