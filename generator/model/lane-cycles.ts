import { layerLengths } from '../network/shapes.js';
import type { IntegerNetwork } from './integer-model.js';

/** Sign-adds of one fragment, every one a cycle of one lane: over all bases, weights of the group times positions. */
export function laneCycles(network: Pick<IntegerNetwork, 'input' | 'layers'>): number {
  const lengths = layerLengths(network);
  return network.layers.reduce(
    (sum, node, i) => sum + (node.kind === 'convolution' ? node.signs.length * lengths[i]!.conv : 0),
    0,
  );
}
