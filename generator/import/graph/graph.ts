import type { Shape } from '../../network/shapes.js';

/*
 * A foreign network as streams of channels at positions, with nothing left of how its framework lays out axes. Numbers are
 * float64. Nothing has been approximated: what stands here computes what the file computes.
 */

/** Name of the input's stream or of a node's. */
export type Edge = string;

interface Common {
  id: Edge;
  from: readonly Edge[];
  /** The file's operator that it comes from, for messages. */
  origin: string;
  /** Numbers that the file holds for it: weights, biases, scales, offsets, statistics of a normalisation. */
  parameters: number;
}

/** `y[o][t] = bias[o] + sum of weights[o][i][k] * x[group of o][i][t * stride - before + k * dilation]`, zeros beyond the ends. */
export interface Conv extends Common {
  kind: 'conv';
  /** [out][in of the group][tap], flat. */
  weights: Float64Array;
  /** [out]. */
  bias: Float64Array;
  outChannels: number;
  kernel: number;
  stride: number;
  dilation: number;
  /** Groups of channels that see nothing of each other. */
  groups: number;
  /** Zeros put before and after. */
  before: number;
  after: number;
}

/** `y[c][t] = scale[c] * x[c][t] + offset[c]`. */
export interface Affine extends Common {
  kind: 'affine';
  scale: Float64Array;
  offset: Float64Array;
}

/** `y = min(x, ceiling)` where x is not negative, `slope[c] * x` where it is. */
export interface Activation extends Common {
  kind: 'activation';
  /** Of negative values: 0 of a ReLU; one, or one for each channel. */
  slope: Float64Array;
  ceiling: number;
}

/** Over `kernel` positions, `dilation` apart; window t begins at `t * stride - before`. Positions beyond the ends are no values. */
export interface Pool extends Common {
  kind: 'pool';
  pool: 'max' | 'average';
  kernel: number;
  stride: number;
  dilation: number;
  before: number;
  after: number;
  /** Output positions; a last window may reach behind `after`. */
  positions: number;
  /** What an average is divided by: positions of its window inside the stream, or those in the padding too. */
  counted: 'inside' | 'padded';
}

/** Zeros before and after; negative: so many positions are left out. */
export interface Pad extends Common {
  kind: 'pad';
  before: number;
  after: number;
}

/** Sum of two streams of one shape. */
export interface Add extends Common {
  kind: 'add';
}

/** Channels of several streams of one length, one behind the other. */
export interface Concat extends Common {
  kind: 'concat';
}

/** What slides over every position, one after the other, with nothing around. */
export const PLAIN = { stride: 1, dilation: 1, before: 0, after: 0 } as const;

/** Values on a grid: `(clamp(round(x / scale) + zero, low, high) - zero) * scale`, halves to the even; of each channel or of all. */
export interface Steps {
  scale: Float64Array;
  zero: Float64Array;
  low: number;
  high: number;
}

export interface Grid extends Common, Steps {
  kind: 'grid';
}

export type GraphNode = Conv | Affine | Activation | Pool | Pad | Add | Concat | Grid;
export type NodeKind = GraphNode['kind'];

/** What makes the framework's output of scores: it changes neither the largest nor the sign about the threshold. */
export type End = 'softmax' | 'log-softmax' | 'sigmoid' | 'argmax';

/** What an axis of the framework's tensor holds, the slowest first; nothing: a length of 1. */
export type Role = 'batch' | 'channel' | 'time';
export type Axis = readonly Role[];

export interface GraphOutput {
  /** The file's name of it. */
  name: string;
  edge: Edge;
  end: End | null;
  /** Grid that the framework puts it on behind its end. */
  steps?: Steps | undefined;
  /** Of the framework's tensor. */
  axes: readonly Axis[];
}

export interface LayerGraph {
  input: Shape & {
    /** The file's name of it. */
    name: string;
    edge: Edge;
    axes: readonly Axis[];
    /** Windows of one call, where the file fixes them. */
    batch: number;
  };
  nodes: readonly GraphNode[];
  outputs: readonly GraphOutput[];
}

/** A node without what the tracer gives it. */
export type Made<N extends GraphNode = GraphNode> = N extends GraphNode ? Omit<N, 'id' | 'origin'> : never;
