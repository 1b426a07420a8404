import { roundingHalf, unsignedBits } from '../../model/encode.js';
import { signedBits } from '../../model/range.js';
import { REQUANT_BITS, SIGN_WORD_BITS } from '../../model/storage.js';
import { isEnd, type Node } from '../../network/network.js';
import { biasSteps, gridRequant, type LayerGrid } from '../grid.js';
import type { GroupedLayer } from './grouped-layer.js';

/** The same bits as `storage` counts of the integer layer, without making it: pruning asks for many alternatives. */
export function weightBits(layer: GroupedLayer, counts: Uint8Array, alphaBits: number): number {
  const { passes, skipBits } = countPasses(layer, counts);
  const signs = countBases(counts) * layer.size;
  return Math.ceil(signs / SIGN_WORD_BITS) * SIGN_WORD_BITS + passes * (alphaBits + skipBits + 1);
}

/** Bits of biases and requantisation. */
export function constantBits(bias: ArrayLike<number>, grid: LayerGrid): number {
  const requant = gridRequant(grid);
  const half = roundingHalf({ requant });
  const ranges = Array.from(bias, (b) => {
    const stored = biasSteps(b, grid) + half;
    return { min: stored, max: stored };
  });
  return bias.length * signedBits(ranges) + (requant === null ? 0 : REQUANT_BITS);
}

/** Bits of the shifts of every add: of what it reads, and of its requantisation where the sum stays in the network. */
export function addBits(model: { layers: readonly Node[] }): number {
  const adds = model.layers.filter(({ kind }) => kind === 'add');
  return adds.reduce((bits, add) => bits + REQUANT_BITS * (add.from.length + (isEnd(model, add) ? 0 : 1)), 0);
}

export function countBases(counts: Uint8Array): number {
  let sum = 0;
  for (let g = 0; g < counts.length; g++) sum += counts[g]!;
  return sum;
}

/** Passes of the layer (null passes included) and the width of their skips; see `EncodedLayer`. */
export function countPasses(layer: GroupedLayer, counts: Uint8Array): { passes: number; skipBits: number } {
  let passes = 0;
  let skip = 0;
  for (let first = 0; first < counts.length; first += layer.perOutput) {
    let ofOutput = 0;
    let from = first;
    for (let g = first; g < first + layer.perOutput; g++) {
      if (counts[g] === 0) continue;
      ofOutput += counts[g]!;
      skip = Math.max(skip, g - from);
      from = g;
    }
    passes += Math.max(1, ofOutput);
  }
  return { passes, skipBits: unsignedBits(skip) };
}
