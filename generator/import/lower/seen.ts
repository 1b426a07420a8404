import type { LayerGraph } from '../graph/graph.js';
import { withoutCeilings } from './ceilings.js';
import { withFloors } from './floors.js';
import type { Seen } from './rewrite.js';

/**
 * The same values on these windows, of nodes that hardware has: without ceilings, and without padding of values below 0.
 *
 * @param windows [channel][sample], flat
 */
export function asSeen(graph: LayerGraph, windows: readonly Float64Array[]): Seen {
  const open = withoutCeilings(graph, windows);
  const lifted = withFloors(open.graph, windows);
  return { graph: lifted.graph, notes: [...open.notes, ...lifted.notes] };
}
