import type { AlqLayer, AlqModel, FloatLayer, FloatModel, FloatNode } from '../../model/float-model.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { storage } from '../../model/storage.js';
import { type Joining, mapConvolutions } from '../../network/network.js';
import { membersOf, type SketchSettings } from '../sketch.js';

const ROUNDS = 20;
/** Clipping points that the scale's search starts from, as shares of the largest weight. */
const CLIPS = [1, 0.75, 0.5, 0.35];

/**
 * A symmetric uniform quantiser written as bases: `maxBits` = b bases with alphas s, 2s, ..., 2^(b-1) s give the levels
 * -(2^b - 1) s to (2^b - 1) s in steps of 2s. One scale s per group, of least squared error.
 */
export function uniformModel<N extends FloatNode>(
  model: FloatModel<N>,
  settings: readonly SketchSettings[],
): AlqModel<AlqLayer | Joining<N>> {
  return { ...model, layers: mapConvolutions(model.layers, (layer, i) => uniformLayer(layer, settings[i]!)) };
}

function uniformLayer(layer: FloatLayer, { structure, maxBits }: SketchSettings): AlqLayer {
  const { weights, ...rest } = layer;
  const perOutput = layer.inChannels * layer.kernel;
  const members = membersOf(layer, structure);
  const groups = Array.from({ length: layer.outChannels * members.length }, (_, index) => {
    const base = Math.floor(index / members.length) * perOutput;
    const expected = Float64Array.from(members[index % members.length]!, (w) => weights[base + w]!);
    // No level is 0: weights that are all 0, as between channels of other groups, have no bases.
    if (expected.every((w) => w === 0)) return { alphas: [], negative: [] };
    const { scale, whole } = fitScale(expected, maxBits);
    const bits = Array.from({ length: maxBits }, (_, q) => q);
    // An odd whole number z is the sum of 2^q beta_q with beta_q by bit q of (z + 2^b - 1) / 2.
    return {
      alphas: bits.map((q) => scale * 2 ** q),
      negative: bits.map((q) => Array.from(whole, (z) => ((((z + 2 ** maxBits - 1) / 2) >> q) & 1) === 0)),
    };
  });
  return { ...rest, structure, groups };
}

/** The scale, and every weight as an odd number of it: rounding and least squares in turn. */
function fitScale(weights: Float64Array, bits: number): { scale: number; whole: Float64Array } {
  const top = 2 ** bits - 1;
  const largest = weights.reduce((max, w) => Math.max(max, Math.abs(w)), 0);
  const round = (scale: number) =>
    weights.map((w) => Math.max(-top, Math.min(top, scale === 0 ? 1 : 2 * Math.floor(w / scale / 2) + 1)));
  let best = { scale: 0, whole: round(0) };
  let min = Number.POSITIVE_INFINITY;
  for (const clip of CLIPS) {
    let scale = (clip * largest) / top;
    for (let i = 0; i < ROUNDS; i++) {
      const whole = round(scale);
      scale = weights.reduce((sum, w, n) => sum + w * whole[n]!, 0) / whole.reduce((sum, z) => sum + z * z, 0);
      const error = weights.reduce((sum, w, n) => sum + (w - scale * whole[n]!) ** 2, 0);
      if (!(error < min)) continue;
      min = error;
      best = { scale, whole };
    }
  }
  return best;
}

/**
 * Stored bits of a uniform network where they are held as such: per group one scale instead of its alphas, wide enough for
 * the largest that `alphaBits` allows, and no skips and last flags, as every group has equally many bases, or none for good.
 */
export function tiedStorage(model: Pick<IntegerNetwork, 'layers'>): { totalBits: number; totalBytes: number } {
  const counted = storage(model).layers;
  const totalBits = model.layers.reduce((sum, layer, l) => {
    const { totalBits, alphaBits, indexBits } = counted[l]!;
    if (layer.kind !== 'convolution') return sum + totalBits;
    const held = layer.bitwidths.filter((bases) => bases > 0);
    const scaleBits = layer.alphaBits - Math.max(0, ...held) + 1;
    return sum + totalBits - alphaBits - indexBits + held.length * scaleBits;
  }, 0);
  return { totalBits, totalBytes: Math.ceil(totalBits / 8) };
}
