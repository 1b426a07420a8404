import type { Beat } from '../architecture.js';
import type { FoldedLayer } from './hardware.js';

/**
 * The order in which a layer's values are stored: tile by tile, in a tile channel by channel; pooled ones channel by
 * channel. Scores come position by position.
 */
export function foldedOrder(layer: FoldedLayer): Beat[] {
  const { outChannels } = layer.shape;
  const positions = layer.lengths.output;
  const beats: Beat[] = [];
  // Values that windows share are stored once and moved later: the bench sees them in the next layer.
  if (layer.biases.to === 0) return beats;
  const inTile = layer.pooled === null ? layer.tilePositions / layer.block : positions;
  for (let from = 0; from < positions; from += inTile)
    for (let channel = 0; channel < outChannels; channel++)
      for (let position = from; position < Math.min(from + inTile, positions); position++)
        beats.push({ channel, position });
  return beats;
}
