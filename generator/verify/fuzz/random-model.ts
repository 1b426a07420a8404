import { type SignalSet, signalSet } from '../../data/signal-set.js';
import type { IntegerModel } from '../../model/integer-model.js';
import type { InputSpec } from '../../network/input.js';
import { codesPerWindow, ofChannel } from '../../network/input.js';
import { convolutionLengths } from '../../network/nodes/convolution.js';
import { layerLengths, usedPositions } from '../../network/shapes.js';
import type { Random } from '../../support/random.js';
import { random } from '../../support/random.js';
import { LAYER_RANGES, number, numbers, OPTIONS, type Plan, RANGES } from './plan.js';
import { layerShape, weighted } from './random-layer.js';

const MAX_LAYERS = 5;

/** A network the hardware takes, and fragments for it. */
export interface RandomNetwork {
  model: IntegerModel;
  /** Lanes for each layer. */
  lanes: number[];
  set: SignalSet;
}

const WITHOUT_OPTIONS = {
  parity: 0,
  hop: 0,
  spramActivations: 0,
  spramTables: 0,
  allTaps: 0,
  registered: 0,
  reset: 0,
  channelsApart: 0,
};

/** Draws a network whose simulation takes at most about `cycles` clock cycles. */
export function drawPlan(rng: Random, cycles: number): Plan {
  const layers = Array.from({ length: rng.integer(1, MAX_LAYERS) }, () => ({
    ...numbers(rng, LAYER_RANGES),
    // A layer without any basis hides all before it: rare.
    bases: rng.uniform() < 0.03 ? 0 : number(rng, [1, 8, 1, 3]),
  }));
  const plan: Plan = { ...WITHOUT_OPTIONS, ...numbers(rng, RANGES), layers };
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

/** About how many cycles the fragments take, one after the other through all layers. */
function costOf(plan: Plan): number {
  const { model, lanes } = realise(plan);
  const lengths = layerLengths(model);
  const cycles = model.layers.map(
    ({ signs, alphas, outChannels }, i) =>
      Math.ceil(lengths[i]!.conv / lanes[i]!) * (Math.max(signs.length, alphas.length * lanes[i]!) + outChannels),
  );
  return plan.fragments * cycles.reduce((sum, n) => sum + n, codesPerWindow(model.input));
}

/** The network of a plan; every number beyond what the others allow is taken as the largest allowed. */
export function realise(plan: Plan): RandomNetwork {
  const { samples, channels, codeBits } = plan;
  const input = {
    samples,
    channels,
    sampleRateHz: 360,
    codeBits,
    ...zeroAndShift(plan),
    bits: plan.bits,
  };
  const set = randomFragments(input, plan.fragments, plan.codes);
  let model: IntegerModel = { name: 'random', classes: [], input, layers: [] };
  const lanes: number[] = [];
  let positions = samples;
  plan.layers.forEach((layerPlan, i) => {
    const isLast = i === plan.layers.length - 1;
    const shape = layerShape(layerPlan, i, model.layers.at(-1)?.outChannels ?? channels, positions, isLast);
    model = { ...model, layers: [...model.layers, weighted(model, shape, layerPlan, isLast, set)] };
    const { output } = convolutionLengths(shape, positions);
    lanes.push(2 ** Math.min(layerPlan.lanes, Math.ceil(Math.log2(usedPositions(shape, output)))));
    positions = output;
  });
  const classes = Array.from({ length: model.layers.at(-1)!.outChannels }, (_, c) => `class${c}`);
  return { model: { ...model, classes }, lanes, set };
}

/** Of all channels, or of each. */
function zeroAndShift({ channels, channelsApart: apart, codeBits, zero, shift }: Plan) {
  const max = RANGES.zero[1];
  const ofZero = (c: number) => Math.floor((((zero + 5 * apart * c) % (max + 1)) * (2 ** codeBits - 1)) / max);
  const ofShift = (c: number) => Math.min(RANGES.shift[1], shift + (c % (apart + 1)));
  if (apart === 0 || channels === 1) return { zero: ofZero(0), shift: ofShift(0) };
  const all = Array.from({ length: channels }, (_, c) => c);
  return { zero: all.map(ofZero), shift: all.map(ofShift) };
}

/**
 * Fragments without classes: noise, steps between the smallest and the largest code, ramps, constants, small values about
 * zero. They are windows of one signal, `hop` samples apart; each brings what is new in it.
 */
export function randomFragments(input: InputSpec, count: number, seed: number, hop = input.samples): SignalSet {
  const rng = random(seed);
  const top = 2 ** input.codeBits - 1;
  const length = codesPerWindow(input);
  const apart = codesPerWindow({ ...input, samples: hop });
  const kinds: ((at: number, of: number) => number)[] = [
    () => rng.integer(0, top),
    () => rng.integer(0, 1) * top,
    (at) => {
      const [zero, shift] = [input.zero, input.shift].map((value) => ofChannel(value, at % input.channels));
      return Math.max(0, Math.min(top, zero! + rng.integer(-3, 3) * 2 ** shift!));
    },
    (at, of) => Math.floor((at * top) / of),
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
