/*
 * Where the weights of a layer are found. Files name them in two ways: Keras 3 by the place of the layer in the model
 * (`layers/conv1d_1/vars/0`), older files and TensorFlow.js by the layer's name (`conv1d_7/kernel`).
 */

export interface StoredWeight {
  /** As the file names it. */
  name: string;
  shape: readonly number[];
  /** Row-major; null: cannot be read, for the reason in `fault`. */
  values: Float64Array | null;
  fault?: string;
}

/** A weight that a layer of this configuration has. */
export interface WeightSpec {
  /** Keras' name of it. */
  name: string;
  /** Other names of it in other versions. */
  also?: readonly string[];
  /** null: any length. */
  shape: readonly (number | null)[];
  /** May be missing. */
  optional?: boolean;
}

/** What tells layers of a model apart. */
export interface LayerIdentity {
  name: string;
  className: string;
}

/** Weights of a layer, or of a model of layers. */
export interface WeightScope {
  /** The scopes of a model's layers, in their order. */
  layers(identities: readonly LayerIdentity[]): WeightScope[];
  /** The scope of a layer that this one wraps, by the attribute that holds it. */
  part(attribute: string): WeightScope;
  /** The weights in the order of the specs; null: not there. */
  find(specs: readonly WeightSpec[]): (StoredWeight | null)[];
  /** Where the file is searched for them, for messages. */
  place(spec: WeightSpec, index: number): string;
  /** How many arrays the file holds for this layer; null: that cannot be told. */
  count(): number | null;
}
