import type { Activated } from '../../network/network.js';
import { POOLING } from '../../network/pooling.js';
import type { Requant } from '../integer-model.js';
import { hull, type Range } from '../range.js';

/** What follows the sums of a node. */
export type Finish = Activated & { requant: Requant | null };

/** The codes that a requantisation clamps to: unsigned behind a ReLU, signed without one. */
export function codeRange({ bits }: Requant, activation: Activated['activation']): Range {
  return activation === 'none' ? { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 } : { min: 0, max: 2 ** bits - 1 };
}

/** Requantises and pools one channel's sums, which are changed, into `out[at ...]`. */
export function finishChannel(node: Finish, acc: Int32Array, out: Int32Array, at: number, positions: number): void {
  const { requant, activation, pool } = node;
  if (requant !== null) {
    const half = requant.shift > 0 ? 1 << (requant.shift - 1) : 0;
    const { min, max } = codeRange(requant, activation);
    for (let t = 0; t < acc.length; t++) acc[t] = Math.max(min, Math.min(max, (acc[t]! + half) >> requant.shift));
  }
  const kernel = pool?.kernel ?? 1;
  const stride = pool?.stride ?? 1;
  const { more } = POOLING[pool?.kind ?? 'max'];
  for (let p = 0; p < positions; p++) {
    let value = acc[p * stride]!;
    for (let k = 1; k < kernel; k++) value = more(value, acc[p * stride + k]!);
    out[at + p] = value;
  }
}

/** Range of what leaves a node, and 0, from the ranges of its sums. */
export function finishedRange({ requant, activation, pool }: Finish, sums: readonly Range[]): Range {
  if (requant === null) return hull(sums);
  const { min, max } = codeRange(requant, activation);
  const most = pool === null ? 1 : POOLING[pool.kind].largest(pool.kernel);
  return { min: min * most, max: max * most };
}
