import type { Affine, Conv, Edge, GraphNode, LayerGraph } from '../graph/graph.js';
import { everywhere, nodeOf, onlyReader, readersOf, replaced, rewired, swapped } from './rewrite.js';

/**
 * Factors and offsets of channels (batch normalisation, scaling) go into the convolution before them; an average or a largest
 * value in between does not mind.
 */
export const foldAffineBack = everywhere((graph, node) => {
  if (node.kind !== 'affine') return null;
  const made = nodeOf(graph, node.from[0]!);
  if (made === undefined || onlyReader(graph, made.id) !== node) return null;
  if (made.kind === 'affine') return fused(graph, made, node, composed(made, node));
  if (made.kind === 'conv') return fused(graph, made, node, scaledOutputs(made, node));
  if (made.kind === 'pool' && commutes(node, made)) return swapped(graph, made, node);
  return null;
});

/**
 * What could not go back goes on: into convolutions that read it. An offset cannot pass zeros of a padding, which it does not
 * move.
 */
export const foldAffineForward = everywhere((graph, node) => {
  if (node.kind !== 'affine' || graph.outputs.some(({ edge }) => edge === node.id)) return null;
  const readers = readersOf(graph, node.id);
  const [reader] = readers;
  if (readers.length === 1 && reader?.kind === 'pool' && commutes(node, reader)) return swapped(graph, node, reader);
  const plain = node.offset.every((offset) => offset === 0);
  const takes = (each: GraphNode): each is Conv =>
    each.kind === 'conv' && (plain || (each.before === 0 && each.after === 0));
  if (readers.length === 0 || !readers.every(takes)) return null;
  return replaced(
    graph,
    new Map<Edge, readonly GraphNode[]>([
      [node.id, []],
      ...readers.map((conv) => [conv.id, [scaledInputs(conv as Conv, node)]] as const),
    ]),
  );
});

/** Whether a pool of scaled values is the scaled pool. */
const commutes = ({ scale, offset }: Affine, pool: Extract<GraphNode, { kind: 'pool' }>) =>
  pool.pool === 'max'
    ? scale.every((s) => s >= 0)
    : pool.counted === 'inside' || (pool.before === 0 && pool.after === 0) || offset.every((o) => o === 0);

/** One node in the place of two. */
function fused(graph: LayerGraph, first: GraphNode, second: GraphNode, one: GraphNode): LayerGraph {
  return rewired(
    replaced(
      graph,
      new Map<Edge, readonly GraphNode[]>([
        [first.id, [one]],
        [second.id, []],
      ]),
    ),
    second.id,
    first.id,
  );
}

const composed = (first: Affine, second: Affine): Affine => ({
  ...first,
  parameters: first.parameters + second.parameters,
  scale: first.scale.map((s, c) => s * second.scale[c]!),
  offset: first.offset.map((o, c) => o * second.scale[c]! + second.offset[c]!),
});

function scaledOutputs(conv: Conv, { scale, offset }: Affine): Conv {
  const each = conv.weights.length / conv.outChannels;
  return {
    ...conv,
    weights: conv.weights.map((w, i) => w * scale[Math.floor(i / each)]!),
    bias: conv.bias.map((b, o) => b * scale[o]! + offset[o]!),
  };
}

function scaledInputs(conv: Conv, { from, scale, offset }: Affine): Conv {
  const { kernel, groups, outChannels } = conv;
  const inputs = scale.length / groups;
  const bias = Float64Array.from(conv.bias);
  const weights = conv.weights.map((w, at) => {
    const o = Math.floor(at / (inputs * kernel));
    const channel = Math.floor(o / (outChannels / groups)) * inputs + (Math.floor(at / kernel) % inputs);
    bias[o]! += w * offset[channel]!;
    return w * scale[channel]!;
  });
  return { ...conv, from, weights, bias };
}
