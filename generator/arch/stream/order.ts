import type { Beat } from '../architecture.js';
import type { LayerHardware } from './engine.js';

/** Lanes of a tile (0 ..) in which a pooling window closes, with the window's index. */
export function closingLanes(layer: LayerHardware, tile: number): { lane: number; position: number }[] {
  const kernel = layer.shape.pool?.kernel ?? 1;
  const stride = layer.shape.pool?.stride ?? 1;
  const closing: { lane: number; position: number }[] = [];
  for (let lane = 0; lane < layer.lanes; lane++) {
    const since = tile * layer.lanes + lane - (kernel - 1);
    if (since < 0 || since % stride !== 0) continue;
    const position = since / stride;
    if (position < layer.lengths.output) closing.push({ lane, position });
  }
  return closing;
}

/** The order in which a layer's values leave: tile by tile, in a tile channel by channel, in a channel lane by lane. */
export function streamOrder(layer: LayerHardware): Beat[] {
  const beats: Beat[] = [];
  for (let tile = 0; tile < layer.tiles; tile++) {
    const closing = closingLanes(layer, tile);
    for (let channel = 0; channel < layer.shape.outChannels; channel++)
      for (const { position } of closing) beats.push({ channel, position });
  }
  return beats;
}
