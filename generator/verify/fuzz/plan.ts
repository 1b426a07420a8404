import { POOL_KINDS } from '../../network/pooling.js';
import type { Random } from '../../support/random.js';

/**
 * A random network as numbers alone, so that it can be drawn, printed and made smaller number by number: any numbers
 * within `RANGES` give a legal network (`realise`), smaller ones a simpler one.
 */
export interface Plan extends Record<keyof typeof OPTIONS | CornerNumber | keyof typeof RANGES, number> {
  layers: LayerPlan[];
}
export type LayerPlan = Record<keyof typeof LAYER_RANGES, number>;

/** Least and most, and what is usual: from where to where most networks have it. */
type Range = readonly [least: number, most: number, from: number, to: number];

const SEED = [0, 2 ** 31 - 1, 0, 2 ** 31 - 1] as const;

/** What a design may have and need not. */
export const OPTIONS = {
  /** A parity bit a word. */
  parity: [0, 1, 0, 1],
  /** Where one engine computes all layers: outputs of the first layer that windows of one signal are apart; 0: no signal. */
  hop: [0, 24, 0, 4],
  /** Single-port RAMs there: for the activations, and how many for the tables, at most what the tables take. */
  spramActivations: [0, 1, 0, 1],
  spramTables: [0, 4, 0, 2],
  /**
   * The other kind of lanes: where each layer has an engine of its own those that take all taps of a channel at once, where one
   * engine computes all layers those that multiply once a pass.
   */
  otherLanes: [0, 1, 0, 1],
  /** A register slice on each port. */
  registered: [0, 1, 0, 1],
  /** Which of `RESET_STYLES`. */
  reset: [0, 2, 0, 2],
  /** By how much channels differ in zero and shift; 0: not at all. */
  channelsApart: [0, 3, 0, 1],
} as const satisfies Record<string, Range>;

/** What plain plans never have: numbers of `withCorner`. 0: not there. */
export const CORNERS = {
  /** Channels besides `channels`. */
  channels: { moreChannels: [0, 52, 0, 52] },
  /** Taps of the first layer besides its `kernel`, as many as there are positions, and samples besides `samples`. */
  kernels: { moreTaps: [0, 136, 0, 136] },
  /** Outputs of the last layer that are copies of its first. */
  ties: { ties: [0, 3, 0, 3] },
  /** Windows of codes at their ends, that drive sums to theirs. */
  codes: { worstCodes: [0, 1, 0, 1] },
  /** Which odd names design, nodes and outputs have. */
  names: { names: [0, 60, 0, 60] },
  /** Seed of branches and joins: see `graphOf`. */
  branches: { branches: SEED },
  /** Labels, values. */
  tasks: { task: [0, 2, 0, 2] },
  /** Seed of several outputs: see `severalTask`. */
  several: { several: SEED },
  /** Where each layer has an engine of its own: seed of how many engines share its channels. */
  outputLanes: { outputLanes: SEED },
} as const satisfies Record<string, Record<string, Range>>;

export type Corner = keyof typeof CORNERS;
export const CORNER_NAMES = Object.keys(CORNERS) as Corner[];
type KeysOf<T> = T extends unknown ? keyof T : never;
type CornerNumber = KeysOf<(typeof CORNERS)[Corner]>;
export const CORNER_RANGES = Object.assign({}, ...Object.values(CORNERS)) as Record<CornerNumber, Range>;

/** What a plan holds besides those and its layers. */
export const RANGES = {
  samples: [1, 220, 20, 120],
  channels: [1, 12, 1, 2],
  codeBits: [1, 16, 8, 12],
  /** Code of zero in 1/64 of the largest. */
  zero: [0, 64, 24, 40],
  shift: [0, 15, 0, 3],
  /** Of the first activation. */
  bits: [2, 16, 6, 9],
  fragments: [1, 6, 2, 5],
  codes: SEED,
  /** Seed of the pauses on both ports in the second run. */
  stall: [1, 2 ** 31 - 1, 1, 2 ** 31 - 1],
  /** Lanes and taps of a lookup where one engine computes all layers, as powers of two. */
  foldedLanes: [0, 6, 0, 3],
  foldedTaps: [0, 2, 0, 2],
} as const satisfies Record<string, Range>;

/** What a layer may be; the last takes what one position and raw scores leave. */
export const LAYER_RANGES = {
  outChannels: [1, 12, 2, 5],
  kernel: [1, 64, 1, 7],
  stride: [1, 9, 1, 2],
  /** At most `kernel` - 1. */
  padding: [0, 63, 0, 4],
  /** None, then `POOL_KINDS`. */
  pool: [0, POOL_KINDS.length, 0, POOL_KINDS.length],
  /** 0: all positions. */
  poolKernel: [0, 9, 1, 3],
  poolStride: [1, 9, 1, 2],
  /** Channelwise, kernelwise, pixelwise, sub-channelwise. */
  structure: [0, 3, 0, 3],
  /** Which divisor of the input channels the sub-channels are. */
  blocks: [0, 5, 0, 5],
  alphaBits: [1, 16, 3, 8],
  /** Most bases of a group. */
  bases: [0, 8, 1, 3],
  /** Percent of groups without any basis. */
  pruned: [0, 80, 0, 30],
  /** Output channels without any basis, the first; at most all but one. */
  empty: [0, 2, 0, 1],
  activationBits: [2, 8, 3, 8],
  /** How many times over, in powers of two, the largest accumulator met overfills the activation; less 4. */
  overfill: [0, 12, 3, 5],
  /** 0: each bias puts its accumulators about zero, as trained ones are; else random ones of so many bits. */
  biasBits: [0, 30, 0, 0],
  weights: SEED,
  /** Where the layer has an engine of its own: lanes as a power of two, at most its positions. */
  lanes: [0, 6, 0, 3],
} as const satisfies Record<string, Range>;

/** Usual, or at an end, or anything: what breaks lies at the ends, and shows where the rest is usual. */
export function number(rng: Random, [min, max, from, to]: Range): number {
  const kind = rng.uniform();
  if (kind < 0.85) return rng.integer(from, to);
  if (kind < 0.9) return min;
  return kind < 0.94 ? max : rng.integer(min, max);
}

/** One number of each range. */
export function numbers<K extends string>(rng: Random, ranges: Record<K, Range>): Record<K, number> {
  const drawn = Object.entries<Range>(ranges).map(([key, range]) => [key, number(rng, range)]);
  return Object.fromEntries(drawn) as Record<K, number>;
}

/** Plans that are simpler by one step: an option, a layer less, a number at its least, half way there, or one nearer. */
export function simplerPlans(plan: Plan): Plan[] {
  const { layers, ...own } = plan;
  const without = layers.length > 1 ? layers.map((_, i) => ({ ...plan, layers: layers.toSpliced(i, 1) })) : [];
  const inLayers = layers.flatMap((layer, i) =>
    simplerNumbers(layer, LAYER_RANGES).map((simpler) => ({ ...plan, layers: layers.with(i, simpler) })),
  );
  const inPlan = (ranges: Partial<Record<keyof typeof own, Range>>) =>
    simplerNumbers(own, ranges).map((simpler) => ({ ...simpler, layers }));
  return [...inPlan(OPTIONS), ...inPlan(CORNER_RANGES), ...without, ...inPlan(RANGES), ...inLayers];
}

function simplerNumbers<K extends string>(
  given: Record<K, number>,
  ranges: Partial<Record<K, Range>>,
): Record<K, number>[] {
  return (Object.entries(ranges) as [K, Range][]).flatMap(([key, [min]]) => {
    const value = given[key];
    const nearer = new Set([min, min + Math.floor((value - min) / 2), value - 1]);
    return [...nearer].filter((n) => n >= min && n < value).map((n) => ({ ...given, [key]: n }));
  });
}
