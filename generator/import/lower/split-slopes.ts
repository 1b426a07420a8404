import type { Activation, Conv, Edge, GraphNode, LayerGraph } from '../graph/graph.js';
import { graphShapes } from '../graph/shapes.js';
import { everywhere, onlyReader, replaced, rewired } from './rewrite.js';

/**
 * A ReLU with a slope, `relu(x) - slope * relu(-x)`, exactly: twice the channels, of x and of -x, then a convolution of one tap
 * that puts the two together, which later folds into what follows. A pool of largest values that follows goes before it.
 */
export const splitSlopes = everywhere((graph, node) => {
  if (node.kind !== 'activation' || node.slope.every((slope) => slope === 0)) return null;
  // A ceiling is of the side that is not negative alone; no operator that comes in has both.
  if (node.ceiling !== Number.POSITIVE_INFINITY) return null;
  const reader = onlyReader(graph, node.id);
  if (reader?.kind === 'pool' && reader.pool === 'max' && node.slope.every((slope) => slope >= 0))
    return poolFirst(graph, node, reader);
  return split(graph, node);
});

function poolFirst(graph: LayerGraph, activation: Activation, pool: GraphNode): LayerGraph {
  const earlier = { ...pool, from: activation.from } as GraphNode;
  const later = { ...activation, from: [pool.id] };
  const others = rewired(
    replaced(
      graph,
      new Map<Edge, readonly GraphNode[]>([
        [activation.id, []],
        [pool.id, []],
      ]),
    ),
    pool.id,
    activation.id,
  );
  const at = graph.nodes.indexOf(pool) - 1;
  return { ...others, nodes: [...others.nodes.slice(0, at), earlier, later, ...others.nodes.slice(at)] };
}

function split(graph: LayerGraph, node: Activation): LayerGraph {
  const { channels } = graphShapes(graph).get(node.id)!;
  const slope = (c: number) => node.slope[node.slope.length === 1 ? 0 : c]!;
  const both = oneTap(node, `${node.id}_both`, node.from, 2 * channels, channels, (o, c) =>
    o % channels === c ? (o < channels ? 1 : -1) : 0,
  );
  const relu: Activation = { ...node, id: `${node.id}_relu`, from: [both.id], slope: Float64Array.of(0) };
  const joined = oneTap(node, node.id, [relu.id], channels, 2 * channels, (o, c) =>
    c % channels === o ? (c < channels ? 1 : -slope(o)) : 0,
  );
  return replaced(graph, new Map<Edge, readonly GraphNode[]>([[node.id, [both, relu, joined]]]));
}

function oneTap(
  of: GraphNode,
  id: string,
  from: readonly string[],
  outputs: number,
  inputs: number,
  weight: (o: number, c: number) => number,
): Conv {
  return {
    kind: 'conv',
    id,
    from,
    origin: of.origin,
    parameters: 0,
    weights: Float64Array.from({ length: outputs * inputs }, (_, i) => weight(Math.floor(i / inputs), i % inputs)),
    bias: new Float64Array(outputs),
    outChannels: outputs,
    kernel: 1,
    stride: 1,
    dilation: 1,
    groups: 1,
    before: 0,
    after: 0,
  };
}
