import type { Axis } from '../graph/graph.js';

/**
 * What the axes of an input may hold, the likeliest first: the file does not say which axis is of channels and which of positions,
 * the network's operators do. The first axis is of windows; at most two others are longer than 1.
 */
export function layouts(shape: readonly number[]): (readonly Axis[])[] {
  const long = shape.map((_, i) => i).filter((i) => i > 0 && shape[i]! > 1);
  const laid = (channel: number | undefined, time: number | undefined) =>
    shape.map((_, i): Axis => (i === 0 ? ['batch'] : i === channel ? ['channel'] : i === time ? ['time'] : []));
  if (long.length === 0) return [laid(undefined, undefined)];
  if (long.length === 1) return [laid(undefined, long[0]), laid(long[0], undefined)];
  if (long.length === 2) return [laid(long[0], long[1]), laid(long[1], long[0])];
  return [];
}
