import type { Shape } from '../../network/shapes.js';
import type { Edge, End, Made, Role, Steps } from '../graph/graph.js';
import type { Op, OpGraph, Tensor } from '../op-graph.js';

/** Numbers that are known before any window is seen. */
export interface Constant {
  kind: 'constant';
  tensor: Tensor;
}

/** A factor of the channels where a Reshape has split their axis: `channel = sum of index * stride` over all parts. */
export interface Part {
  readonly size: number;
  readonly stride: number;
}

/** What an axis of the framework's tensor holds on the way, the slowest first. */
export type Axis = readonly (Role | Part)[];

export const isPart = (factor: Role | Part): factor is Part => typeof factor === 'object';

/** A stream of the network under the axes that the framework gives it. */
export interface Signal {
  kind: 'signal';
  edge: Edge;
  axes: readonly Axis[];
  /** What has been made of scores; nothing but axes may change behind it. */
  end: { is: End; by: Op; steps?: Steps } | null;
  /** The file holds whole numbers n here that stand for `(n - zero) * scale`, and the stream has these. */
  grid: { scale: Tensor; zero: Tensor; axis: number } | null;
}

/** What an operator would have made that was refused. */
export interface Unknown {
  kind: 'unknown';
}

export type Value = Constant | Signal | Unknown;

/** Why an operator does not come in; the tracer adds where. */
export class Refusal extends Error {
  readonly allowed: string | undefined;
  readonly fix: string | undefined;
  /** The operator that is named, if not the one that is traced. */
  readonly of: Op | undefined;
  constructor(message: string, more: { allowed?: string; fix?: string; of?: Op } = {}) {
    super(message);
    this.allowed = more.allowed;
    this.fix = more.fix;
    this.of = more.of;
  }
}

/** What the handler of an operator may ask and do. */
export interface Tracing {
  readonly graph: Pick<OpGraph, 'opset' | 'format'>;
  /** Shape of the stream of an edge. */
  shape(edge: Edge): Shape;
  /** Length of what an axis holds. */
  size(signal: Signal, factor: Role | Part): number;
  /** Lengths of the framework's axes. */
  lengths(signal: Signal): number[];
  /** Adds a node to the network. */
  add(node: Made): Edge;
  note(text: string): void;
}

/** An operator's values, [output]. */
export type Handler = (op: Op, from: readonly (Value | null)[], tracing: Tracing) => readonly Value[];

export const constant = (tensor: Tensor): Constant => ({ kind: 'constant', tensor });

/** A stream under axes. */
export const signal = (edge: Edge, axes: readonly Axis[]): Signal => ({
  kind: 'signal',
  edge,
  axes,
  end: null,
  grid: null,
});

/** The same axes with another stream behind them. */
export const onEdge = (like: Signal, edge: Edge): Signal => ({ ...like, edge });

/** An axis as a number from 0; ONNX counts negative ones from the end. */
export function axisOf(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(at) || at < 0 || at >= rank)
    throw new Refusal(`axis ${axis} of a tensor of ${rank} axes`, { allowed: `${-rank} to ${rank - 1}` });
  return at;
}

/** Axes in words, for messages: `[batch, channel, time]`. */
export const axesText = (axes: readonly Axis[]): string =>
  `[${axes.map((axis) => (axis.length === 0 ? '1' : axis.map(factorText).join(' x '))).join(', ')}]`;

export const factorText = (factor: Role | Part): string =>
  isPart(factor) ? `${factor.size} parts of channels, ${factor.stride} apart` : factor;
