import type { EncodedLayer } from '../../model/encode.js';
import { grouping } from '../../model/grouping.js';
import type { IntegerLayer } from '../../model/integer-model.js';
import { signedBits } from '../../model/ranges.js';
import type { WideHardware } from '../hardware.js';

/** Output channels that may be on their way to the pool: so many that waits of the next layer seldom reach the sequencer. */
const HELD = 32;

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** What an engine whose lanes take all taps of an input channel at once has beside its lanes. */
export function wideHardware(layer: IntegerLayer, lanes: number): WideHardware {
  const { channelsPerGroup } = grouping(layer, layer.structure);
  // Every pass takes a cycle a channel of its group; in that time the lanes of the pass before are multiplied.
  let multipliers = Math.ceil(lanes / channelsPerGroup);
  while (lanes % multipliers !== 0) multipliers++;
  const { pool, kernel, stride } = layer;
  const maxOf =
    pool === null || pool.kind === 'sum'
      ? 1
      : greatestCommonDivisor(multipliers, greatestCommonDivisor(pool.kernel, pool.stride));
  return { multipliers, maxOf, held: HELD, segment: (lanes - 1) * stride + kernel };
}

/**
 * A layer's content with the biases that such an engine starts from. Its lanes add x + 2^(bits-1) for a signed x, and for a
 * tap with a negative sign 2^bits - 1 less that; so the sum of a pass is the signed sum and a number that its signs alone
 * tell. Times alpha it is taken off the bias, modulo 2^accBits as the accumulator counts.
 */
export function wideEncoding(
  layer: IntegerLayer,
  encoded: EncodedLayer,
  xBits: number,
  xSigned: boolean,
  accBits: number,
): EncodedLayer {
  const { channelsPerGroup, tapsPerGroup } = grouping(layer, layer.structure);
  const taps = channelsPerGroup * tapsPerGroup;
  const offset = xSigned ? 2 ** (xBits - 1) : 0;
  const most = 2 ** xBits - 1;
  const biases = [...encoded.biases];
  let output = 0;
  let sign = 0;
  for (const { alpha, last } of encoded.passes) {
    if (alpha > 0) {
      const negative = encoded.signs.subarray(sign, sign + taps).reduce((sum, s) => sum + s, 0);
      biases[output]! -= alpha * ((taps - negative) * offset + negative * (most - offset));
      sign += taps;
    }
    if (last) output++;
  }
  const wrapped = biases.map((bias) => Number(BigInt.asIntN(accBits, BigInt(bias))));
  return { ...encoded, biases: wrapped, biasBits: signedBits(wrapped.map((bias) => ({ min: bias, max: bias }))) };
}

/** Cycles of each output channel of a tile, [out]: a pass takes one a channel of its group, a pass that adds nothing one a slot. */
export function wideOutputCycles({ passes }: EncodedLayer, channelsPerGroup: number, slots: number): number[] {
  const all: number[] = [];
  let cycles = 0;
  for (const { alpha, last } of passes) {
    cycles += alpha === 0 ? slots : channelsPerGroup;
    if (!last) continue;
    all.push(cycles);
    cycles = 0;
  }
  return all;
}

/** From the issue of a pass' last step to its first values in the queue: memories, tree, sum, products, accumulators, values. */
export function stepToQueue(kernel: number, channelsPerGroup: number): number {
  return 2 + Math.ceil(Math.log2(kernel)) + Number(channelsPerGroup > 1) + 4;
}

/** From the queue's memory to the pool. */
export const QUEUE_TO_POOL = 2;
