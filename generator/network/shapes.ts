import { type Edge, INPUT, type LayerShape, type Network, type Node, type Pool } from './network.js';
import { convolutionLengths, type LayerLengths } from './nodes/convolution.js';
import { POOLING } from './pooling.js';

/** Log2 of what pooling scales real values by. */
export function poolScaleLog2(pool: Pool | null): number {
  return pool === null ? 0 : POOLING[pool.kind].scaleLog2(pool.kernel);
}

/** A stream: values of channels at positions. */
export interface Shape {
  channels: number;
  positions: number;
}

/** What a kind of node makes of the streams that it reads. */
type Shaping = { [K in Node['kind']]: (node: Extract<Node, { kind: K }>, from: readonly Shape[]) => LayerLengths };

const SHAPING: Shaping = {
  convolution: (node, [x]) => convolutionLengths(node, x!.positions),
};

/** The shape of every stream. What a node reads must come before it. */
export function shapes(network: Network): Map<Edge, Shape> {
  const found = new Map<Edge, Shape>([[INPUT, { channels: network.input.channels, positions: network.input.samples }]]);
  layerLengths(network).forEach(({ output }, i) => {
    const { name, outChannels } = network.layers[i]!;
    found.set(name, { channels: outChannels, positions: output });
  });
  return found;
}

/** Positions of every layer's input, convolution and output, [layer]. */
export function layerLengths({ input, layers }: Network): LayerLengths[] {
  const found = new Map<Edge, Shape>([[INPUT, { channels: input.channels, positions: input.samples }]]);
  return layers.map((node) => {
    const lengths = SHAPING[node.kind](
      node,
      node.from.map((edge) => found.get(edge)!),
    );
    found.set(node.name, { channels: node.outChannels, positions: lengths.output });
    return lengths;
  });
}

/** Convolution positions that a layer's pooling windows use, for so many output positions; later ones are never computed. */
export function usedPositions({ pool }: Pick<LayerShape, 'pool'>, outputPositions: number): number {
  return pool === null ? outputPositions : (outputPositions - 1) * pool.stride + pool.kernel;
}
