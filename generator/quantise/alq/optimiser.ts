import { type Problem, UserError } from '../../config/errors.js';
import type { AlqModel, FloatModel } from '../../model/float-model.js';
import type { IntegerLayer } from '../../model/integer-model.js';
import { layerLengths } from '../../model/network.js';
import type { Parameters } from '../../train/network.js';
import type { Optimiser } from '../../train/optimiser.js';
import {
  alphaSteps,
  biasSteps,
  gridRequant,
  type LayerGrid,
  type OpenGrid,
  scaleLog2,
  smallestStepLog2,
} from '../grid.js';
import { refine } from '../refine.js';
import { type SketchSettings, sketch } from '../sketch.js';
import { type Scratch, stepBases, stepStraightThrough } from './bases-step.js';
import { type Budget, checkBudget, type Measured, measure } from './budget.js';
import { CodeSums, countCodes, mergeDependent } from './code-sums.js';
import { stepCoordinates } from './coordinates-step.js';
import { GroupedLayer } from './grouped-layer.js';
import { curvature } from './importance.js';
import { Levels } from './levels.js';
import {
  addGradient,
  amsgradStep,
  type LocalModel,
  type Moments,
  setLocalModel,
  zeroLocalModel,
  zeroMoments,
} from './moments.js';
import { type PruneReport, prune } from './prune.js';
import { ALQ_DEFAULTS, type AlqSettings, checkAlqSettings, type Phase } from './settings.js';
import { countBases } from './stored-bits.js';
import { uniformModel } from './uniform.js';

/** One layer and all that its training needs. */
interface TrainedLayer {
  grouped: GroupedLayer;
  /** Alphas that the network computes with, whole steps of the grid, [group][capacity]. */
  fixed: Float64Array;
  /** Weights of straight-through training, in group order. */
  shadow: Float32Array;
  moments: Moments;
  local: LocalModel;
  bias: Float64Array;
  biasMoments: Moments;
  /** Memory for a gradient in group order. */
  gathered: Float32Array;
  /** Memory for weights in group order. */
  weights: Float64Array;
}

/** Everything that changes in training; with the same model, structures and settings it goes on bit for bit. */
export interface AlqState {
  phase: Phase;
  /** Steps done, and those that moved alphas by their gradient. */
  step: number;
  alphaStep: number;
  /** Of the last step. */
  learningRate: number;
  grids: LayerGrid[];
  /** [layer], each a record of arrays. */
  layers: Record<StateArray, Uint8Array | Float32Array | Float64Array>[];
}

type StateArray = keyof ReturnType<typeof stateArrays>;

/**
 * Trains a network in multi-bit form, as the integer network that becomes hardware: `parameters()` are sums of whole
 * alpha steps, and whole bias steps, of each layer's grid. Weights follow ALQ (Qu et al., CVPR 2020) in the phase that is
 * set, biases AMSGrad.
 */
export class AlqOptimiser implements Optimiser {
  readonly #model: Omit<AlqModel, 'layers'>;
  readonly #layers: TrainedLayer[];
  readonly #positions: number[];
  readonly #settings: AlqSettings;
  readonly #scratch: Scratch = { levels: new Levels(), sums: new CodeSums() };
  #grids: LayerGrid[];
  #phase: Phase = 'bases';
  #step = 0;
  #alphaStep = 0;
  #learningRate = 0;

  /**
   * @param grids one per layer; the alpha steps are chosen here
   * @throws UserError with every setting that is out of range
   */
  constructor(model: AlqModel, grids: readonly OpenGrid[], settings: Partial<AlqSettings> = {}) {
    const { layers, ...rest } = model;
    this.#model = rest;
    this.#settings = { ...ALQ_DEFAULTS, ...settings };
    checkAlqSettings(this.#settings, model.name);
    if (this.#settings.tied) checkTied(model, grids);
    this.#positions = layerLengths(model.input.samples, layers).map(({ conv }) => conv);
    this.#layers = layers.map((layer) => {
      const grouped = new GroupedLayer(layer);
      const { weights, alphas } = grouped;
      return {
        grouped,
        fixed: new Float64Array(alphas.length),
        shadow: new Float32Array(weights),
        moments: zeroMoments(weights),
        local: zeroLocalModel(weights),
        bias: Float64Array.from(layer.bias),
        biasMoments: zeroMoments(layer.outChannels),
        gathered: new Float32Array(weights),
        weights: new Float64Array(weights),
      };
    });
    this.#grids = grids.map((grid) => ({ ...grid, alphaLog2: -grid.alphaBits }));
    this.regrid();
  }

  /**
   * Starts from a float network: sketched and refined, or, with tied alphas, rounded; in straight-through training, whose
   * shadow weights are the float ones.
   */
  static fromFloat(
    model: FloatModel,
    layers: readonly SketchSettings[],
    grids: readonly OpenGrid[],
    settings: Partial<AlqSettings> = {},
  ): AlqOptimiser {
    const sketched = sketch(model, layers);
    const start = settings.tied === true ? uniformModel(model, layers) : refine(model, sketched);
    const optimiser = new AlqOptimiser(start, grids, settings);
    optimiser.#phase = 'straight-through';
    optimiser.#layers.forEach(({ grouped, shadow }, l) => {
      shadow.set(grouped.gather(model.layers[l]!.weights, new Float32Array(grouped.weights)));
    });
    return optimiser;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Straight-through training starts from the network as it stands: its shadow weights become the present ones. */
  set phase(phase: Phase) {
    if (phase === 'straight-through' && this.#phase !== phase)
      for (const layer of this.#layers) {
        layer.grouped.reconstruct(layer.fixed, layer.weights);
        layer.shadow.set(layer.weights);
      }
    this.#phase = phase;
  }

  get grids(): readonly LayerGrid[] {
    return this.#grids;
  }

  /** Exact in float32, new arrays. */
  parameters(): Parameters {
    return this.#layers.flatMap(({ grouped, fixed, weights, bias }, l) => {
      grouped.reconstruct(fixed, weights);
      const out = new Float32Array(weights.length);
      grouped.scatter(weights, out);
      const grid = this.#grids[l]!;
      return [out, Float32Array.from(bias, (b) => biasSteps(b, grid) * 2 ** scaleLog2(grid))];
    });
  }

  /** One training step of the phase. */
  update(gradients: Parameters, learningRate: number): void {
    this.#step++;
    this.#learningRate = learningRate;
    const { alphas, damping, tied } = this.#settings;
    const byGradient = this.#phase === 'coordinates' || alphas === 'gradient';
    if (byGradient) this.#alphaStep++;
    const solve = alphas !== 'gradient' && this.#step % alphas === 0 ? { damping, tied } : null;
    this.#layers.forEach((layer, l) => {
      const { grouped, fixed, shadow, moments, local, bias, biasMoments, gathered } = layer;
      const gradient = grouped.gather(gradients[2 * l]!, gathered);
      addGradient(moments, gradient);
      if (this.#phase !== 'coordinates') setLocalModel(local, moments, this.#step, learningRate);
      // The gradient of alphas is by the codes that it was taken with.
      if (byGradient) stepCoordinates(grouped, gradient, this.#alphaStep, learningRate, tied, this.#scratch.sums);
      if (this.#phase === 'bases') stepBases(grouped, fixed, local, solve, this.#scratch);
      if (this.#phase === 'straight-through') stepStraightThrough(grouped, fixed, shadow, local, solve, this.#scratch);
      amsgradStep(bias, biasMoments, gradients[2 * l + 1]!, this.#step, learningRate);
      this.#fix(l);
    });
  }

  /**
   * Chooses every layer's alpha step anew, the smallest power of two at which its largest alpha fits, and merges bases
   * that have become equal or opposite. `grids`: the other steps, if they change too.
   */
  regrid(grids: readonly OpenGrid[] = this.#grids): readonly LayerGrid[] {
    this.#grids = grids.map((grid, l) => {
      const { grouped } = this.#layers[l]!;
      if (!this.#settings.tied) this.#mergeAll(grouped);
      const { largest, top } = this.#settings.tied ? largestScale(grouped, grid) : largestAlpha(grouped, grid);
      // A layer without any basis keeps the step it had.
      const alphaLog2 = largest === 0 ? this.#grids[l]!.alphaLog2 : smallestStepLog2(largest, top);
      return { ...grid, alphaLog2 };
    });
    for (let l = 0; l < this.#layers.length; l++) this.#fix(l);
    return this.#grids;
  }

  /**
   * Prunes bases until the network is at `wanted` or just under it (step D). The local model is that of the last step.
   * @throws UserError if `wanted` is not to be reached, see `prune`
   */
  prune(wanted: Budget): PruneReport {
    const { importance } = this.#settings;
    if (this.#settings.tied) throw new Error('tied alphas stand for a uniform quantiser: there is nothing to prune');
    if (this.#step === 0) throw new Error('pruning needs the gradients of a step at least');
    const sensitivity = this.#layers.map(({ moments, local }) => {
      setLocalModel(local, moments, this.#step, this.#learningRate);
      return { gradient: local.gradient, hessian: curvature(importance, local, moments) };
    });
    const report = prune(this.#measured(), sensitivity, wanted, this.#settings, this.#scratch.sums);
    for (let l = 0; l < this.#layers.length; l++) this.#fix(l);
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
  toAlq(): AlqModel {
    const layers = this.#layers.map(({ grouped, bias }) => grouped.toAlq(grouped.alphas, Float32Array.from(bias)));
    return { ...this.#model, layers };
  }

  /** The integer layers: their weights times 2^alphaLog2, and biases times 2^(alphaLog2 + inputLog2), are `parameters()`. */
  toIntegerLayers(): IntegerLayer[] {
    return this.#layers.map(({ grouped, fixed, bias }, l) => {
      const grid = this.#grids[l]!;
      const requant = gridRequant(grid);
      if (requant !== null && requant.shift < 0)
        throw new Error(`${grouped.shape.name}: the activation's step is finer than the accumulator's`);
      const { shape, structure, counts, capacity } = grouped;
      const alphas: number[] = [];
      const signs: boolean[] = [];
      counts.forEach((count, g) => {
        for (let q = 0; q < count; q++) {
          alphas.push(fixed[g * capacity + q]! / 2 ** grid.alphaLog2);
          for (const negative of grouped.negative(g, q)) signs.push(negative);
        }
      });
      return {
        ...shape,
        structure,
        alphaBits: grid.alphaBits,
        bitwidths: counts.slice(),
        alphas: Uint16Array.from(alphas),
        signs: Uint8Array.from(signs, Number),
        bias: Int32Array.from(bias, (b) => biasSteps(b, grid)),
        requant,
        scaleLog2: scaleLog2(grid),
      };
    });
  }

  /** A copy, to save. */
  state(): AlqState {
    return {
      phase: this.#phase,
      step: this.#step,
      alphaStep: this.#alphaStep,
      learningRate: this.#learningRate,
      grids: structuredClone(this.#grids),
      layers: this.#layers.map((layer) => structuredClone(stateArrays(layer))),
    };
  }

  /** Goes on from a state of an optimiser that was made of the same model and settings. */
  restore(state: AlqState): void {
    this.#phase = state.phase;
    this.#step = state.step;
    this.#alphaStep = state.alphaStep;
    this.#learningRate = state.learningRate;
    this.#grids = structuredClone(state.grids);
    this.#layers.forEach((layer, l) => {
      const arrays = stateArrays(layer);
      for (const name of Object.keys(arrays) as StateArray[]) {
        const saved = state.layers[l]?.[name];
        if (saved?.length !== arrays[name].length)
          throw new Error(`the saved state is of another network: ${name} of ${layer.grouped.shape.name}`);
        arrays[name].set(saved);
      }
      this.#fix(l);
    });
  }

  #measured(): Measured {
    return {
      layers: this.#layers.map(({ grouped }) => grouped),
      grids: this.#grids,
      biases: this.#layers.map(({ bias }) => bias),
      positions: this.#positions,
    };
  }

  #mergeAll(grouped: GroupedLayer): void {
    const { sums } = this.#scratch;
    for (let g = 0; g < grouped.groups; g++) {
      if (grouped.counts[g]! < 2) continue;
      countCodes(grouped, g, sums);
      mergeDependent(grouped, g, sums);
      for (let q = grouped.counts[g]! - 1; q >= 0; q--) {
        grouped.makePositive(g, q);
        if (grouped.alphas[g * grouped.capacity + q] === 0) grouped.removeBasis(g, q);
      }
    }
  }

  /** Puts a layer's alphas on its grid; tied ones stay s, 2s, 4s, ... */
  #fix(l: number): void {
    const { grouped, fixed } = this.#layers[l]!;
    const { counts, capacity, alphas } = grouped;
    const grid = this.#grids[l]!;
    const step = 2 ** grid.alphaLog2;
    const { tied } = this.#settings;
    const { top } = tied ? largestScale(grouped, grid) : largestAlpha(grouped, grid);
    for (let g = 0; g < counts.length; g++)
      for (let q = 0; q < capacity; q++) {
        const at = g * capacity + q;
        if (q >= counts[g]!) fixed[at] = 0;
        else if (tied && q > 0) fixed[at] = 2 * fixed[at - 1]!;
        else fixed[at] = step * alphaSteps(alphas[at]!, grid.alphaLog2, top);
      }
  }
}

/** The scale of b tied bases takes at least one step: its largest multiple, 2^(b-1), is to fit the width of an alpha. */
function checkTied({ name, layers }: AlqModel, grids: readonly OpenGrid[]): void {
  const problems = layers.flatMap((layer, l): Problem[] => {
    const { alphaBits } = grids[l]!;
    const bases = layer.groups.reduce((most, { alphas }) => Math.max(most, alphas.length), 0);
    if (bases <= alphaBits) return [];
    const field = `layers[${l}] (${layer.name}).alphaBits`;
    const message = `too narrow for ${bases} tied bases`;
    return [{ where: name, field, message, value: alphaBits, allowed: `at least ${bases}`, fix: `${bases}` }];
  });
  if (problems.length > 0) throw new UserError(problems);
}

/** Largest alpha of a layer, and the most steps that it may take. */
function largestAlpha({ alphas }: GroupedLayer, { alphaBits }: OpenGrid) {
  let largest = 0;
  for (let i = 0; i < alphas.length; i++) largest = Math.max(largest, alphas[i]!);
  return { largest, top: 2 ** alphaBits - 1 };
}

/** The same for the scales of tied alphas: 2^(bases - 1) times the scale is to fit. */
function largestScale({ alphas, capacity }: GroupedLayer, { alphaBits }: OpenGrid) {
  let largest = 0;
  for (let i = 0; i < alphas.length; i += capacity) largest = Math.max(largest, alphas[i]!);
  return { largest, top: Math.floor((2 ** alphaBits - 1) / 2 ** (capacity - 1)) };
}

function stateArrays({ grouped, shadow, moments, bias, biasMoments }: TrainedLayer) {
  const { counts, alphas, codes, alphaMoments } = grouped;
  return {
    counts,
    alphas,
    codes,
    shadow,
    bias,
    first: moments.first,
    second: moments.second,
    largest: moments.largest,
    biasFirst: biasMoments.first,
    biasSecond: biasMoments.second,
    biasLargest: biasMoments.largest,
    alphaFirst: alphaMoments.first,
    alphaSecond: alphaMoments.second,
    alphaLargest: alphaMoments.largest,
  };
}
