import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import { roundingHalf } from '../../model/encode.js';
import { grouping, type Structure } from '../../model/grouping.js';
import type { IntegerLayer, IntegerNetwork } from '../../model/integer-model.js';
import { Interpreter } from '../../model/interpreter.js';
import { accumulatorRange } from '../../model/nodes/convolution.js';
import { inputRanges } from '../../model/ranges.js';
import { type Edge, INPUT, type LayerShape, type Pool } from '../../network/network.js';
import { convolutionLengths } from '../../network/nodes/convolution.js';
import { POOL_KINDS } from '../../network/pooling.js';
import type { Random } from '../../support/random.js';
import { random } from '../../support/random.js';
import { nodeName } from './corners.js';
import { LAYER_RANGES, type LayerPlan, number, type Plan } from './plan.js';

/** The shape of layer `i` behind `inChannels` x `positions`. */
export function layerShape(
  plan: LayerPlan,
  i: number,
  inChannels: number,
  positions: number,
  isLast: boolean,
  { names, moreTaps }: Pick<Plan, 'names' | 'moreTaps'>,
): LayerShape {
  const { outChannels } = plan;
  const more = i === 0 ? moreTaps : 0;
  const longest = LAYER_RANGES.kernel[1] + more;
  if (isLast) {
    // One position: the kernel reaches over all of them, or the stride beyond those that it leaves out.
    const kernel = Math.min(positions, longest);
    const padding = Math.min(plan.padding, kernel - 1, Math.floor((longest - kernel) / 2));
    const left = positions + 2 * padding - kernel;
    const stride = Math.max(plan.stride, left + 1);
    const name = nodeName(names, i, 'scores');
    return { name, inChannels, outChannels, kernel, stride, padding, pool: null };
  }
  const name = nodeName(names, i, `conv${i + 1}`);
  const kernel = Math.min(plan.kernel + more, positions);
  const padding = Math.min(plan.padding, kernel - 1);
  const { stride } = plan;
  const shape: LayerShape = { name, inChannels, outChannels, kernel, stride, padding, pool: null };
  const { conv } = convolutionLengths(shape, positions);
  return { ...shape, pool: poolOf(plan, conv) };
}

function poolOf(plan: LayerPlan, positions: number): Pool | null {
  if (plan.pool === 0) return null;
  const kernel = plan.poolKernel === 0 ? positions : Math.min(plan.poolKernel, positions);
  return { kind: POOL_KINDS[plan.pool - 1]!, kernel, stride: plan.poolStride };
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
export function weighted(
  before: IntegerNetwork,
  shape: LayerShape,
  plan: LayerPlan,
  isLast: boolean,
  set: SignalSet,
  from: Edge = before.layers.at(-1)?.name ?? INPUT,
): IntegerLayer {
  const structure = structureOf(plan, shape.inChannels);
  const { groups, channelsPerGroup, tapsPerGroup } = grouping(shape, structure);
  const rng = random(plan.weights);
  const empty = Math.min(plan.empty, shape.outChannels - 1);
  const count = shape.outChannels * groups;
  const bitwidths = Uint8Array.from({ length: count }, (_, at) => {
    const pruned = at < empty * groups || (rng.integer(0, 99) < plan.pruned && at < count - 1);
    return pruned ? 0 : rng.integer(Math.min(1, plan.bases), plan.bases);
  });
  const bases = bitwidths.reduce((sum, b) => sum + b, 0);
  const signs = Uint8Array.from({ length: bases * channelsPerGroup * tapsPerGroup }, () => rng.integer(0, 1));
  for (let less = 0; ; less++) {
    const alphaBits = Math.max(1, plan.alphaBits - less);
    const top = 2 ** alphaBits - 1;
    const layer: IntegerLayer = {
      ...shape,
      kind: 'convolution',
      from: [from],
      structure,
      alphaBits,
      bitwidths,
      alphas: Uint16Array.from({ length: bases }, () => number(rng, [1, top, Math.ceil(top / 2), top])),
      signs,
      bias: new Int32Array(shape.outChannels),
      requant: null,
      scaleLog2: 0,
    };
    const withLayer = (): IntegerNetwork => ({ ...before, layers: [...before.layers, layer] });
    const [input] = inputRanges(withLayer()).slice(-1);
    if (!holds(accumulatorRange(layer, input!).outputs, 0)) continue;
    const largest = setBiases(before, layer, plan.biasBits === 0 ? 0 : Math.max(1, plan.biasBits - less), rng, set);
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

/** Sets the biases of a layer behind others, which has none yet; returns the largest accumulator over the fragments. */
function setBiases(before: IntegerNetwork, layer: IntegerLayer, biasBits: number, rng: Random, set: SignalSet): number {
  const { bias } = layer;
  const sums = new Interpreter({ ...before, layers: [...before.layers, { ...layer, pool: null }] });
  const runs = set.names.map((_, f) => sums.run(windowCodes(set, f)).at(-1)!);
  let largest = 0;
  bias.forEach((_, o) => {
    const own = runs.flatMap(({ values, positions }) => [...values.subarray(o * positions, (o + 1) * positions)]);
    const [min, max] = [Math.min(...own), Math.max(...own)];
    const wide = 2 ** biasBits;
    bias[o] = biasBits === 0 ? -rng.integer(min, max) : rng.integer(-wide, wide - 1);
    largest = Math.max(largest, max + bias[o]!);
  });
  return largest;
}
