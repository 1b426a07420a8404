import { type Problem, UserError } from '../../support/errors.js';
import { unusedName } from '../../support/unused-name.js';
import type { Concat, Conv, Edge, GraphNode, LayerGraph } from '../graph/graph.js';
import { graphShapes } from '../graph/shapes.js';
import { nodeOf, onlyReader, replaced } from './rewrite.js';

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

/**
 * A graph of joined outputs: the layers that they come from as one layer, which reads what each of them reads: with weights of 0 where one does not.
 *
 * @throws UserError when they are no layers without an activation, of one shape
 */
export function stackOutputs(where: string, graph: LayerGraph): LayerGraph {
  const all = nodeOf(graph, graph.outputs[0]!.edge);
  if (all?.kind !== 'concat') return graph;
  const heads = all.from.map((edge) => nodeOf(graph, edge));
  const problems = heads.flatMap((head, i) => unlike(where, graph, all, head, heads[0], all.from[i]!));
  if (problems.length > 0) throw new UserError(problems);
  const convs = heads as Conv[];
  const shapes = graphShapes(graph);
  const read = [...new Set(convs.map(({ from }) => from[0]!))];
  const channels = read.map((edge) => shapes.get(edge)!.channels);
  const width = channels.reduce((sum, own) => sum + own, 0);
  const begins = channels.map((_, i) => channels.slice(0, i).reduce((sum, own) => sum + own, 0));
  const source: Concat = {
    ...{ kind: 'concat', id: unusedName(shapes.keys(), `${all.id}_read`), origin: 'outputs', parameters: 0 },
    from: read,
  };
  const stacked: Conv = {
    ...convs[0]!,
    id: all.id,
    from: [read.length === 1 ? read[0]! : source.id],
    parameters: convs.reduce((sum, own) => sum + own.parameters, 0),
    groups: 1,
    outChannels: convs.reduce((sum, own) => sum + own.outChannels, 0),
    weights: Float64Array.from(
      convs.flatMap((conv) =>
        rows(conv, width, begins[read.indexOf(conv.from[0]!)]!, shapes.get(conv.from[0]!)!.channels),
      ),
    ),
    bias: Float64Array.from(convs.flatMap(({ bias }) => [...bias])),
  };
  const gone = new Map<Edge, readonly GraphNode[]>(convs.map(({ id }) => [id, []]));
  return replaced(graph, gone.set(all.id, read.length === 1 ? [stacked] : [source, stacked]));
}

/** Weights [out][in][tap] over `width` channels, of which the layer reads those from `begin` on. */
function rows(
  { weights, groups, outChannels, kernel }: Conv,
  width: number,
  begin: number,
  channels: number,
): number[] {
  const inputs = channels / groups;
  const dense = new Array<number>(outChannels * width * kernel).fill(0);
  for (let o = 0; o < outChannels; o++)
    for (let i = 0; i < inputs; i++)
      for (let k = 0; k < kernel; k++) {
        const channel = begin + Math.floor(o / (outChannels / groups)) * inputs + i;
        dense[(o * width + channel) * kernel + k] = weights[(o * inputs + i) * kernel + k]!;
      }
  return dense;
}

const SHAPE = ['kernel', 'stride', 'dilation', 'before', 'after'] as const;

function unlike(
  where: string,
  graph: LayerGraph,
  all: Concat,
  head: GraphNode | undefined,
  first: GraphNode | undefined,
  edge: Edge,
): Problem[] {
  const problem = {
    where,
    field: head === undefined ? 'outputs' : `${head.origin}`,
    allowed:
      'several outputs: each of a layer of its own without an activation, all of one kernel, stride, dilation and padding',
  };
  if (head?.kind !== 'conv' || onlyReader(graph, edge) !== all)
    return [{ ...problem, message: 'an output of what is no layer of its own', value: head?.kind ?? edge }];
  const odd = first?.kind === 'conv' ? SHAPE.filter((field) => head[field] !== first[field]) : [];
  return odd.map((field) => ({
    ...problem,
    message: `another ${field} than the first output's layer`,
    value: head[field],
  }));
}
