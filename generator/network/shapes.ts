import { type Edge, INPUT, type LayerShape, type Network, type Pool } from './network.js';
import { shapingOf } from './nodes/nodes.js';
import type { LayerLengths, Shape } from './nodes/shaping.js';
import { POOLING } from './pooling.js';

export type { Shape } from './nodes/shaping.js';

/** Log2 of what pooling scales real values by. */
export function poolScaleLog2(pool: Pool | null): number {
  return pool === null ? 0 : POOLING[pool.kind].scaleLog2(pool.kernel);
}

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
    const lengths = shapingOf(node).lengths(
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
