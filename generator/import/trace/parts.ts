import { chosen } from './chosen.js';
import { type Axis, isPart, type Part, type Signal, type Tracing } from './value.js';

/*
 * Channels whose axis a Reshape splits, a Transpose turns and a Reshape joins again: another order of channels (the shuffle of
 * ShuffleNet). What becomes of a split axis otherwise is refused by whoever reads it.
 */

type Factor = Axis[number];

/** A factor, or two parts of it of which the slower has `length`, where it is of channels and longer. */
export function split(factor: Factor, length: number, x: Signal, tracing: Tracing): Factor[] {
  const size = tracing.size(x, factor);
  const splits = Number.isInteger(length) && length > 1 && size > length && size % length === 0;
  if (!splits || !(factor === 'channel' || isPart(factor))) return [factor];
  const stride = isPart(factor) ? factor.stride : 1;
  const inner = size / length;
  return [
    { size: length, stride: stride * inner },
    { size: inner, stride },
  ];
}

/** Parts that lie together again are channels, in the order that they lie in. */
export function settled(x: Signal, tracing: Tracing): Signal {
  const { channels } = tracing.shape(x.edge);
  for (const [at, axis] of x.axes.entries()) {
    const parts = axis.filter(isPart);
    const first = axis.findIndex(isPart);
    const together = axis.slice(first, first + parts.length).every(isPart);
    if (parts.reduce((n, { size }) => n * size, 1) !== channels || parts.length === 0 || !together) continue;
    const order = channelsOf(parts);
    const joined = axis.toSpliced(first, parts.length, 'channel');
    const axes = x.axes.with(at, joined);
    return order.every((channel, i) => channel === i) ? { ...x, axes } : { ...chosen(x, order, tracing), axes };
  }
  return x;
}

/** The channel at each index of parts, the last one counting fastest. */
const channelsOf = (parts: readonly Part[]): number[] =>
  parts.reduce<number[]>(
    (found, { size, stride }) => found.flatMap((c) => Array.from({ length: size }, (_, i) => c + i * stride)),
    [0],
  );
