import type { Edge, GraphNode, LayerGraph } from '../graph/graph.js';

/*
 * What passes share: a graph is a list, each node behind those that it reads; a pass gives another list.
 */

/** A pure step from a graph to one that computes the same. */
export type Pass = (graph: LayerGraph) => LayerGraph;

/** A graph rewritten by what windows show, and what was taken from them. */
export interface Seen {
  graph: LayerGraph;
  notes: string[];
}

/** Nodes that read a stream. */
export const readersOf = ({ nodes }: LayerGraph, edge: Edge): GraphNode[] =>
  nodes.filter(({ from }) => from.includes(edge));

/** The node that alone reads a stream that is no output of the network; null: there are others, or none. */
export function onlyReader(graph: LayerGraph, edge: Edge): GraphNode | null {
  const [reader, ...others] = readersOf(graph, edge);
  if (reader === undefined || others.length > 0 || reader.from.filter((from) => from === edge).length > 1) return null;
  return graph.outputs.some((output) => output.edge === edge) ? null : reader;
}

export const nodeOf = ({ nodes }: LayerGraph, edge: Edge): GraphNode | undefined => nodes.find(({ id }) => id === edge);

/** Nodes by their ids replaced by others, by none, or by several in their order. */
export const replaced = (graph: LayerGraph, by: ReadonlyMap<Edge, readonly GraphNode[]>): LayerGraph => ({
  ...graph,
  nodes: graph.nodes.flatMap((node) => by.get(node.id) ?? [node]),
});

/** Whoever reads `old` reads `edge`; the outputs too. */
export const rewired = (graph: LayerGraph, old: Edge, edge: Edge): LayerGraph => ({
  ...graph,
  nodes: graph.nodes.map((node) =>
    node.from.includes(old) ? { ...node, from: node.from.map((from) => (from === old ? edge : from)) } : node,
  ),
  outputs: graph.outputs.map((output) => (output.edge === old ? { ...output, edge } : output)),
});

/** Two nodes one behind the other, the other way round: whoever read the second reads what was the first. */
export function swapped(graph: LayerGraph, first: GraphNode, second: GraphNode): LayerGraph {
  const earlier = { ...second, from: first.from } as GraphNode;
  const later = { ...first, from: [second.id] } as GraphNode;
  const gone = new Map<Edge, readonly GraphNode[]>([first.id, second.id].map((id) => [id, []]));
  const others = rewired(replaced(graph, gone), second.id, first.id);
  const at = graph.nodes.indexOf(second) - 1;
  return { ...others, nodes: [...others.nodes.slice(0, at), earlier, later, ...others.nodes.slice(at)] };
}

/**
 * Does a step at one node after the other until none changes anything.
 *
 * @param step the graph with one thing changed at this node, or null: nothing is to be done here
 */
export function everywhere(step: (graph: LayerGraph, node: GraphNode) => LayerGraph | null): Pass {
  return (given) => {
    let graph = given;
    for (let at = 0; at < graph.nodes.length; ) {
      const next = step(graph, graph.nodes[at]!);
      if (next === null) at++;
      else {
        graph = next;
        at = 0;
      }
    }
    return graph;
  };
}
