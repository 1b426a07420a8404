import type { Random } from '../../../generator/support/random.js';
import { draw } from './draws.js';

/** The order of a stream between engines. */

interface PlacedBeat {
  channel: number;
  position: number;
  /** No more of this channel in this tile. */
  last: boolean;
  /** No more of this fragment. */
  end: boolean;
}

/** Beats of a fragment: tile by tile, in a tile channel by channel, in a channel position by position. */
export function inOrder(
  channels: number,
  positions: number,
  tileOf: (position: number) => number,
  tiles: number,
): PlacedBeat[] {
  const beats: PlacedBeat[] = [];
  for (let tile = 0; tile < tiles; tile++) {
    const own = draw(positions, (p) => p).filter((p) => tileOf(p) === tile);
    for (let channel = 0; channel < channels; channel++)
      for (const position of own) beats.push({ channel, position, last: position === own.at(-1), end: false });
  }
  beats.at(-1)!.end = true;
  return beats;
}

/** Beats of a fragment as a producer gives them that has up to `burst` positions of a channel in a row. */
export function inBursts(rng: Random, channels: number, positions: number, burst: number): PlacedBeat[] {
  const block = new Array<number>(positions);
  for (let p = 0, b = 0; p < positions; b++) {
    const length = Math.min(rng.integer(1, burst), positions - p);
    block.fill(b, p, p + length);
    p += length;
  }
  return inOrder(channels, positions, (p) => block[p]!, positions);
}

export type Fragment = number[][];

/** Reads of a window buffer, tile by tile: every tap and channel in random order, the last with the end of the tile. */
export function windowReads(rng: Random, channels: number, kernel: number) {
  const reads = draw(channels * kernel, (i) => ({ channel: Math.floor(i / kernel), tap: i % kernel }));
  return rng.shuffle(reads);
}
