import type { Random } from '../config/random.js';
import { random } from '../config/random.js';
import { codesPerFragment, type FragmentSet, fragment, fragmentSet } from '../data/fragment-set.js';
import { roundingHalf } from '../model/encode.js';
import type { InputSpec } from '../model/float-model.js';
import type { IntegerLayer, IntegerModel } from '../model/integer-model.js';
import { Interpreter } from '../model/interpreter.js';
import { grouping, type LayerShape, layerLengths, type Pool, type Structure } from '../model/network.js';
import { accumulatorRange, inputRanges } from '../model/ranges.js';

/**
 * A random network as numbers alone, so that it can be drawn, printed and made smaller number by number: any numbers
 * within `RANGES` give a legal network (`realise`), smaller ones a simpler one.
 */
export interface Plan extends Record<keyof typeof RANGES, number> {
  layers: LayerPlan[];
}
export type LayerPlan = Record<keyof typeof LAYER_RANGES, number>;

/** Least and most, and what is usual: from where to where most networks have it. */
type Range = readonly [least: number, most: number, from: number, to: number];

const SEED = [0, 2 ** 31 - 1, 0, 2 ** 31 - 1] as const;

/** What a plan may hold besides its layers. */
export const RANGES = {
  samples: [1, 220, 20, 120],
  channels: [1, 12, 1, 2],
  codeBits: [1, 16, 8, 12],
  /** Code of zero in 1/64 of the largest. */
  zero: [0, 64, 24, 40],
  /** At most `codeBits`. */
  shift: [0, 15, 0, 3],
  /** Of the first activation; at most `codeBits` + 1. */
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
  /** None, max, sum. */
  pool: [0, 2, 0, 2],
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

const MOST_LAYERS = 5;

/** A network the hardware takes, and fragments for it. */
export interface RandomNetwork {
  model: IntegerModel;
  /** Lanes for each layer. */
  lanes: number[];
  set: FragmentSet;
}

/** Usual, or at an end, or anything: what breaks lies at the ends, and shows where the rest is usual. */
function number(chance: Random, [least, most, from, to]: Range): number {
  const kind = chance.uniform();
  if (kind < 0.85) return chance.integer(from, to);
  if (kind < 0.9) return least;
  return kind < 0.94 ? most : chance.integer(least, most);
}

function numbers<K extends string>(chance: Random, ranges: Record<K, Range>): Record<K, number> {
  const drawn = Object.entries<Range>(ranges).map(([key, range]) => [key, number(chance, range)]);
  return Object.fromEntries(drawn) as Record<K, number>;
}

/** Draws a network whose simulation takes at most about `cycles` clock cycles. */
export function drawPlan(chance: Random, cycles: number): Plan {
  const layers = Array.from({ length: chance.integer(1, MOST_LAYERS) }, () => ({
    ...numbers(chance, LAYER_RANGES),
    // A layer without any basis hides all before it: rare.
    bases: chance.uniform() < 0.03 ? 0 : number(chance, [1, 8, 1, 3]),
  }));
  const plan: Plan = { ...numbers(chance, RANGES), layers };
  // Too large: one of the numbers that cost most is halved, whichever chance takes, so that the others may stay large.
  while (costOf(plan) > cycles) {
    const layer = plan.layers[chance.integer(0, plan.layers.length - 1)]!;
    switch (chance.integer(0, 5)) {
      case 0:
        plan.samples = Math.ceil(plan.samples * 0.7);
        break;
      case 1:
        plan.fragments = Math.min(plan.fragments, Math.max(2, plan.fragments - 1));
        break;
      case 2:
        plan.channels = Math.ceil(plan.channels / 2);
        break;
      case 3:
        layer.outChannels = Math.ceil(layer.outChannels / 2);
        break;
      case 4:
        layer.kernel = Math.ceil(layer.kernel / 2);
        break;
      default:
        layer.bases = Math.ceil(layer.bases / 2);
    }
  }
  return plan;
}

/** About how many cycles the fragments take, one after the other through all layers. */
function costOf(plan: Plan): number {
  const { model, lanes } = realise(plan);
  const lengths = layerLengths(model.input.samples, model.layers);
  const cycles = model.layers.map(
    ({ signs, alphas, outChannels }, i) =>
      Math.ceil(lengths[i]!.conv / lanes[i]!) * (Math.max(signs.length, alphas.length * lanes[i]!) + outChannels),
  );
  return plan.fragments * cycles.reduce((sum, n) => sum + n, codesPerFragment(model.input));
}

/** The network of a plan; every number beyond what the others allow is taken as the largest allowed. */
export function realise(plan: Plan): RandomNetwork {
  const { samples, channels, codeBits } = plan;
  const input = {
    samples,
    ...(channels > 1 ? { channels } : {}),
    sampleRateHz: 360,
    codeBits,
    zero: Math.floor((plan.zero * (2 ** codeBits - 1)) / RANGES.zero[1]),
    shift: Math.min(plan.shift, codeBits),
    bits: Math.min(plan.bits, codeBits + 1),
  };
  const set = randomFragments(input, plan.fragments, plan.codes);
  let model: IntegerModel = { name: 'random', classes: [], input, layers: [] };
  const lanes: number[] = [];
  let positions = samples;
  plan.layers.forEach((layerPlan, i) => {
    const isLast = i === plan.layers.length - 1;
    const shape = layerShape(layerPlan, i, model.layers.at(-1)?.outChannels ?? channels, positions, isLast);
    model = { ...model, layers: [...model.layers, weighted(model, shape, layerPlan, isLast, set)] };
    const { conv, output } = layerLengths(positions, [shape])[0]!;
    const used = shape.pool === null ? conv : (output - 1) * shape.pool.stride + shape.pool.kernel;
    lanes.push(2 ** Math.min(layerPlan.lanes, Math.ceil(Math.log2(used))));
    positions = output;
  });
  const classes = Array.from({ length: model.layers.at(-1)!.outChannels }, (_, c) => `class${c}`);
  return { model: { ...model, classes }, lanes, set: { ...set, classes } };
}

function layerShape(plan: LayerPlan, i: number, inChannels: number, positions: number, isLast: boolean): LayerShape {
  const { outChannels } = plan;
  const longest = LAYER_RANGES.kernel[1];
  if (isLast) {
    // One position: the kernel reaches over all of them, or the stride beyond those that it leaves out.
    const kernel = Math.min(positions, longest);
    const padding = Math.min(plan.padding, kernel - 1, Math.floor((longest - kernel) / 2));
    const left = positions + 2 * padding - kernel;
    const stride = Math.max(plan.stride, left + 1);
    return { name: 'scores', inChannels, outChannels, kernel, stride, padding, pool: null };
  }
  const kernel = Math.min(plan.kernel, positions);
  const padding = Math.min(plan.padding, kernel - 1);
  const { stride } = plan;
  const shape: LayerShape = { name: `conv${i + 1}`, inChannels, outChannels, kernel, stride, padding, pool: null };
  const { conv } = layerLengths(positions, [shape])[0]!;
  return { ...shape, pool: poolOf(plan, conv) };
}

function poolOf(plan: LayerPlan, positions: number): Pool | null {
  if (plan.pool === 0) return null;
  const kernel = plan.poolKernel === 0 ? positions : Math.min(plan.poolKernel, positions);
  return { kind: plan.pool === 1 ? 'max' : 'sum', kernel, stride: plan.poolStride };
}

function structureOf(plan: LayerPlan, inChannels: number): Structure {
  const divisors = Array.from({ length: inChannels }, (_, c) => c + 1).filter((d) => inChannels % d === 0);
  const kinds: Structure[] = [
    { kind: 'channelwise' },
    { kind: 'kernelwise' },
    { kind: 'pixelwise' },
    { kind: 'subchannelwise', count: divisors[plan.blocks % divisors.length]! },
  ];
  return kinds[plan.structure]!;
}

/** The layer behind those of `before`, with weights; its alphas and biases as wide as planned, or as 32 bits let them. */
function weighted(
  before: IntegerModel,
  shape: LayerShape,
  plan: LayerPlan,
  isLast: boolean,
  set: FragmentSet,
): IntegerLayer {
  const structure = structureOf(plan, shape.inChannels);
  const { groups, channelsPerGroup, tapsPerGroup } = grouping(shape, structure);
  const chance = random(plan.weights);
  const empty = Math.min(plan.empty, shape.outChannels - 1);
  const count = shape.outChannels * groups;
  const bitwidths = Uint8Array.from({ length: count }, (_, at) => {
    const pruned = at < empty * groups || (chance.integer(0, 99) < plan.pruned && at < count - 1);
    return pruned ? 0 : chance.integer(Math.min(1, plan.bases), plan.bases);
  });
  const bases = bitwidths.reduce((sum, b) => sum + b, 0);
  const signs = Uint8Array.from({ length: bases * channelsPerGroup * tapsPerGroup }, () => chance.integer(0, 1));
  for (let less = 0; ; less++) {
    const alphaBits = Math.max(1, plan.alphaBits - less);
    const top = 2 ** alphaBits - 1;
    const layer: IntegerLayer = {
      ...shape,
      structure,
      alphaBits,
      bitwidths,
      alphas: Uint16Array.from({ length: bases }, () => number(chance, [1, top, Math.ceil(top / 2), top])),
      signs,
      bias: new Int32Array(shape.outChannels),
      requant: null,
      scaleLog2: 0,
    };
    const withLayer = (): IntegerModel => ({ ...before, layers: [...before.layers, layer] });
    const [input] = inputRanges(withLayer()).slice(-1);
    if (!holds(accumulatorRange(layer, input!).outputs, 0)) continue;
    const largest = setBiases(withLayer(), plan.biasBits === 0 ? 0 : Math.max(1, plan.biasBits - less), chance, set);
    const bits = plan.activationBits;
    const shift = Math.max(0, Math.min(31, Math.ceil(Math.log2(largest + 1)) - bits - (plan.overfill - 4)));
    if (!isLast) layer.requant = { shift, bits };
    if (holds(accumulatorRange(layer, input!).outputs, roundingHalf(layer))) return layer;
  }
}

/** Whether 32 bits hold the accumulators with what requantisation adds. */
function holds(outputs: readonly { min: number; max: number }[], half: number): boolean {
  return outputs.every(({ min, max }) => min >= -(2 ** 31) && max + half < 2 ** 31);
}

/** Sets the biases of a model's last layer, which has none yet; returns the largest accumulator over the fragments. */
function setBiases(model: IntegerModel, biasBits: number, chance: Random, set: FragmentSet): number {
  const { bias } = model.layers.at(-1)!;
  const sums = new Interpreter({ ...model, layers: model.layers.with(-1, { ...model.layers.at(-1)!, pool: null }) });
  const runs = set.names.map((_, f) => sums.run(fragment(set, f)).at(-1)!);
  let largest = 0;
  bias.forEach((_, o) => {
    const own = runs.flatMap(({ values, positions }) => [...values.subarray(o * positions, (o + 1) * positions)]);
    const [least, most] = [Math.min(...own), Math.max(...own)];
    const wide = 2 ** biasBits;
    bias[o] = biasBits === 0 ? -chance.integer(least, most) : chance.integer(-wide, wide - 1);
    largest = Math.max(largest, most + bias[o]!);
  });
  return largest;
}

/** Fragments without classes: noise, steps between the smallest and the largest code, ramps, constants, small values about zero. */
export function randomFragments(input: InputSpec, count: number, seed: number): FragmentSet {
  const chance = random(seed);
  const top = 2 ** input.codeBits - 1;
  const length = codesPerFragment(input);
  const kinds: ((at: number) => number)[] = [
    () => chance.integer(0, top),
    () => chance.integer(0, 1) * top,
    () => Math.max(0, Math.min(top, input.zero + chance.integer(-3, 3) * 2 ** input.shift)),
    (at) => Math.floor((at * top) / length),
    () => top,
    () => 0,
  ];
  const fragments = Array.from({ length: count }, (_, f) => ({
    codes: Int16Array.from({ length }, (_, at) => kinds[f % kinds.length]!(at)),
    label: -1,
    record: 'random',
    name: `${f}`,
  }));
  const { channels } = input;
  const set = fragmentSet(`random (seed ${seed})`, [], length, fragments);
  return { ...set, samples: input.samples, ...(channels === undefined ? {} : { channels }) };
}

/** Plans that are simpler by one step: a layer less, a number at its least, half way there, or one nearer. */
export function simplerPlans(plan: Plan): Plan[] {
  const { layers, ...own } = plan;
  const without = layers.length > 1 ? layers.map((_, i) => ({ ...plan, layers: layers.toSpliced(i, 1) })) : [];
  const inLayers = layers.flatMap((layer, i) =>
    simplerNumbers(layer, LAYER_RANGES).map((simpler) => ({ ...plan, layers: layers.with(i, simpler) })),
  );
  return [...without, ...simplerNumbers(own, RANGES).map((simpler) => ({ ...simpler, layers })), ...inLayers];
}

function simplerNumbers<K extends string>(given: Record<K, number>, ranges: Record<K, Range>): Record<K, number>[] {
  return (Object.keys(ranges) as K[]).flatMap((key) => {
    const [least] = ranges[key];
    const value = given[key];
    const nearer = new Set([least, least + Math.floor((value - least) / 2), value - 1]);
    return [...nearer].filter((n) => n >= least && n < value).map((n) => ({ ...given, [key]: n }));
  });
}
