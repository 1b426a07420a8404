import type { Edge, GraphNode, LayerGraph } from '../graph/graph.js';
import { replaced, rewired } from './rewrite.js';

/**
 * The network without the grids that its framework puts activations on: they are chosen anew when it is quantised here. A grid whose
 * lowest step stands for 0 is a ReLU as well, which quantisers leave out before it.
 */
export const withoutGrids = (given: LayerGraph): LayerGraph =>
  given.nodes.reduce((graph, node) => {
    if (node.kind !== 'grid') return graph;
    const isRelu = node.zero.every((zero) => zero === node.low);
    const { id, origin, parameters } = node;
    const { from } = graph.nodes.find((each) => each.id === id)!;
    const relu = { slope: Float64Array.of(0), ceiling: Number.POSITIVE_INFINITY };
    const made: GraphNode[] = isRelu ? [{ kind: 'activation', id, from, origin, parameters, ...relu }] : [];
    const next = replaced(graph, new Map<Edge, readonly GraphNode[]>([[id, made]]));
    return isRelu ? next : rewired(next, id, from[0]!);
  }, given);
