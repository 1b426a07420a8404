import type { Requant } from '../model/integer-model.js';
import { codeRange } from '../model/nodes/activations.js';
import type { Activated } from '../network/network.js';

/**
 * The shift with the least squared error over the accumulators, max-pooled where the layer does. A maximum first
 * changes nothing, as requantisation is monotonic, and leaves only the values that are used. The shift is never
 * negative: then a step of the activation would be finer than the accumulator's, and no information is there to fill it.
 */
export function chooseRequant(
  accumulators: readonly Int32Array[],
  bits: number,
  activation?: Activated['activation'],
): Requant {
  let best: Requant = { shift: 0, bits };
  let min = Number.POSITIVE_INFINITY;
  const top = 2 ** bits - 1;
  const signed = activation === 'none';
  const largest = accumulators.reduce(
    (max, acc) => acc.reduce((a, b) => Math.max(a, signed ? Math.abs(b) : b), max),
    0,
  );
  for (let shift = 0; shift <= 30; shift++) {
    const requant = { shift, bits };
    let error = 0;
    for (const acc of accumulators)
      for (const a of acc) if (signed || a > 0) error += (requantise(a, requant, activation) * 2 ** shift - a) ** 2;
    if (error < min) {
      min = error;
      best = requant;
    }
    // Nothing is clamped any more: a coarser step only rounds more.
    if (requantise(largest, { shift, bits: 31 }) <= (signed ? top >> 1 : top)) break;
  }
  return best;
}

/** As the hardware does it: `clamp((acc + half) >> shift)`. */
export function requantise(acc: number, requant: Requant, activation?: Activated['activation']): number {
  const { shift } = requant;
  const half = shift > 0 ? 2 ** (shift - 1) : 0;
  const { min, max } = codeRange(requant, activation);
  return Math.max(min, Math.min(max, Math.floor((acc + half) / 2 ** shift)));
}
