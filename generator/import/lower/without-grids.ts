import type { Edge, GraphNode, LayerGraph } from '../graph/graph.js';
import { replaced, rewired } from './rewrite.js';

/** A grid whose lowest step stands for 0 is a ReLU as well, which quantisers leave out before it: here it stands before the grid. */
export const withRelus = (given: LayerGraph): LayerGraph =>
  given.nodes.reduce((graph, node) => {
    if (node.kind !== 'grid' || node.zero.some((zero) => zero !== node.low)) return graph;
    const { id, origin, parameters } = node;
    const { from } = graph.nodes.find((each) => each.id === id)!;
    const own = { id: `${id}_relu`, from, origin, parameters: 0 };
    const relu: GraphNode = {
      kind: 'activation',
      ...own,
      slope: Float64Array.of(0),
      ceiling: Number.POSITIVE_INFINITY,
    };
    const grid: GraphNode = { ...node, from: [relu.id], parameters };
    return replaced(graph, new Map<Edge, readonly GraphNode[]>([[id, [relu, grid]]]));
  }, given);

/** The network without the grids that its framework puts activations on. */
export const withoutGrids = (given: LayerGraph): LayerGraph =>
  given.nodes.reduce((graph, { kind, id }) => {
    if (kind !== 'grid') return graph;
    const { from } = graph.nodes.find((each) => each.id === id)!;
    return rewired(replaced(graph, new Map<Edge, readonly GraphNode[]>([[id, []]])), id, from[0]!);
  }, given);
