import type { GraphNode } from '../graph/graph.js';
import { everywhere, nodeOf, onlyReader, swapped } from './rewrite.js';

/** A ReLU behind a pool of largest values, or behind positions that are left out, goes before it: the same. */
export const reluFirst = everywhere((graph, node) => {
  if (!picks(node)) return null;
  const reader = onlyReader(graph, node.id);
  const made = nodeOf(graph, node.from[0]!);
  if (reader?.kind !== 'activation' || made?.kind === 'activation') return null;
  return swapped(graph, node, reader);
});

const picks = (node: GraphNode) =>
  (node.kind === 'pool' && node.pool === 'max') || (node.kind === 'pad' && node.before <= 0 && node.after <= 0);
