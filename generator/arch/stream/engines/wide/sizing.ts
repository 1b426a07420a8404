import { type EncodedLayer, unsignedBits } from '../../../../model/encode.js';
import { signedBits } from '../../../../model/range.js';
import type { LayerShape } from '../../../../network/network.js';
import { greatestCommonDivisor } from '../../../../support/integers.js';
import { poolSum } from '../../../pool.js';
import type { LayerSizing } from '../../../sizing.js';
import type { EngineSizes, Place } from '../../engine.js';
import { windowOfRows } from '../../rows.js';

/** An engine whose lanes take all taps of an input channel at once: `bb_wide`. Its `encoded` biases are corrected. */
export interface WideHardware {
  kind: 'wide';
  /** Products a cycle: a divisor of the lanes, so many that no pass waits for them. */
  multipliers: number;
  /** Neighbouring values that go to the pool as their largest. */
  maxOf: number;
  /** Output channels on their way from the sequencer to the pool, at most. */
  held: number;
  /** Positions that the taps of a tile read of a channel, each from a memory of its own. */
  segment: number;
  /** These memories are block RAM whatever the synthesis would choose. */
  blockWindow: boolean;
}

/** Deeper ones of logic need multiplexers and reach far: of the many in a window, that is dear. */
const MAX_LOGIC_WORDS = 64;

/** Output channels that may be on their way to the pool: so many that waits of the next layer seldom reach the sequencer. */
const HELD = 32;

/** Any number up to the positions. */
export const lanes = (positions: number) => Array.from({ length: positions }, (_, i) => i + 1);

/** Every pass takes a cycle a channel of its group; in that time the lanes of the pass before are multiplied. */
export function multipliersFor(lanes: number, channelsPerGroup: number): number {
  let multipliers = Math.ceil(lanes / channelsPerGroup);
  while (lanes % multipliers !== 0) multipliers++;
  return multipliers;
}

export function size(layer: LayerSizing, place: Place): EngineSizes<WideHardware> {
  const { shape, grouping, xBits } = layer;
  const { pool } = shape;
  const multipliers = multipliersFor(place.lanes, grouping.channelsPerGroup);
  const maxOf =
    pool === null || poolSum(shape) !== 0 || layer.outSigned
      ? 1
      : greatestCommonDivisor(multipliers, greatestCommonDivisor(pool.kernel, pool.stride));
  const sumRange = { min: 0, max: grouping.channelsPerGroup * grouping.tapsPerGroup * (2 ** xBits - 1) };
  const window = windowOfRows(layer, place);
  return {
    engine: {
      ...{ kind: 'wide', multipliers, maxOf, held: HELD, segment: positionsRead(shape, place.lanes) },
      blockWindow: shape.inChannels * window.rows > MAX_LOGIC_WORDS,
    },
    encoded: correctedBiases(layer),
    // Sums have no sign: their width is that of the largest number of ones.
    sumRange,
    sumBits: unsignedBits(sumRange.max),
    window,
  };
}

function positionsRead({ kernel, stride, dilation = 1 }: LayerShape, lanes: number): number {
  const read = new Set<number>();
  for (let lane = 0; lane < lanes; lane++)
    for (let tap = 0; tap < kernel; tap++) read.add(lane * stride + tap * dilation);
  return read.size;
}

/**
 * A layer's content with the biases that such an engine starts from. Its lanes add x + 2^(bits-1) for a signed x, and for a
 * tap with a negative sign 2^bits - 1 less that; so the sum of a pass is the signed sum and a number that its signs alone
 * tell. Times alpha it is taken off the bias, modulo 2^accBits as the accumulator counts.
 */
export function correctedBiases({ encoded, grouping, xBits, xSigned, accBits }: LayerSizing): EncodedLayer {
  const taps = grouping.channelsPerGroup * grouping.tapsPerGroup;
  const offset = xSigned ? 2 ** (xBits - 1) : 0;
  const max = 2 ** xBits - 1;
  const biases = [...encoded.biases];
  let output = 0;
  let sign = 0;
  for (const { alpha, last } of encoded.passes) {
    if (alpha > 0) {
      const negative = encoded.signs.subarray(sign, sign + taps).reduce((sum, s) => sum + s, 0);
      biases[output]! -= alpha * ((taps - negative) * offset + negative * (max - offset));
      sign += taps;
    }
    if (last) output++;
  }
  const wrapped = biases.map((bias) => Number(BigInt.asIntN(accBits, BigInt(bias))));
  return { ...encoded, biases: wrapped, biasBits: signedBits(wrapped.map((bias) => ({ min: bias, max: bias }))) };
}
