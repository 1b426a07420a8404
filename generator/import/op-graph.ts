/*
 * What a reader of any framework gives: operators with the names, attributes and meaning of ONNX
 * (https://onnx.ai/onnx/operators), whatever the file called them. A layer of Keras becomes a few of them: its channels-last
 * convolution is a Transpose, a Conv and a Transpose. What ONNX has no word for keeps the framework's name, and is refused by
 * it later: a reader knows files, not which operators become hardware.
 */

/** Numbers of a file, row-major. */
export interface Tensor {
  shape: readonly number[];
  values: Float64Array;
  /** Whole numbers, as of shapes and axes: their quotient is whole too. */
  integer: boolean;
  /** Least and largest number of the file's type, of whole numbers of up to 32 bits: the zero of a grid says by it how far the grid reaches. */
  range?: readonly [low: number, high: number];
}

/** A number, numbers, a text, texts or a tensor. */
export type Attribute = number | readonly number[] | string | readonly string[] | Tensor;

export const isTensor = (attribute: Attribute | undefined): attribute is Tensor =>
  typeof attribute === 'object' && !Array.isArray(attribute);

export interface Op {
  /** As the file names it: what a message names. */
  name: string;
  /** Operator, of the default domain; of another one as `domain.Operator`. */
  op: string;
  /** The operator's name in its own framework, where that is another one: `Conv1D` of Keras. */
  called?: string;
  /** Values that it reads, in ONNX's order; empty: an optional one that is not there. */
  from: readonly string[];
  /** Values that it makes; empty: one that nobody wants. */
  to: readonly string[];
  attributes: Readonly<Record<string, Attribute>>;
}

/** What the network is given; the first axis is of windows. */
export interface OpInput {
  name: string;
  /** null: an axis whose length the file leaves open. */
  shape: readonly (number | null)[];
}

export interface OpGraph {
  /** What the file is of, for messages: `ONNX`, `Keras`. */
  format: string;
  /** Of the operators' meaning; frameworks other than ONNX give the one whose meaning they use. */
  opset: number;
  inputs: readonly OpInput[];
  /** Known numbers by the name that operators read them by. */
  constants: ReadonlyMap<string, Tensor>;
  /** In an order in which each comes behind those that it reads. */
  ops: readonly Op[];
  /** Values that leave the network. */
  outputs: readonly string[];
  /** What a user should know of this file: left out, read in another way. */
  notes: readonly string[];
  /** Files that its numbers lie in besides, as paths from its own file's folder; left out: none. */
  beside?: readonly string[];
  /** The framework computes in 16 bits: its outputs are rounded accordingly. */
  halfPrecision?: true;
}
