/*
 * A model of Keras as layers that call each other, whatever version wrote it: a Sequential is a chain of calls.
 */

/** A tensor that a call made. */
export interface Reference {
  layer: string;
  /** Which call of the layer, from 0. */
  call: number;
  /** Which of the tensors that the call made. */
  tensor: number;
}

/** What is taken of each axis: one of it, or a part. */
export type Key = readonly (number | Record<'start' | 'stop' | 'step', number | null>)[];

export interface Call {
  /** What the layer is given, nested lists flattened; numbers only where they are written in place of a tensor. */
  inputs: readonly (Reference | number)[];
  /** Given one by one and nothing else, as operators are: `x + y`. */
  plain: boolean;
  /** What stands in brackets behind a tensor; left out: nothing does. */
  key?: Key;
  /** Called as in training: Dropout drops, BatchNormalization uses the statistics of the batch. */
  training: boolean;
}

/** Whose a class is: Keras' layer, its operation on tensors (`keras.ops`), or the user's own. */
export type Origin = 'layer' | 'operation' | 'custom';

export interface LayerSpec {
  name: string;
  className: string;
  origin: Origin;
  config: Readonly<Record<string, unknown>>;
  calls: readonly Call[];
  /** The model that is used as a layer. */
  model: ModelSpec | null;
}

export interface ModelSpec {
  layers: readonly LayerSpec[];
  inputs: readonly Reference[];
  outputs: readonly Reference[];
}

/** Classes of models that say what layers they consist of. */
export const MODELS: readonly string[] = ['Sequential', 'Functional', 'Model'];

export const INPUT_LAYER = 'InputLayer';
