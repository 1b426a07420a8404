import { type Activation, type Conv, type GraphNode, type LayerGraph, PLAIN } from '../graph/graph.js';
import { graphShapes } from '../graph/shapes.js';
import { everywhere, onlyReader, type Pass, replaced, swapped } from './rewrite.js';

/** A part of an activation: a ReLU of `sign * x - offset`, times `weight(c)`. */
interface Part {
  sign: 1 | -1;
  offset: number;
  weight: (c: number) => number;
}

/**
 * An activation with a slope or a ceiling as plain ReLUs, exactly: `relu(x) - slope * relu(-x) - relu(x - ceiling)`. A convolution
 * of one tap makes the channels that these are of, another one puts them together; both later fold into what stands beside
 * them. A pool of largest values that follows goes before it.
 */
export const splitActivations = (which: (node: Activation) => boolean): Pass =>
  everywhere((graph, node) => {
    if (node.kind !== 'activation' || isPlain(node) || !which(node)) return null;
    const reader = onlyReader(graph, node.id);
    const rising = node.slope.every((slope) => slope >= 0);
    if (reader?.kind === 'pool' && reader.pool === 'max' && rising) return swapped(graph, node, reader);
    return split(graph, node);
  });

const hasSlope = ({ slope }: Activation) => slope.some((s) => s !== 0);
const hasCeiling = ({ ceiling }: Activation) => ceiling !== Number.POSITIVE_INFINITY;
const isPlain = (node: Activation) => !hasSlope(node) && !hasCeiling(node);

/** LeakyReLU and PReLU. */
export const splitSlopes = splitActivations(hasSlope);

function split(graph: LayerGraph, node: Activation): LayerGraph {
  const { channels } = graphShapes(graph).get(node.id)!;
  const parts: Part[] = [{ sign: 1, offset: 0, weight: () => 1 }];
  if (hasSlope(node)) parts.push({ sign: -1, offset: 0, weight: (c) => -node.slope[node.slope.length === 1 ? 0 : c]! });
  if (hasCeiling(node)) parts.push({ sign: 1, offset: node.ceiling, weight: () => -1 });
  const wide = parts.length * channels;
  const partOf = (c: number) => parts[Math.floor(c / channels)]!;
  const apart = oneTap(node, `${node.id}_parts`, node.from, wide, channels, (o, c) =>
    o % channels === c ? partOf(o).sign : 0,
  );
  const bias = Float64Array.from({ length: wide }, (_, o) => 0 - partOf(o).offset);
  const relu: Activation = {
    ...node,
    id: `${node.id}_relu`,
    from: [apart.id],
    slope: Float64Array.of(0),
    ceiling: Number.POSITIVE_INFINITY,
  };
  const joined = oneTap(node, node.id, [relu.id], channels, wide, (o, c) =>
    c % channels === o ? partOf(c).weight(o) : 0,
  );
  return replaced(graph, new Map([[node.id, [{ ...apart, bias }, relu, joined]]]));
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
    ...PLAIN,
    kind: 'conv',
    id,
    from,
    origin: of.origin,
    parameters: 0,
    weights: Float64Array.from({ length: outputs * inputs }, (_, i) => weight(Math.floor(i / inputs), i % inputs)),
    bias: new Float64Array(outputs),
    outChannels: outputs,
    kernel: 1,
    groups: 1,
  };
}
