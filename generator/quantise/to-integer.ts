import { type SignalSet, windowCodes } from '../data/signal-set.js';
import type { AlqLayer, AlqModel } from '../model/float-model.js';
import type { IntegerLayer, IntegerModel } from '../model/integer-model.js';
import { Interpreter, quantiseInput } from '../model/interpreter.js';
import type { LayerShape } from '../network/network.js';
import { chained, type Edge, INPUT, isEnd } from '../network/network.js';
import { layerLengths, poolScaleLog2 } from '../network/shapes.js';
import { type Problem, UserError } from '../support/errors.js';
import { gridRequant, type LayerGrid, scaleLog2 } from './grid.js';

export interface IntegerSettings {
  /** Bits of every alpha, unsigned, 5 to 8: one number for all layers or one per layer. */
  alphaBits: number | readonly number[];
  /** Bits of the activations that leave a layer, unsigned, 2 to 8: one number or one per layer; the last layer's is not used. */
  activationBits: number | readonly number[];
}

/** Is told every layer's accumulators, of steps of 2^scaleLog2, that its requantisation was chosen by. */
export type OnSums = (layer: number, scaleLog2: number, accumulators: readonly Int32Array[]) => void;

const LIMITS = { alphaBits: { min: 5, max: 8 }, activationBits: { min: 2, max: 8 } };

/**
 * The integer network of a multi-bit one. Layer by layer, with what the integer layers before it really yield on the
 * calibration fragments: alphas to fixed point, biases to accumulator steps, then the power-of-two step of the
 * activations that leaves the least squared error. `inputScale` may be any positive number: it goes into the first
 * layer's alphas, so hardware knows nothing of it.
 *
 * @param calibration fragments of the training side; their labels are not used
 * @throws UserError with every setting that is out of range
 */
export function toIntegerModel(
  model: AlqModel,
  calibration: SignalSet,
  settings: IntegerSettings,
  onSums?: OnSums,
): IntegerModel {
  const bits = resolveSettings(model, settings);
  const lengths = layerLengths(model);
  const codes = calibration.names.map((_, i) => quantiseInput(model.input, windowCodes(calibration, i)));
  /** Values of each fragment, and the real value of one step of them. */
  const streams = new Map<Edge, { values: Int32Array[]; step: number }>([
    [INPUT, { values: codes, step: model.inputScale }],
  ]);
  const layers = model.layers.map((alq, i) => {
    const x = streams.get(alq.from[0])!;
    const layer = integeriseLayer(alq, x.step, bits[i]!.alphaBits);
    if (isEnd(model, alq)) return layer;
    // What is summed has been requantised: the sums of accumulators say nothing.
    const sums = layer.pool?.kind === 'sum';
    const alone = soleLayer(sums ? { ...layer, pool: null } : layer, lengths[i]!.input);
    const accumulators = x.values.map((own) => alone.run(own)[0]!.values);
    onSums?.(i, layer.scaleLog2, accumulators);
    const requant = chooseRequant(accumulators, bits[i]!.activationBits);
    const whole = soleLayer({ ...layer, requant }, lengths[i]!.input);
    const values = sums
      ? x.values.map((own) => whole.run(own)[0]!.values)
      : accumulators.map((acc) => acc.map((a) => requantise(a, requant)));
    streams.set(alq.name, { values, step: 2 ** (layer.scaleLog2 + requant.shift + poolScaleLog2(layer.pool)) });
    return { ...layer, requant };
  });
  return { name: model.name, classes: model.classes, input: model.input, layers };
}

/**
 * The integer network of alphas and biases that lie on their grids already: nothing is rounded.
 *
 * @throws Error when an activation's step is finer than its layer's accumulator
 */
export function onGrids(model: AlqModel, grids: readonly LayerGrid[]): IntegerModel {
  const layers = model.layers.map((alq, i) => {
    const grid = grids[i]!;
    const requant = gridRequant(grid);
    if (requant !== null && requant.shift < 0)
      throw new Error(
        `${alq.name}: activations of step 2^${grid.activation!.stepLog2} from sums of 2^${scaleLog2(grid)}`,
      );
    return { ...integeriseLayer(alq, 2 ** grid.inputLog2, grid.alphaBits, scaleLog2(grid)), requant };
  });
  return { name: model.name, classes: model.classes, input: model.input, layers };
}

/**
 * The grids that an integer model's numbers lie on.
 *
 * @throws RangeError when `inputScale` is no power of two: then no power of two is an alpha's step
 */
export function gridsOf({ layers }: Pick<IntegerModel, 'layers'>, inputScale: number): LayerGrid[] {
  const steps = new Map<Edge, number>([[INPUT, Math.log2(inputScale)]]);
  if (!Number.isInteger(steps.get(INPUT))) throw new RangeError(`input scale ${inputScale} is no power of two`);
  return layers.map(({ name, from, alphaBits, scaleLog2, requant, pool }) => {
    const inputLog2 = steps.get(from[0])!;
    const alphaLog2 = scaleLog2 - inputLog2;
    const activation = requant && { bits: requant.bits, stepLog2: scaleLog2 + requant.shift };
    const grid = { alphaBits, alphaLog2, inputLog2, activation };
    if (activation !== null) steps.set(name, activation.stepLog2 + poolScaleLog2(pool));
    return grid;
  });
}

/**
 * One layer with raw accumulators out. `inputStep`: real value of one step of its input; the accumulator's is
 * 2^`scaleLog2`, if it is not given the smallest at which all alphas fit. An alpha that rounds to 0 goes, with its basis.
 */
export function integeriseLayer(
  layer: AlqLayer,
  inputStep: number,
  alphaBits: number,
  scaleLog2 = fittingScaleLog2(layer, inputStep, alphaBits),
): IntegerLayer {
  const { groups, bias, ...shape } = layer;
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

/** The smallest power of two at which the layer's largest alpha, times the input step, fits into `alphaBits`. */
function fittingScaleLog2({ groups }: AlqLayer, inputStep: number, alphaBits: number): number {
  const largest = groups.reduce((max, g) => Math.max(max, ...g.alphas), 0) * inputStep;
  // A layer without any basis (all pruned) has a bias only; give it the step that the input has.
  const top = 2 ** alphaBits - 1;
  let log2 = Math.floor(Math.log2((largest || inputStep) / top));
  while (Math.round(largest / 2 ** log2) > top) log2++;
  return log2;
}

export type Requant = NonNullable<IntegerLayer['requant']>;

/**
 * The shift with the least squared error over the accumulators, max-pooled where the layer does. A maximum first
 * changes nothing, as requantisation is monotonic, and leaves only the values that are used. The shift is never
 * negative: then a step of the activation would be finer than the accumulator's, and no information is there to fill it.
 */
export function chooseRequant(accumulators: readonly Int32Array[], bits: number): Requant {
  let best: Requant = { shift: 0, bits };
  let min = Number.POSITIVE_INFINITY;
  const top = 2 ** bits - 1;
  const largest = accumulators.reduce((max, acc) => acc.reduce((a, b) => Math.max(a, b), max), 0);
  for (let shift = 0; shift <= 30; shift++) {
    const requant = { shift, bits };
    let error = 0;
    for (const acc of accumulators)
      for (const a of acc) if (a > 0) error += (requantise(a, requant) * 2 ** shift - a) ** 2;
    if (error < min) {
      min = error;
      best = requant;
    }
    // Nothing is clamped any more: a coarser step only rounds more.
    if (requantise(largest, { shift, bits: 31 }) <= top) break;
  }
  return best;
}

/** As the hardware does it: `clamp((acc + half) >> shift, 0, 2^bits - 1)`. */
function requantise(acc: number, { shift, bits }: Requant): number {
  const half = shift > 0 ? 2 ** (shift - 1) : 0;
  return Math.max(0, Math.min(2 ** bits - 1, Math.floor((acc + half) / 2 ** shift)));
}

/** The layer as a network of its own, whose codes are the layer's input [channel][position] as it stands: one row. */
function soleLayer(layer: IntegerLayer, samples: number): Interpreter {
  const input = { samples, channels: 1, sampleRateHz: 1, codeBits: 32, zero: 0, shift: 0, bits: 32 };
  return new Interpreter({ name: layer.name, classes: [], input, layers: chained([layer]) });
}

export interface LayerBits {
  alphaBits: number;
  activationBits: number;
}

/** The widths of every layer. Throws UserError with every one that is out of range. */
export function resolveSettings(
  model: { name: string; layers: readonly LayerShape[] },
  settings: IntegerSettings,
): LayerBits[] {
  const problems: Problem[] = [];
  const read = (field: keyof IntegerSettings, i: number): number => {
    const given = settings[field];
    const value = typeof given === 'number' ? given : given[i];
    const { min, max } = LIMITS[field];
    if (value === undefined || !Number.isInteger(value) || value < min || value > max)
      problems.push({
        where: model.name,
        field: `layers[${i}] (${model.layers[i]!.name}).${field}`,
        message: field === 'alphaBits' ? 'no width for alphas' : 'no width for activations',
        value: value ?? null,
        allowed: `${min} to ${max}`,
        fix: `${Math.min(max, Math.max(min, Math.round(value ?? max)))}`,
      });
    return value!;
  };
  const bits = model.layers.map((_, i) => ({
    alphaBits: read('alphaBits', i),
    activationBits: i === model.layers.length - 1 ? LIMITS.activationBits.max : read('activationBits', i),
  }));
  if (problems.length > 0) throw new UserError(problems);
  return bits;
}
