import {
  type Affine,
  type Conv,
  type Edge,
  type GraphNode,
  type LayerGraph,
  PLAIN,
  type Pool,
} from '../graph/graph.js';
import { graphShapes } from '../graph/shapes.js';
import { choiceBehindPool } from '../lower/choice.js';
import { mergeLinear } from '../lower/merge-linear.js';
import { reluFirst } from '../lower/relu-first.js';
import { everywhere, nodeOf, onlyReader, type Pass, replaced } from '../lower/rewrite.js';

/** One tap for each channel by itself. */
export function ofChannels(
  of: Pick<GraphNode, 'id' | 'from' | 'origin' | 'parameters'>,
  weights: Float64Array,
  bias: Float64Array,
  window: Partial<Conv>,
): Conv {
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

/** Averages of values that may be negative, or that lie apart, are a convolution: its taps are all the same. */
const averageToConv = everywhere((graph, node) => {
  if (node.kind !== 'pool' || node.pool !== 'average' || !isWhole(node, lengthOf(graph, node))) return null;
  if (nodeOf(graph, node.from[0]!)?.kind !== 'conv' && node.dilation === 1) return null;
  return replaced(graph, new Map([[node.id, [averaging(graph, node)]]]));
});

const lengthOf = (graph: LayerGraph, { from }: Pool) => graphShapes(graph).get(from[0]!)!.positions;

function averaging(graph: LayerGraph, { kernel, stride, dilation, before, after, ...node }: Pool): Conv {
  const { channels } = graphShapes(graph).get(node.id)!;
  const weights = new Float64Array(channels * kernel).fill(1 / kernel);
  return ofChannels(node, weights, new Float64Array(channels), { kernel, stride, dilation, before, after });
}

/**
 * Averages that leave out their padding have a divisor of their own at the ends. Where all of their positions are summed up next, by a
 * dense layer or an average of all, the divisors go into its weights.
 */
const averageIntoSum = everywhere((graph, node) => {
  if (node.kind !== 'pool' || node.pool !== 'average') return null;
  const length = lengthOf(graph, node);
  if (isWhole(node, length)) return null;
  const reader = onlyReader(graph, node.id);
  const global = reader?.kind === 'pool' && reader.pool === 'average' && isWhole(reader, node.positions);
  const sum = global ? averaging(graph, reader) : reader;
  if (sum?.kind !== 'conv' || sum.kernel !== node.positions || sum.before > 0 || sum.after > 0) return null;
  const rows = sum.weights.length / sum.kernel;
  const weights = new Float64Array(rows * length);
  divisors(node, length).forEach((divisor, t) => {
    for (const at of tapsOf(node, t).filter((each) => each >= 0 && each < length))
      for (let row = 0; row < rows; row++) weights[row * length + at]! += sum.weights[row * sum.kernel + t]! / divisor;
  });
  const one = { ...sum, from: node.from, weights, kernel: length, dilation: 1 };
  return replaced(
    graph,
    new Map<Edge, readonly GraphNode[]>([
      [node.id, []],
      [sum.id, [one]],
    ]),
  );
});

/** One position that is left of many, such as the last: a step that goes from the first one to it, so that few zeros are needed. */
const cropToStride = everywhere((graph, node) => {
  if (node.kind !== 'pad' || node.before > -2 || node.after > 0) return null;
  const shapes = graphShapes(graph);
  if (shapes.get(node.id)!.positions !== 1) return null;
  const stride = 0 - node.before;
  const positions = Math.ceil(shapes.get(node.from[0]!)!.positions / stride);
  const { origin, from } = node;
  const step: Pool = {
    ...{ ...PLAIN, kind: 'pool', pool: 'max', id: `${node.id}_step`, origin, from, parameters: 0 },
    ...{ kernel: 1, stride, positions, counted: 'inside' },
  };
  return replaced(graph, new Map([[node.id, [step, { ...node, from: [step.id], before: -1, after: 2 - positions }]]]));
});

/** Positions that are left out, which no convolution before could leave uncomputed, are a convolution of one 1 among zeros. */
const cropToConv = everywhere((graph, node) => {
  if (node.kind !== 'pad' || (node.before >= 0 && node.after >= 0)) return null;
  const { channels } = graphShapes(graph).get(node.id)!;
  const [first, last] = [Math.max(0, 0 - node.before), Math.max(0, 0 - node.after)];
  const kernel = first + 1 + last;
  const weights = new Float64Array(channels * kernel);
  for (let c = 0; c < channels; c++) weights[c * kernel + first] = 1;
  const window = { kernel, before: Math.max(0, node.before), after: Math.max(0, node.after) };
  return replaced(graph, new Map([[node.id, [ofChannels(node, weights, new Float64Array(channels), window)]]]));
});

/** What an average of each window is divided by, over a stream of a length. */
const divisors = (pool: Pool, length: number): number[] =>
  Array.from({ length: pool.positions }, (_, t) => {
    const [first, end] = pool.counted === 'inside' ? [0, length] : [0 - pool.before, length + pool.after];
    return tapsOf(pool, t).filter((at) => at >= first && at < end).length;
  });

/** Positions that a window reads, those in the padding too. */
const tapsOf = ({ kernel, stride, dilation, before }: Pool, t: number): number[] =>
  Array.from({ length: kernel }, (_, k) => t * stride - before + k * dilation);

/** Whether every window has all of its values, or zeros that count; over a stream of a length. */
export const isWhole = (pool: Pool, length: number): boolean => divisors(pool, length).every((n) => n === pool.kernel);

const STEPS: readonly Pass[] = [
  affineToConv,
  reluFirst,
  choiceBehindPool,
  averageIntoSum,
  averageToConv,
  mergeLinear(() => true),
  cropToStride,
  cropToConv,
];

/** Rewrites a folded graph towards convolutions with a ReLU and a pool each. */
export const towardsNetwork: Pass = (graph) => STEPS.reduce((each, pass) => pass(each), graph);
