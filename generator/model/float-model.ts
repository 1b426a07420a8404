import type { InputSpec } from '../network/input.js';
import type { Add, Concat, Convolution, Per } from '../network/network.js';
import type { Task } from '../network/task.js';
import type { Structure } from './grouping.js';

/** A trained network in floating point, free of any framework. Real input = x * inputScale. */
export interface FloatModel<N extends FloatNode = FloatLayer> {
  name: string;
  /** Names of the outputs, whatever they say. */
  classes: string[];
  /** What the outputs say; absent: classes. Values are in their units. */
  task?: Task | undefined;
  input: InputSpec;
  /** Real value of one step of x. */
  inputScale: number;
  layers: N[];
  per?: Per | undefined;
}

export type FloatNode = FloatLayer | Add | Concat;

/** A network of nodes of every kind; a `FloatModel` by itself has convolutions alone. */
export type FloatNetwork = FloatModel<FloatNode>;

export interface FloatLayer extends Convolution {
  /** [out][in][tap], flat. */
  weights: Float32Array;
  /** [out]. */
  bias: Float32Array;
}

/** One group of weights as a sum of `alpha * beta`; empty arrays: the group is pruned. */
export interface AlqGroup {
  /** All > 0. */
  alphas: number[];
  /** For each alpha, its basis in the order of `groupWeights`: true stands for -1. */
  negative: boolean[][];
}

/** A layer in multi-bit form with real alphas: what ALQ (or an import) yields and integer quantisation takes. */
export interface AlqLayer extends Convolution {
  structure: Structure;
  /** [out][group], flat. */
  groups: AlqGroup[];
  bias: Float32Array;
}

export type AlqNode = AlqLayer | Add | Concat;

export interface AlqModel<N extends AlqNode = AlqLayer> extends Omit<FloatModel, 'layers'> {
  layers: N[];
}

export type AlqNetwork = AlqModel<AlqNode>;
