import type { AlqLayer } from '../../model/float-model.js';
import type { IntegerLayer } from '../../model/integer-model.js';
import {
  alphaSteps,
  biasSteps,
  chooseAlphaLog2,
  gridRequant,
  type LayerGrid,
  type OpenGrid,
  scaleLog2,
} from '../grid.js';
import { type CodeSums, countCodes, mergeDependent } from './code-sums.js';
import { GroupedLayer } from './grouped-layer.js';
import { type LocalModel, type Moments, zeroLocalModel, zeroMoments } from './moments.js';

/** One layer and all that its training needs, on its grid. */
export class TrainedLayer {
  readonly grouped: GroupedLayer;
  /** Alphas that the network computes with: `grouped.alphas` in whole steps of the grid, [group][capacity]. */
  readonly fixed: Float64Array;
  /** Weights of straight-through training, in group order. */
  readonly shadow: Float32Array;
  /** Of the weights, in group order. */
  readonly moments: Moments;
  readonly local: LocalModel;
  /** Real, [out]. */
  readonly bias: Float64Array;
  readonly biasMoments: Moments;
  readonly #gathered: Float32Array;
  readonly #weights: Float64Array;
  #grid: LayerGrid;

  /** @param tied the alphas of a group are s, 2s, 4s, ... and stay so on the grid, where s is a whole number of steps */
  constructor(
    layer: AlqLayer,
    grid: OpenGrid,
    readonly tied: boolean,
    given = false,
  ) {
    this.grouped = new GroupedLayer(layer, given);
    const { weights, alphas } = this.grouped;
    this.fixed = new Float64Array(alphas.length);
    this.shadow = new Float32Array(weights);
    this.moments = zeroMoments(weights);
    this.local = zeroLocalModel(weights);
    this.bias = Float64Array.from(layer.bias);
    this.biasMoments = zeroMoments(layer.outChannels);
    this.#gathered = new Float32Array(weights);
    this.#weights = new Float64Array(weights);
    this.#grid = { ...grid, alphaLog2: this.#chooseStep(grid, null) };
    this.fix();
  }

  get grid(): LayerGrid {
    return this.#grid;
  }

  set grid(grid: LayerGrid) {
    this.#grid = { ...grid };
    this.fix();
  }

  /** Chooses the alpha step, see `chooseAlphaLog2`; the others are given. */
  regrid(grid: OpenGrid): void {
    this.grid = { ...grid, alphaLog2: this.#chooseStep(grid, this.#grid.alphaLog2) };
  }

  #chooseStep(grid: OpenGrid, present: number | null): number {
    const { alphas, capacity } = this.grouped;
    let largest = 0;
    for (let i = 0; i < alphas.length; i += this.tied ? capacity : 1) largest = Math.max(largest, alphas[i]!);
    return chooseAlphaLog2(largest, this.#top(grid), present);
  }

  /** Puts the trained alphas on the grid, after any change of them. */
  fix(): void {
    const { counts, capacity, alphas } = this.grouped;
    const { alphaLog2 } = this.#grid;
    const top = this.#top(this.#grid);
    for (let g = 0; g < counts.length; g++)
      for (let q = 0; q < capacity; q++) {
        const at = g * capacity + q;
        if (q >= counts[g]!) this.fixed[at] = 0;
        else if (this.tied && q > 0) this.fixed[at] = 2 * this.fixed[at - 1]!;
        else this.fixed[at] = 2 ** alphaLog2 * alphaSteps(alphas[at]!, alphaLog2, top);
      }
  }

  /** Most steps of an alpha; of the scale of tied ones, so that 2^(b-1) times it fits too. */
  #top({ alphaBits }: OpenGrid): number {
    const multiple = this.tied ? 2 ** (this.grouped.capacity - 1) : 1;
    return Math.floor((2 ** alphaBits - 1) / multiple);
  }

  /** Weights [out][in][tap] and biases of the network, exact in float32. */
  parameters(): [Float32Array, Float32Array] {
    const weights = new Float32Array(this.grouped.weights);
    this.grouped.reconstruct(this.fixed, this.#weights);
    this.grouped.scatter(this.#weights, weights);
    const step = 2 ** scaleLog2(this.#grid);
    return [weights, Float32Array.from(this.bias, (b) => biasSteps(b, this.#grid) * step)];
  }

  /** A gradient by the weights in group order; good until the next call. */
  gather(gradient: Float32Array): Float32Array {
    return this.grouped.gather(gradient, this.#gathered);
  }

  /** The shadow weights become those that the network computes with. */
  resetShadow(): void {
    this.grouped.reconstruct(this.fixed, this.#weights);
    this.shadow.set(this.#weights);
  }

  /** Bases that are equal or opposite become one; one that so gets alpha 0 goes. */
  merge(sums: CodeSums): void {
    const { counts, capacity, alphas } = this.grouped;
    for (let g = 0; g < counts.length; g++) {
      if (counts[g]! < 2) continue;
      countCodes(this.grouped, g, sums);
      mergeDependent(this.grouped, g, sums);
      for (let q = counts[g]! - 1; q >= 0; q--) {
        this.grouped.makePositive(g, q);
        if (alphas[g * capacity + q] === 0) this.grouped.removeBasis(g, q);
      }
    }
  }

  toInteger(): IntegerLayer {
    const { shape, structure, counts, capacity } = this.grouped;
    const requant = gridRequant(this.#grid);
    if (requant !== null && requant.shift < 0)
      throw new Error(`${shape.name}: the activation's step is finer than the accumulator's`);
    const alphas: number[] = [];
    const signs: boolean[] = [];
    counts.forEach((count, g) => {
      for (let q = 0; q < count; q++) {
        alphas.push(this.fixed[g * capacity + q]! / 2 ** this.#grid.alphaLog2);
        for (const negative of this.grouped.negative(g, q)) signs.push(negative);
      }
    });
    return {
      ...shape,
      structure,
      alphaBits: this.#grid.alphaBits,
      bitwidths: counts.slice(),
      alphas: Uint16Array.from(alphas),
      signs: Uint8Array.from(signs, Number),
      bias: Int32Array.from(this.bias, (b) => biasSteps(b, this.#grid)),
      requant,
      scaleLog2: scaleLog2(this.#grid),
    };
  }

  /** Every array that training changes, live. */
  arrays() {
    const { counts, alphas, codes, alphaMoments } = this.grouped;
    return {
      counts,
      alphas,
      codes,
      shadow: this.shadow,
      bias: this.bias,
      first: this.moments.first,
      second: this.moments.second,
      largest: this.moments.largest,
      biasFirst: this.biasMoments.first,
      biasSecond: this.biasMoments.second,
      biasLargest: this.biasMoments.largest,
      alphaFirst: alphaMoments.first,
      alphaSecond: alphaMoments.second,
      alphaLargest: alphaMoments.largest,
    };
  }
}

export type LayerArrays = ReturnType<TrainedLayer['arrays']>;
