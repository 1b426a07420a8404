import { type SignalSet, signalSet } from '../../data/signal-set.js';
import type { IntegerModel, IntegerNetwork } from '../../model/integer-model.js';
import type { InputSpec } from '../../network/input.js';
import { codesPerWindow, ofChannel } from '../../network/input.js';
import { convolutions } from '../../network/network.js';
import { convolutionLengths } from '../../network/nodes/convolution.js';
import { layerLengths, usedPositions } from '../../network/shapes.js';
import type { Random } from '../../support/random.js';
import { random } from '../../support/random.js';
import { designNameOf, outputName, severalTask, taskOfPlan, withTies, worstCodes } from './corners.js';
import {
  CORNERS,
  type Corner,
  LAYER_RANGES,
  type LayerPlan,
  number,
  numbers,
  OPTIONS,
  type Plan,
  RANGES,
} from './plan.js';
import { graphLanes, graphOf } from './random-graph.js';
import { layerShape, weighted } from './random-layer.js';

const MAX_LAYERS = 5;

/** A network the hardware takes, and fragments for it. */
export interface RandomNetwork<M extends IntegerNetwork = IntegerModel> {
  model: M;
  /** Lanes for each layer that has any. */
  lanes: number[];
  set: SignalSet;
}

/** Of any graph. */
export type AnyNetwork = RandomNetwork<IntegerNetwork>;

const WITHOUT_OPTIONS = {
  parity: 0,
  hop: 0,
  spramActivations: 0,
  spramTables: 0,
  otherLanes: 0,
  registered: 0,
  reset: 0,
  channelsApart: 0,
};
const WITHOUT_CORNERS = {
  moreChannels: 0,
  moreTaps: 0,
  ties: 0,
  worstCodes: 0,
  names: 0,
  branches: 0,
  task: 0,
  several: 0,
  outputLanes: 0,
};

/** Draws a network whose simulation takes at most about `cycles` clock cycles. */
export function drawPlan(rng: Random, cycles: number): Plan {
  const layers = Array.from({ length: rng.integer(1, MAX_LAYERS) }, () => ({
    ...numbers(rng, LAYER_RANGES),
    // A layer without any basis hides all before it: rare.
    bases: rng.uniform() < 0.03 ? 0 : number(rng, [1, 8, 1, 3]),
  }));
  const plan: Plan = { ...WITHOUT_OPTIONS, ...WITHOUT_CORNERS, ...numbers(rng, RANGES), layers };
  // Too large: one of the numbers that cost most is halved, whichever chance takes, so that the others may stay large.
  while (costOf(plan) > cycles) {
    const layer = plan.layers[rng.integer(0, plan.layers.length - 1)]!;
    switch (rng.integer(0, 5)) {
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
  return { ...plan, ...numbers(rng, OPTIONS) };
}

/** Times as many cycles as without it a corner may take. */
const CORNER_COST = 6;

/** The plan with a corner that it does not have, as far as about `CORNER_COST` times `cycles` let it. */
export function withCorner(plan: Plan, corner: Corner, rng: Random, cycles: number): Plan {
  const numbersOf = Object.entries<readonly number[]>(CORNERS[corner]).map(([key, [, max]]) => [
    key,
    rng.integer(1, max!),
  ]);
  let cornered: Plan = { ...plan, ...Object.fromEntries(numbersOf) };
  for (; costOf(cornered) > CORNER_COST * cycles; ) {
    const { moreChannels, moreTaps, fragments } = cornered;
    if (moreChannels + moreTaps < 2) break;
    const half = (n: number) => Math.ceil(n / 2);
    cornered = { ...cornered, moreChannels: half(moreChannels), moreTaps: half(moreTaps), fragments: half(fragments) };
  }
  return cornered;
}

/** About how many cycles the fragments take, one after the other through all layers. */
function costOf(plan: Plan): number {
  const { model, lanes } = realiseAny(plan);
  const lengths = new Map(layerLengths(model).map(({ conv }, i) => [model.layers[i]!.name, conv]));
  const cycles = convolutions(model.layers).map(
    ({ name, signs, alphas, outChannels }, i) =>
      Math.ceil(lengths.get(name)! / lanes[i]!) * (Math.max(signs.length, alphas.length * lanes[i]!) + outChannels),
  );
  return plan.fragments * cycles.reduce((sum, n) => sum + n, codesPerWindow(model.input));
}

/** The network of a plan; every number beyond what the others allow is taken as the largest allowed. */
export function realise(plan: Plan): RandomNetwork {
  const input = inputOf(plan);
  const { samples, channels } = input;
  const set = randomFragments(input, plan.fragments, plan.codes);
  let model: IntegerModel = { name: designNameOf(plan.names, 'random'), classes: [], input, layers: [] };
  const lanes: number[] = [];
  let positions = samples;
  plan.layers.forEach((own, i) => {
    const isLast = i === plan.layers.length - 1;
    const layerPlan = isLast && plan.several > 0 ? withOutputs(own, plan.several) : own;
    const shape = layerShape(layerPlan, i, model.layers.at(-1)?.outChannels ?? channels, positions, isLast, plan);
    model = { ...model, layers: [...model.layers, weighted(model, shape, layerPlan, isLast, set)] };
    const { output } = convolutionLengths(shape, positions);
    lanes.push(2 ** Math.min(layerPlan.lanes, Math.ceil(Math.log2(usedPositions(shape, output)))));
    positions = output;
  });
  const last = withTies(model.layers.at(-1)!, plan.ties);
  const classes = Array.from({ length: last.outChannels }, (_, c) => outputName(plan.names, c));
  model = { ...model, classes, layers: model.layers.with(-1, last) };
  const shown = fragmentsOf(plan, model);
  const task = severalTask(plan.several, model, shown) ?? taskOfPlan(plan.task, model, shown);
  return { model: { ...model, ...(task && { task }) }, lanes, set: shown };
}

/** As many scores as several outputs need, and more. */
const withOutputs = (layer: LayerPlan, seed: number): LayerPlan => ({
  ...layer,
  outChannels: Math.max(layer.outChannels, 2 + (seed % 5)),
});

/** The same, or with branches and joins, where the plan has them; classes, or several outputs, are then told of windows and of steps. */
export function realiseAny(plan: Plan): RandomNetwork<IntegerNetwork> {
  if (plan.branches === 0) return realise(plan);
  const input = inputOf(plan);
  const set = randomFragments(input, plan.fragments, plan.codes);
  const network = graphOf(plan, input, set);
  const classes = Array.from({ length: network.layers.at(-1)!.outChannels }, (_, c) => outputName(plan.names, c));
  const named = { ...network, classes };
  const task = plan.branches % 3 === 0 ? severalTask(plan.branches, named, set) : undefined;
  const model = { ...named, ...(task && { task }) };
  return { model, lanes: graphLanes(model, plan.branches), set };
}

function inputOf(plan: Plan) {
  const { samples, moreTaps, codeBits, bits } = plan;
  const shape = { samples: samples + moreTaps, channels: channelsOf(plan), sampleRateHz: 360 };
  return { ...shape, codeBits, ...zeroAndShift(plan), bits };
}

const channelsOf = ({ channels, moreChannels }: Plan) => channels + moreChannels;

/** The fragments of a plan's network, `hop` samples apart: random ones, or of worst codes. */
export function fragmentsOf(plan: Plan, model: IntegerNetwork, hop?: number): SignalSet {
  const kinds = plan.worstCodes === 0 || plan.branches > 0 ? undefined : worstCodes(model as IntegerModel, plan.codes);
  return randomFragments(model.input, plan.fragments, plan.codes, hop, kinds);
}

/** Of all channels, or of each. */
function zeroAndShift(plan: Plan) {
  const { channelsApart: apart, codeBits, zero, shift } = plan;
  const channels = channelsOf(plan);
  const max = RANGES.zero[1];
  const ofZero = (c: number) => Math.floor((((zero + 5 * apart * c) % (max + 1)) * (2 ** codeBits - 1)) / max);
  const ofShift = (c: number) => Math.min(RANGES.shift[1], shift + (c % (apart + 1)));
  if (apart === 0 || channels === 1) return { zero: ofZero(0), shift: ofShift(0) };
  const all = Array.from({ length: channels }, (_, c) => c);
  return { zero: all.map(ofZero), shift: all.map(ofShift) };
}

/**
 * Fragments without classes: noise, steps between the smallest and the largest code, ramps, constants, small values about
 * zero; or of other kinds given. They are windows of one signal, `hop` samples apart; each brings what is new in it.
 */
export function randomFragments(
  input: InputSpec,
  count: number,
  seed: number,
  hop = input.samples,
  given?: readonly ((at: number, of: number) => number)[],
): SignalSet {
  const rng = random(seed);
  const top = 2 ** input.codeBits - 1;
  const length = codesPerWindow(input);
  const apart = codesPerWindow({ ...input, samples: hop });
  const kinds = given ?? [
    () => rng.integer(0, top),
    () => rng.integer(0, 1) * top,
    (at: number) => {
      const [zero, shift] = [input.zero, input.shift].map((value) => ofChannel(value, at % input.channels));
      return Math.max(0, Math.min(top, zero! + rng.integer(-3, 3) * 2 ** shift!));
    },
    (at: number, of: number) => Math.floor((at * top) / of),
    () => top,
    () => 0,
  ];
  const signal = Array.from({ length: count }, (_, f) => {
    const of = f === 0 ? length : apart;
    return Array.from({ length: of }, (_, at) => kinds[f % kinds.length]!(at, of));
  }).flat();
  const fragments = Array.from({ length: count }, (_, f) => ({
    codes: signal.slice(f * apart, f * apart + length),
    group: 'random',
    name: `${f}`,
  }));
  const { samples, channels, codeBits } = input;
  return signalSet(`random (seed ${seed})`, { samples, channels, codeBits }, fragments);
}
