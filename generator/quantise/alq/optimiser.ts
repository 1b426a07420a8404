import type { AlqLayer, AlqNetwork, FloatNetwork } from '../../model/float-model.js';
import type { IntegerLayer } from '../../model/integer-model.js';
import { convolutions, mapConvolutions } from '../../network/network.js';
import { layerLengths } from '../../network/shapes.js';
import { type Problem, UserError } from '../../support/errors.js';
import type { Parameters } from '../../train/network.js';
import type { Optimiser } from '../../train/optimiser.js';
import type { LayerGrid, OpenGrid } from '../grid.js';
import { refine } from '../refine.js';
import { type SketchSettings, sketch } from '../sketch.js';
import { assignCodes, type Scratch, stepBases, stepStraightThrough } from './bases-step.js';
import { type Budget, checkBudget, type Measured, measure } from './budget.js';
import { CodeSums } from './code-sums.js';
import { stepCoordinates } from './coordinates-step.js';
import { curvature } from './importance.js';
import { Levels } from './levels.js';
import { addGradient, amsgradStep, setLocalModel } from './moments.js';
import { type PruneReport, prune } from './prune.js';
import { ALQ_DEFAULTS, type AlqSettings, checkAlqSettings, type Phase } from './settings.js';
import { addBits, countBases } from './stored-bits.js';
import { type LayerArrays, TrainedLayer } from './trained-layer.js';
import { uniformModel } from './uniform.js';

/** Layers that are sums of bases already, by name. */
export type Given = ReadonlyMap<string, AlqLayer>;

/** Everything that changes in training; with the same model, structures and settings it goes on bit for bit. */
export interface AlqState {
  phase: Phase;
  /** Steps done, and those of them that moved alphas by their gradient. */
  step: number;
  alphaStep: number;
  /** Of the last step. */
  learningRate: number;
  grids: LayerGrid[];
  layers: LayerArrays[];
}

/**
 * Trains a network in multi-bit form, as the integer network that becomes hardware: `parameters()` are sums of whole
 * alpha steps, and whole bias steps, of each layer's grid. Weights follow ALQ (Qu et al., CVPR 2020) in the phase that is
 * set, biases AMSGrad.
 */
export class AlqOptimiser implements Optimiser {
  readonly #model: AlqNetwork;
  /** Of the convolutions. */
  readonly #layers: TrainedLayer[];
  /** Output positions of each of them. */
  readonly #positions: number[];
  readonly #addBits: number;
  readonly #settings: AlqSettings;
  readonly #scratch: Scratch = { levels: new Levels(), sums: new CodeSums() };
  #phase: Phase = 'bases';
  #step = 0;
  #alphaStep = 0;
  #learningRate = 0;

  /**
   * @param grids one per convolution; the alpha steps are chosen here
   * @param given layers whose weights and biases are left as they are, by name
   * @throws UserError with every setting that is out of range
   */
  constructor(
    model: AlqNetwork,
    grids: readonly OpenGrid[],
    settings: Partial<AlqSettings> = {},
    given: Given = new Map(),
  ) {
    this.#model = model;
    this.#settings = { ...ALQ_DEFAULTS, ...settings };
    checkAlqSettings(this.#settings, model.name);
    const { tied } = this.#settings;
    if (tied) checkTied(model, grids);
    const lengths = layerLengths(model);
    this.#positions = model.layers.flatMap(({ kind }, i) => (kind === 'convolution' ? [lengths[i]!.conv] : []));
    this.#addBits = addBits(model);
    this.#layers = convolutions(model.layers).map(
      (layer, l) => new TrainedLayer(layer, grids[l]!, tied, given.has(layer.name)),
    );
  }

  /**
   * Starts from a float network: sketched and refined, or, with tied alphas, rounded; in straight-through training, whose
   * shadow weights are the float ones.
   */
  static fromFloat(
    model: FloatNetwork,
    layers: readonly SketchSettings[],
    grids: readonly OpenGrid[],
    settings: Partial<AlqSettings> = {},
    given: Given = new Map(),
  ): AlqOptimiser {
    const sketched = sketch(model, layers);
    const start = settings.tied === true ? uniformModel(model, layers) : refine(model, sketched);
    const own = { ...start, layers: mapConvolutions(start.layers, (layer) => given.get(layer.name) ?? layer) };
    const optimiser = new AlqOptimiser(own, grids, settings, given);
    optimiser.#phase = 'straight-through';
    const real = convolutions(model.layers);
    optimiser.#layers.forEach((layer, l) => {
      layer.shadow.set(layer.gather(real[l]!.weights));
    });
    optimiser.regrid();
    return optimiser;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Straight-through training starts from the network as it stands: its shadow weights become the present ones. */
  set phase(phase: Phase) {
    if (phase === 'straight-through' && this.#phase !== phase) for (const layer of this.#layers) layer.resetShadow();
    this.#phase = phase;
  }

  get grids(): LayerGrid[] {
    return this.#layers.map(({ grid }) => grid);
  }

  /** Exact in float32, new arrays. */
  parameters(): Parameters {
    return this.#layers.flatMap((layer) => layer.parameters());
  }

  /** One training step of the phase. */
  update(gradients: Parameters, learningRate: number): void {
    this.#step++;
    this.#learningRate = learningRate;
    const step = this.#step;
    const { alphas, tied } = this.#settings;
    const byGradient = this.#phase === 'coordinates' || alphas === 'gradient';
    if (byGradient) this.#alphaStep++;
    const solve = alphas !== 'gradient' && step % alphas === 0 ? this.#settings : null;
    this.#layers.forEach((layer, l) => {
      const { grouped, fixed, shadow, moments, local, bias, biasMoments } = layer;
      if (grouped.given) return;
      const gradient = layer.gather(gradients[2 * l]!);
      addGradient(moments, gradient);
      // First, while the codes are those that the gradient was taken with.
      if (byGradient) stepCoordinates(grouped, gradient, this.#alphaStep, learningRate, tied, this.#scratch.sums);
      if (this.#phase !== 'coordinates') {
        setLocalModel(local, moments, step, learningRate);
        if (this.#phase === 'bases') stepBases(grouped, fixed, local, solve, this.#scratch);
        else stepStraightThrough(grouped, fixed, shadow, local, solve, this.#scratch);
      }
      amsgradStep(bias, biasMoments, gradients[2 * l + 1]!, step, learningRate);
      layer.fix();
    });
  }

  /**
   * Once an epoch: bases that have become equal or opposite are merged, every layer's alpha step is chosen anew, so that its
   * largest alpha fits, and in straight-through training weights take the nearest of the new levels. `grids`: the other
   * steps, if they change too.
   */
  regrid(grids: readonly OpenGrid[] = this.grids): LayerGrid[] {
    this.#layers.forEach((layer, l) => {
      if (!this.#settings.tied && !layer.grouped.given) layer.merge(this.#scratch.sums);
      layer.regrid(grids[l]!);
      if (layer.grouped.given) return;
      // Levels may have moved by much: the one scale step of 8 tied bases is a power of two.
      if (this.#phase === 'straight-through')
        assignCodes(layer.grouped, layer.fixed, layer.shadow, this.#scratch.levels);
    });
    return this.grids;
  }

  /**
   * Prunes bases until the network is at `wanted` or just under it (step D), by the local model of the last step.
   * @throws UserError if `wanted` is not to be reached, see `prune`
   */
  prune(expected: Budget): PruneReport {
    const { importance, tied } = this.#settings;
    if (tied) throw new Error('tied alphas are a uniform quantiser: there is nothing to prune');
    if (this.#step === 0) throw new Error('pruning needs the gradients of at least one step');
    const sensitivity = this.#layers.map(({ moments, local }) => {
      setLocalModel(local, moments, this.#step, this.#learningRate);
      return { gradient: local.gradient, hessian: curvature(importance, local, moments) };
    });
    const report = prune(this.#measured(), sensitivity, expected, this.#settings, this.#scratch.sums);
    for (const layer of this.#layers) layer.fix();
    return report;
  }

  /** Where the network stands, in the unit of `budget`. */
  level(budget: Budget): number {
    const network = this.#measured();
    return measure(network, budget)(network.layers.map(({ counts }) => counts));
  }

  /** @throws UserError if pruning could never reach the budget; says the least possible */
  checkBudget(budget: Budget): void {
    checkBudget(this.#measured(), budget, this.#settings.headBases, this.#model.name);
  }

  /** Mean bases per weight of each layer. */
  bitwidths(): number[] {
    return this.#layers.map(({ grouped }) => countBases(grouped.counts) / grouped.groups);
  }

  /** The network with its trained, real alphas and biases. */
  toAlq(): AlqNetwork {
    const layers = mapConvolutions(this.#model.layers, (_, l) => {
      const { grouped, bias } = this.#layers[l]!;
      return grouped.toAlq(grouped.alphas, Float32Array.from(bias));
    });
    return { ...this.#model, layers };
  }

  /** The integer layers: their weights times 2^alphaLog2, and biases times 2^(alphaLog2 + inputLog2), are `parameters()`. */
  toIntegerLayers(): IntegerLayer[] {
    return this.#layers.map((layer) => layer.toInteger());
  }

  /** A copy, to save. */
  state(): AlqState {
    return {
      phase: this.#phase,
      step: this.#step,
      alphaStep: this.#alphaStep,
      learningRate: this.#learningRate,
      grids: structuredClone(this.grids),
      layers: this.#layers.map((layer) => structuredClone(layer.arrays())),
    };
  }

  /** Goes on from a state of an optimiser that was made of the same model and settings. */
  restore(state: AlqState): void {
    this.#phase = state.phase;
    this.#step = state.step;
    this.#alphaStep = state.alphaStep;
    this.#learningRate = state.learningRate;
    this.#layers.forEach((layer, l) => {
      const arrays = layer.arrays();
      for (const name of Object.keys(arrays) as (keyof LayerArrays)[]) {
        const saved = state.layers[l]?.[name];
        if (saved?.length !== arrays[name].length)
          throw new Error(`the saved state is of another network: ${name} of ${layer.grouped.shape.name}`);
        arrays[name].set(saved);
      }
      layer.grid = state.grids[l]!;
    });
  }

  #measured(): Measured {
    return {
      layers: this.#layers.map(({ grouped }) => grouped),
      grids: this.grids,
      biases: this.#layers.map(({ bias }) => bias),
      positions: this.#positions,
      addBits: this.#addBits,
    };
  }
}

/** The scale of b tied bases takes at least one step: its largest multiple, 2^(b-1), is to fit the width of an alpha. */
function checkTied({ name, layers }: AlqNetwork, grids: readonly OpenGrid[]): void {
  const problems = convolutions(layers).flatMap((layer, l): Problem[] => {
    const { alphaBits } = grids[l]!;
    const bases = layer.groups.reduce((max, { alphas }) => Math.max(max, alphas.length), 0);
    if (bases <= alphaBits) return [];
    const field = `layers[${l}] (${layer.name}).alphaBits`;
    const message = `too narrow for ${bases} tied bases`;
    return [{ where: name, field, message, value: alphaBits, allowed: `at least ${bases}`, fix: `${bases}` }];
  });
  if (problems.length > 0) throw new UserError(problems);
}
