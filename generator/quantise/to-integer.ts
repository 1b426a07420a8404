import { type Problem, UserError } from '../config/errors.js';
import { type FragmentSet, fragment } from '../data/fragment-set.js';
import type { AlqLayer, AlqModel } from '../model/float-model.js';
import type { IntegerLayer, IntegerModel } from '../model/integer-model.js';
import { Interpreter, quantiseInput } from '../model/interpreter.js';
import { layerLengths, poolScaleLog2 } from '../model/network.js';

export interface IntegerSettings {
  /** Bits of every alpha, unsigned, 5 to 8: one number for all layers or one per layer. */
  alphaBits: number | readonly number[];
  /** Bits of the activations that leave a layer, unsigned, 2 to 8: one number or one per layer; the last layer's is not used. */
  activationBits: number | readonly number[];
}

const LIMITS = { alphaBits: { least: 5, most: 8 }, activationBits: { least: 2, most: 8 } };

/**
 * The integer network of a multi-bit one. Layer by layer, with what the integer layers before it really yield on the
 * calibration fragments: alphas to fixed point, biases to accumulator steps, then the power-of-two step of the
 * activations that leaves the least squared error. `inputScale` may be any positive number: it goes into the first
 * layer's alphas, so hardware knows nothing of it.
 *
 * @param calibration fragments of the training side; their labels are not used
 * @throws UserError with every setting that is out of range
 */
export function toIntegerModel(model: AlqModel, calibration: FragmentSet, settings: IntegerSettings): IntegerModel {
  const bits = resolveSettings(model, settings);
  const lengths = layerLengths(model.input.samples, model.layers);
  let streams = calibration.names.map((_, i) => quantiseInput(model.input, fragment(calibration, i)));
  let inputStep = model.inputScale;
  const layers = model.layers.map((alq, i) => {
    const layer = integeriseLayer(alq, inputStep, bits[i]!.alphaBits);
    if (i === model.layers.length - 1) return layer;
    // What is summed has been requantised: the sums of accumulators say nothing.
    const sums = layer.pool?.kind === 'sum';
    const alone = soleLayer(sums ? { ...layer, pool: null } : layer, lengths[i]!.input);
    const accumulators = streams.map((values) => alone.run(values)[0]!.values);
    const requant = chooseRequant(accumulators, bits[i]!.activationBits);
    const whole = soleLayer({ ...layer, requant }, lengths[i]!.input);
    streams = sums
      ? streams.map((values) => whole.run(values)[0]!.values)
      : accumulators.map((acc) => acc.map((a) => requantise(a, requant)));
    inputStep = 2 ** (layer.scaleLog2 + requant.shift + poolScaleLog2(layer.pool));
    return { ...layer, requant };
  });
  return { name: model.name, classes: model.classes, input: model.input, layers };
}

/**
 * One layer with raw accumulators out. `inputStep`: real value of one step of its input.
 *
 * The accumulator's step is the smallest power of two at which the layer's largest alpha, times the input step, fits
 * into `alphaBits`. An alpha that rounds to 0 goes, with its basis.
 */
export function integeriseLayer(layer: AlqLayer, inputStep: number, alphaBits: number): IntegerLayer {
  const { groups, bias, ...shape } = layer;
  const top = 2 ** alphaBits - 1;
  const largest = groups.reduce((most, g) => Math.max(most, ...g.alphas), 0) * inputStep;
  // A layer without any basis (all pruned) has a bias only; give it the step that the input has.
  let scaleLog2 = Math.floor(Math.log2((largest || inputStep) / top));
  while (Math.round(largest / 2 ** scaleLog2) > top) scaleLog2++;
  const fixed = groups.map((g) =>
    g.alphas
      .map((alpha, b) => ({ alpha: Math.round((alpha * inputStep) / 2 ** scaleLog2), negative: g.negative[b]! }))
      .filter(({ alpha }) => alpha > 0),
  );
  return {
    ...shape,
    alphaBits,
    bitwidths: Uint8Array.from(fixed, (bases) => bases.length),
    alphas: Uint16Array.from(fixed.flatMap((bases) => bases.map(({ alpha }) => alpha))),
    signs: Uint8Array.from(fixed.flatMap((bases) => bases.flatMap(({ negative }) => negative.map(Number)))),
    bias: Int32Array.from(bias, (b) => Math.round(b / 2 ** scaleLog2)),
    requant: null,
    scaleLog2,
  };
}

type Requant = NonNullable<IntegerLayer['requant']>;

/**
 * The shift with the least squared error over the accumulators, max-pooled if the layer does. Such pooling first changes nothing, as
 * requantisation is monotonic, and leaves only the values that are used. The shift is never negative: then a step of
 * the activation would be finer than the accumulator's, and no information is there to fill it.
 */
function chooseRequant(accumulators: readonly Int32Array[], bits: number): Requant {
  let best: Requant = { shift: 0, bits };
  let least = Number.POSITIVE_INFINITY;
  for (let shift = 0; shift <= 30; shift++) {
    const requant = { shift, bits };
    let error = 0;
    for (const acc of accumulators)
      for (const a of acc) if (a > 0) error += (requantise(a, requant) * 2 ** shift - a) ** 2;
    if (error < least) {
      least = error;
      best = requant;
    }
  }
  return best;
}

/** As the hardware does it: `clamp((acc + half) >> shift, 0, 2^bits - 1)`. */
function requantise(acc: number, { shift, bits }: Requant): number {
  const half = shift > 0 ? 2 ** (shift - 1) : 0;
  return Math.max(0, Math.min(2 ** bits - 1, Math.floor((acc + half) / 2 ** shift)));
}

/** The layer as a network of its own, whose codes are the layer's input [channel][position] as it stands. */
function soleLayer(layer: IntegerLayer, samples: number): Interpreter {
  const input = { samples, sampleRateHz: 1, codeBits: 32, zero: 0, shift: 0, bits: 32 };
  return new Interpreter({ name: layer.name, classes: [], input, layers: [layer] });
}

interface LayerBits {
  alphaBits: number;
  activationBits: number;
}

function resolveSettings(model: AlqModel, settings: IntegerSettings): LayerBits[] {
  const problems: Problem[] = [];
  const read = (field: keyof IntegerSettings, i: number): number => {
    const given = settings[field];
    const value = typeof given === 'number' ? given : given[i];
    const { least, most } = LIMITS[field];
    if (value === undefined || !Number.isInteger(value) || value < least || value > most)
      problems.push({
        where: model.name,
        field: `layers[${i}] (${model.layers[i]!.name}).${field}`,
        message: field === 'alphaBits' ? 'no width for alphas' : 'no width for activations',
        value: value ?? null,
        allowed: `${least} to ${most}`,
        fix: `${Math.min(most, Math.max(least, Math.round(value ?? most)))}`,
      });
    return value!;
  };
  const bits = model.layers.map((_, i) => ({
    alphaBits: read('alphaBits', i),
    activationBits: i === model.layers.length - 1 ? LIMITS.activationBits.most : read('activationBits', i),
  }));
  if (problems.length > 0) throw new UserError(problems);
  return bits;
}
