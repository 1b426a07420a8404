import type { Shape } from '../../network/shapes.js';
import type { Edge, GraphNode, LayerGraph, Made, NodeKind } from './graph.js';

/** Positions from the first to the last tap of a kernel. */
export const reach = ({ kernel, dilation }: { kernel: number; dilation: number }): number =>
  (kernel - 1) * dilation + 1;

type Shaping = { [K in NodeKind]: (node: Made<Extract<GraphNode, { kind: K }>>, from: readonly Shape[]) => Shape };

const SHAPING: Shaping = {
  conv: (node, [x]) => ({
    channels: node.outChannels,
    positions: Math.floor((x!.positions + node.before + node.after - reach(node)) / node.stride) + 1,
  }),
  affine: (_, [x]) => x!,
  activation: (_, [x]) => x!,
  pool: ({ positions }, [x]) => ({ channels: x!.channels, positions }),
  pad: ({ before, after }, [x]) => ({ channels: x!.channels, positions: x!.positions + before + after }),
  add: (_, [x]) => x!,
  concat: (_, from) => ({
    channels: from.reduce((sum, { channels }) => sum + channels, 0),
    positions: from[0]!.positions,
  }),
  grid: (_, [x]) => x!,
};

/** Shape of what a node makes of streams of these shapes. */
export const shapeOf = (node: Made | GraphNode, from: readonly Shape[]): Shape =>
  (SHAPING[node.kind] as (node: Made, from: readonly Shape[]) => Shape)(node, from);

/** The shape of every stream. */
export function graphShapes({ input, nodes }: Pick<LayerGraph, 'input' | 'nodes'>): Map<Edge, Shape> {
  const found = new Map<Edge, Shape>([[input.edge, { channels: input.channels, positions: input.positions }]]);
  for (const node of nodes)
    found.set(
      node.id,
      shapeOf(
        node,
        node.from.map((edge) => found.get(edge)!),
      ),
    );
  return found;
}
