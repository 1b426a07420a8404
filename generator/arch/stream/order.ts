import type { Pool } from '../../network/network.js';
import type { Beat } from '../architecture.js';
import type { LayerHardware } from './engine.js';

/*
 * The order of a stream: tile by tile, in a tile channel by channel, in a channel position by position. So it is told by its
 * bursts, the positions of a channel in a row, tile by tile; tiles that give none are left out.
 */

type Tiles = Pick<LayerHardware, 'lanes' | 'tiles' | 'lengths'> & { shape: { pool: Pool | null } };

/** Lanes of a tile (0 ..) in which a pooling window closes, with the window's index. */
export function closingLanes(layer: Tiles, tile: number): { lane: number; position: number }[] {
  const first = tile * layer.lanes;
  return closings(layer.shape.pool, layer.lengths.output, first, layer.lanes).map(({ at, position }) => {
    return { lane: at - first, position };
  });
}

/** Positions before pooling, from `first` on, at which a window closes, with the window's index. */
export function closings(pool: Pool | null, outputs: number, first: number, count: number) {
  const { kernel, stride } = pool ?? { kernel: 1, stride: 1 };
  const closing: { at: number; position: number }[] = [];
  for (let at = first; at < first + count; at++) {
    const since = at - (kernel - 1);
    if (since < 0 || since % stride !== 0) continue;
    const position = since / stride;
    if (position < outputs) closing.push({ at, position });
  }
  return closing;
}

/** Bursts of a convolution's stream. */
export function burstsOf(layer: Tiles): number[] {
  return Array.from({ length: layer.tiles }, (_, tile) => closingLanes(layer, tile).length).filter((n) => n > 0);
}

/** Bursts behind a pool of what comes in these bursts. */
export function pooledBursts(bursts: readonly number[], pool: Pool | null, outputs: number): number[] {
  let first = 0;
  const pooled = bursts.map((length) => {
    const { length: count } = closings(pool, outputs, first, length);
    first += length;
    return count;
  });
  return pooled.filter((n) => n > 0);
}

/** Bursts of the input: its samples come position by position. */
export const inputBursts = (positions: number) => new Array<number>(positions).fill(1);

/** The same text for the same order: `4x3 1x1`. */
export function orderText(bursts: readonly number[]): string {
  const runs: { length: number; count: number }[] = [];
  for (const length of bursts) {
    const run = runs.at(-1);
    if (run?.length === length) run.count++;
    else runs.push({ length, count: 1 });
  }
  return runs.map(({ length, count }) => `${length}x${count}`).join(' ');
}

/** All bursts but the first and the last are of one length, and these no longer: then a burst's end follows from its begin. */
export function isRegular(bursts: readonly number[]): boolean {
  const most = Math.max(...bursts);
  return bursts.slice(1, -1).every((length) => length === most);
}

/** The order in which a layer's values leave. */
export function streamOrder({ bursts, shape }: Pick<LayerHardware, 'bursts' | 'shape'>): Beat[] {
  const beats: Beat[] = [];
  let first = 0;
  for (const length of bursts) {
    for (let channel = 0; channel < shape.outChannels; channel++)
      for (let i = 0; i < length; i++) beats.push({ channel, position: first + i });
    first += length;
  }
  return beats;
}
