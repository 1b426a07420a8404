import { unusedName } from '../../support/unused-name.js';
import type { Concat, LayerGraph } from '../graph/graph.js';

/** Several outputs as one without an end: the channels of each, one output behind the other. One output stays as it is. */
export function joinOutputs(graph: LayerGraph): LayerGraph {
  const [first, ...others] = graph.outputs;
  if (others.length === 0) return graph;
  const ids = graph.nodes.map(({ id }) => id);
  const all: Concat = {
    ...{ kind: 'concat', id: unusedName(ids, 'outputs'), origin: 'outputs', parameters: 0 },
    from: graph.outputs.map(({ edge }) => edge),
  };
  return {
    ...graph,
    nodes: [...graph.nodes, all],
    outputs: [{ name: all.id, edge: all.id, end: null, axes: first!.axes }],
  };
}
