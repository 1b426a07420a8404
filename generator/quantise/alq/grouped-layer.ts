import type { AlqLayer } from '../../model/float-model.js';
import { grouping, type Structure } from '../../model/grouping.js';
import type { Convolution } from '../../network/network.js';
import { membersOf } from '../sketch.js';
import { levelsByCode, MAX_LEVELS } from './levels.js';
import { type Moments, zeroMoments } from './moments.js';

/**
 * One layer's weights in multi-bit form on flat arrays. Weights stand in *group order*: [out][group][weight of the group
 * as in `groupWeights`], which is [out][in][tap] unless the groups are pixelwise.
 */
export class GroupedLayer {
  readonly shape: Convolution;
  readonly structure: Structure;
  /** Weights of one group. */
  readonly size: number;
  /** Groups of one output channel, and of the layer. */
  readonly perOutput: number;
  readonly groups: number;
  readonly weights: number;
  /** Most bases of a group. */
  readonly capacity: number;
  /** Index in [out][in][tap] of every weight in group order; null: the same order. */
  readonly order: Int32Array | null;
  /** Bases of each group. */
  readonly counts: Uint8Array;
  /** [group][capacity], what is trained; all >= 0, 0 behind a group's last basis. */
  readonly alphas: Float64Array;
  /** Moments of `alphas`. */
  readonly alphaMoments: Moments;
  /** Of every weight, in group order: bit q set means that its beta of basis q is -1. */
  readonly codes: Uint8Array;

  /** @param given its weights are left as they are: neither trained nor pruned */
  constructor(
    layer: AlqLayer,
    readonly given = false,
  ) {
    const { structure, groups, bias: _, ...shape } = layer;
    const { groups: perOutput, channelsPerGroup, tapsPerGroup } = grouping(layer, structure);
    this.shape = shape;
    this.structure = structure;
    this.size = channelsPerGroup * tapsPerGroup;
    this.perOutput = perOutput;
    this.groups = perOutput * layer.outChannels;
    this.weights = this.groups * this.size;
    this.capacity = groups.reduce((max, { alphas }) => Math.max(max, alphas.length), 0);
    this.order = structure.kind === 'pixelwise' ? groupOrder(layer) : null;
    this.counts = Uint8Array.from(groups, ({ alphas }) => alphas.length);
    this.alphas = new Float64Array(this.groups * this.capacity);
    this.alphaMoments = zeroMoments(this.alphas.length);
    this.codes = new Uint8Array(this.weights);
    groups.forEach(({ alphas, negative }, g) => {
      alphas.forEach((alpha, q) => {
        this.alphas[g * this.capacity + q] = alpha;
        for (let i = 0; i < this.size; i++) if (negative[q]![i]) this.codes[g * this.size + i]! |= 1 << q;
      });
    });
  }

  /** Makes a negative alpha positive, its basis flipped with it: no weight changes. */
  makePositive(group: number, q: number): void {
    const at = group * this.capacity + q;
    if (this.alphas[at]! >= 0) return;
    this.alphas[at] = -this.alphas[at]!;
    this.alphaMoments.first[at] = -this.alphaMoments.first[at]!;
    const end = (group + 1) * this.size;
    for (let i = group * this.size; i < end; i++) this.codes[i]! ^= 1 << q;
  }

  /** Takes basis q out of a group; the later ones move up. */
  removeBasis(group: number, q: number): void {
    const { alphas, alphaMoments, codes, size } = this;
    const from = group * this.capacity;
    const last = --this.counts[group]!;
    for (const values of [alphas, alphaMoments.first, alphaMoments.second, alphaMoments.largest]) {
      values.copyWithin(from + q, from + q + 1, from + last + 1);
      values[from + last] = 0;
    }
    const end = (group + 1) * size;
    for (let i = group * size; i < end; i++) codes[i] = withoutBit(codes[i]!, q);
  }

  /** Writes the weights that `alphas` [group][capacity] stand for into `out`, in group order. */
  reconstruct(alphas: Float64Array, out: Float64Array): void {
    const levels = new Float64Array(MAX_LEVELS);
    for (let g = 0, i = 0; g < this.groups; g++) {
      levelsByCode(levels, alphas, g * this.capacity, this.counts[g]!);
      for (const end = i + this.size; i < end; i++) out[i] = levels[this.codes[i]!]!;
    }
  }

  /** From [out][in][tap] into group order; the same array where the orders are the same. */
  gather(values: Float32Array, into: Float32Array): Float32Array {
    if (this.order === null) return values;
    for (let i = 0; i < this.order.length; i++) into[i] = values[this.order[i]!]!;
    return into;
  }

  /** From group order into [out][in][tap]. */
  scatter(values: Float64Array, out: Float32Array): void {
    if (this.order === null) out.set(values);
    else for (let i = 0; i < this.order.length; i++) out[this.order[i]!] = values[i]!;
  }

  /** The layer with the given alphas [group][capacity], bases in the order they are held in. */
  toAlq(alphas: Float64Array, bias: Float32Array): AlqLayer {
    const groups = Array.from(this.counts, (count, g) => ({
      alphas: Array.from(alphas.subarray(g * this.capacity, g * this.capacity + count)),
      negative: Array.from({ length: count }, (_, q) => this.negative(g, q)),
    }));
    return { ...this.shape, structure: this.structure, groups, bias };
  }

  negative(group: number, q: number): boolean[] {
    const codes = this.codes.subarray(group * this.size, (group + 1) * this.size);
    return Array.from(codes, (code) => ((code >> q) & 1) === 1);
  }
}

/** A code without bit q: the bits above it move down. */
export function withoutBit(code: number, q: number): number {
  const below = (1 << q) - 1;
  return (code & below) | ((code >> 1) & ~below);
}

function groupOrder(layer: AlqLayer): Int32Array {
  const members = membersOf(layer, layer.structure).flat();
  return Int32Array.from(
    { length: layer.outChannels * members.length },
    (_, i) => Math.floor(i / members.length) * members.length + members[i % members.length]!,
  );
}
