import { type Affine, type Conv, type GraphNode, PLAIN, type Pool } from '../graph/graph.js';
import { graphShapes } from '../graph/shapes.js';
import { mergeLinear } from '../lower/merge-linear.js';
import { everywhere, nodeOf, onlyReader, type Pass, replaced, swapped } from '../lower/rewrite.js';

/** One tap for each channel by itself. */
export function ofChannels(of: GraphNode, weights: Float64Array, bias: Float64Array, window: Partial<Conv>): Conv {
  return {
    kind: 'conv',
    id: of.id,
    from: of.from,
    origin: of.origin,
    parameters: of.parameters,
    weights,
    bias,
    outChannels: bias.length,
    groups: bias.length,
    kernel: 1,
    ...PLAIN,
    ...window,
  };
}

/** Factors and offsets that could go nowhere are a convolution of one tap for each channel; the input's own stay. */
const affineToConv = everywhere((graph, node) => {
  if (node.kind !== 'affine' || node.from[0] === graph.input.edge) return null;
  return replaced(graph, new Map([[node.id, [ofChannels(node, node.scale, (node as Affine).offset, {})]]]));
});

/** A ReLU behind a pool of largest values goes before it: the same. */
const reluBeforeMax = everywhere((graph, node) => {
  if (node.kind !== 'pool' || node.pool !== 'max') return null;
  const reader = onlyReader(graph, node.id);
  const made = nodeOf(graph, node.from[0]!);
  if (reader?.kind !== 'activation' || made?.kind === 'activation') return null;
  return swapped(graph, node, reader);
});

/** Averages of values that may be negative are a convolution: its taps are all the same. */
const averageToConv = everywhere((graph, node) => {
  if (node.kind !== 'pool' || node.pool !== 'average' || !isWhole(node)) return null;
  if (nodeOf(graph, node.from[0]!)?.kind !== 'conv') return null;
  const { channels } = graphShapes(graph).get(node.id)!;
  const { kernel, stride, dilation, before, after } = node;
  const weights = new Float64Array(channels * kernel).fill(1 / kernel);
  const conv = ofChannels(node, weights, new Float64Array(channels), { kernel, stride, dilation, before, after });
  return replaced(graph, new Map([[node.id, [conv]]]));
});

/** Whether every window has all of its values, or zeros that count. */
export const isWhole = ({ before, after, counted }: Pool): boolean =>
  (before === 0 && after === 0) || counted === 'padded';

/** Rewrites a folded graph towards convolutions with a ReLU and a pool each. */
export const towardsNetwork: Pass = (graph) =>
  [affineToConv, reluBeforeMax, averageToConv, mergeLinear(() => true)].reduce((each, pass) => pass(each), graph);
