import type { LayerGraph } from '../graph/graph.js';
import { withoutCeilings } from './ceilings.js';
import { withFloors } from './floors.js';
import { lower } from './lower.js';
import type { Seen } from './rewrite.js';
import { withoutGrids } from './without-grids.js';

/**
 * The same values on these windows, but for grids, of nodes that hardware has: without ceilings, and without padding of values below 0.
 *
 * @param windows [channel][sample], flat
 */
export function asSeen(graph: LayerGraph, windows: readonly Float64Array[]): Seen {
  const hasGrids = graph.nodes.some(({ kind }) => kind === 'grid');
  const open = withoutCeilings(hasGrids ? lower(withoutGrids(graph)) : graph, windows);
  const lifted = withFloors(open.graph, windows);
  return { graph: lifted.graph, notes: [...open.notes, ...lifted.notes] };
}
