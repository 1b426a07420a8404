import { type SignalSet, windowCodes } from '../data/signal-set.js';
import type { AlqLayer, AlqModel, AlqNetwork, AlqNode } from '../model/float-model.js';
import type {
  IntegerAdd,
  IntegerLayer,
  IntegerModel,
  IntegerNetwork,
  IntegerNode,
  IntegerOf,
  Requant,
} from '../model/integer-model.js';
import { quantiseInput } from '../model/interpreter.js';
import { arithmeticOf } from '../model/nodes/nodes.js';
import { type Add, type Concat, convolutions, type Edge, INPUT, isEnd, mapConvolutions } from '../network/network.js';
import { layerLengths, poolScaleLog2 } from '../network/shapes.js';
import type { Quantiser } from '../train/network.js';
import { finerThanNeeded, sharedSteps } from './align.js';
import { gridRequant, type LayerGrid, scaleLog2 } from './grid.js';
import { type IntegerSettings, type LayerBits, resolveSettings } from './integer-settings.js';
import { chooseRequant, requantise } from './requant.js';
import { alignment, type Steps, stepsOf } from './steps.js';

/** Grids of what leaves nodes, in the place of those that would be chosen. */
export type Quantisers = ReadonlyMap<Edge, Quantiser>;

/** Is told every node's sums, of steps of 2^scaleLog2, that its requantisation was chosen by. */
export type OnSums = (node: number, scaleLog2: number, accumulators: readonly Int32Array[]) => void;

/**
 * The integer network of a multi-bit one. Layer by layer, with what the integer layers before it really yield on the
 * calibration fragments: alphas to fixed point, biases to accumulator steps, then the power-of-two step of the
 * activations that leaves the least squared error. `inputScale` may be any positive number: it goes into the first
 * layer's alphas, so hardware knows nothing of it.
 *
 * @param calibration fragments of the training side; their labels are not used
 * @param given grids of activations that are kept
 * @throws UserError with every setting that is out of range
 */
export function toIntegerModel<N extends AlqNode>(
  model: AlqModel<N>,
  calibration: SignalSet,
  settings: IntegerSettings,
  onSums?: OnSums,
  given: Quantisers = new Map(),
): IntegerModel<IntegerOf<N>> {
  const bits = resolveSettings(model, settings);
  const classOf = sharedSteps(model.layers);
  /** Steps that streams must have at least, by their class. */
  const least = new Map<Edge, number>();
  for (;;) {
    const { layers, steps } = integerise(model, calibration, bits, (edge) => least.get(classOf(edge)), given, onSums);
    const finer = finerThanNeeded(model.layers, steps, classOf);
    if (finer.size === 0) {
      const { name, classes, input, per } = model;
      return { name, classes, input, layers: layers as IntegerOf<N>[], ...(per && { per }) };
    }
    for (const [own, step] of finer) least.set(own, step);
  }
}

/** Values of each fragment, and the real value of one step of them. */
interface Calibrated {
  values: Int32Array[];
  step: number;
}

/** The requantisation to a given grid; null: there is none, or its steps are finer than those of the sums. */
function givenRequant(grid: Quantiser | undefined, scaleLog2: number): Requant | null {
  if (grid === undefined || grid.stepLog2 < scaleLog2) return null;
  return { shift: grid.stepLog2 - scaleLog2, bits: grid.bits };
}

/** One pass over the nodes. `steps`: log2 of the step that each stream took. */
function integerise(
  model: AlqNetwork,
  calibration: SignalSet,
  bits: readonly LayerBits[],
  leastOf: (edge: Edge) => number | undefined,
  given: Quantisers,
  onSums: OnSums | undefined,
): { layers: IntegerNode[]; steps: Steps } {
  const lengths = layerLengths(model);
  const codes = calibration.names.map((_, i) => quantiseInput(model.input, windowCodes(calibration, i)));
  const streams = new Map<Edge, Calibrated>([[INPUT, { values: codes, step: model.inputScale }]]);
  const steps = new Map<Edge, number>([[INPUT, Math.log2(model.inputScale)]]);
  const layers = model.layers.map((node, i): IntegerNode => {
    const from = node.from.map((edge) => streams.get(edge)!);
    const run = (own: IntegerNode, output = lengths[i]!.output) => {
      const values = arithmeticOf(own).interpret(own, { ...lengths[i]!, output });
      return calibration.names.map((_, f) => values(from.map((x) => x.values[f]!)));
    };
    const give = (values: Int32Array[], stepLog2: number) => {
      streams.set(node.name, { values, step: 2 ** stepLog2 });
      steps.set(node.name, stepLog2);
    };
    if (node.kind === 'concat') {
      give(run(node), steps.get(node.from[0]!)!);
      return node;
    }
    const { alphaBits, activationBits } = bits[i]!;
    const raw: IntegerLayer | IntegerAdd =
      node.kind === 'add'
        ? { ...node, ...alignment(node.from, steps), requant: null }
        : integeriseLayer(node, from[0]!.step, alphaBits);
    if (isEnd(model, node)) return raw;
    // What is summed has been requantised: the sums of accumulators say nothing.
    const sums = raw.pool?.kind === 'sum';
    const accumulators = sums ? run({ ...raw, pool: null }, lengths[i]!.conv) : run(raw);
    onSums?.(i, raw.scaleLog2, accumulators);
    const { activation, scaleLog2 } = raw;
    const chosen =
      givenRequant(given.get(node.name), scaleLog2) ?? chooseRequant(accumulators, activationBits, activation);
    const least = leastOf(node.name);
    const poolLog2 = poolScaleLog2(raw.pool);
    const requant = least === undefined ? chosen : { ...chosen, shift: Math.max(0, least - poolLog2 - scaleLog2) };
    const whole = { ...raw, requant };
    const values = sums ? run(whole) : accumulators.map((acc) => acc.map((a) => requantise(a, requant, activation)));
    give(values, scaleLog2 + requant.shift + poolLog2);
    return whole;
  });
  return { layers, steps };
}

/**
 * The integer network of alphas and biases that lie on their grids already: nothing is rounded.
 *
 * @throws Error when an activation's step is finer than its layer's accumulator
 */
export function onGrids(model: AlqNetwork, grids: readonly LayerGrid[]): IntegerNetwork {
  const layers = mapConvolutions(model.layers, (alq, i) => {
    const grid = grids[i]!;
    const requant = gridRequant(grid);
    if (requant !== null && requant.shift < 0)
      throw new Error(
        `${alq.name}: activations of step 2^${grid.activation!.stepLog2} from sums of 2^${scaleLog2(grid)}`,
      );
    return { ...integeriseLayer(alq, 2 ** grid.inputLog2, grid.alphaBits, scaleLog2(grid)), requant };
  });
  const { name, classes, input, inputScale, per } = model;
  return { name, classes, input, layers: withSums(layers, inputScale, new Map()), ...(per && { per }) };
}

/**
 * The nodes with their sums on the steps of what these read. `activations`: quantisers of the sums that do not leave the network.
 *
 * @throws Error when an activation's step is finer than its sum
 */
export function withSums(
  nodes: readonly (IntegerLayer | Add | Concat)[],
  inputScale: number,
  activations: ReadonlyMap<Edge, Quantiser>,
): IntegerNode[] {
  const done: IntegerNode[] = [];
  for (const node of nodes) {
    if (node.kind !== 'add') {
      done.push(node);
      continue;
    }
    const { align, scaleLog2 } = alignment(node.from, stepsOf({ layers: done }, Math.log2(inputScale)));
    const own = activations.get(node.name);
    const requant = own === undefined ? null : { shift: own.stepLog2 - scaleLog2, bits: own.bits };
    if (requant !== null && requant.shift < 0)
      throw new Error(`${node.name}: activations of step 2^${own!.stepLog2} from sums of 2^${scaleLog2}`);
    const { kind, name, from, outChannels, activation, pool } = node;
    done.push({ kind, name, from, outChannels, align, ...(activation && { activation }), pool, requant, scaleLog2 });
  }
  return done;
}

/**
 * The grids that an integer model's numbers lie on, of each convolution.
 *
 * @throws RangeError when `inputScale` is no power of two: then no power of two is an alpha's step
 */
export function gridsOf(model: Pick<IntegerNetwork, 'layers'>, inputScale: number): LayerGrid[] {
  if (!Number.isInteger(Math.log2(inputScale))) throw new RangeError(`input scale ${inputScale} is no power of two`);
  const steps = stepsOf(model, Math.log2(inputScale));
  return convolutions(model.layers).map((layer) => {
    const { from, alphaBits, scaleLog2 } = layer;
    const inputLog2 = steps.get(from[0])!;
    return { alphaBits, alphaLog2: scaleLog2 - inputLog2, inputLog2, activation: quantiserOf(layer) };
  });
}

/** What makes the activations of a node from its sums; null: they leave the network, or there are none. */
export function quantiserOf(node: IntegerNode): Quantiser | null {
  if (node.kind === 'concat' || node.requant === null) return null;
  return { bits: node.requant.bits, stepLog2: node.scaleLog2 + node.requant.shift };
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
