import type { Edge } from '../graph/graph.js';
import type { Pass } from './rewrite.js';

/** Leaves out what no output needs. */
export const dropUnread: Pass = (graph) => {
  const needed = new Set<Edge>(graph.outputs.map(({ edge }) => edge));
  for (const node of [...graph.nodes].reverse())
    if (needed.has(node.id)) for (const edge of node.from) needed.add(edge);
  return { ...graph, nodes: graph.nodes.filter(({ id }) => needed.has(id)) };
};
