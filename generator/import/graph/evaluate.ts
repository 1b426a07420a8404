import type { Shape } from '../../network/shapes.js';
import type {
  Activation,
  Affine,
  Conv,
  Edge,
  GraphNode,
  Grid,
  LayerGraph,
  NodeKind,
  Pad,
  Pool,
  Steps,
} from './graph.js';
import { graphShapes } from './shapes.js';

/** A stream's values, [channel][position], flat. */
interface Stream extends Shape {
  values: Float64Array;
}

/** Computes every stream of windows, in float64: what all other levels of a network are measured against. */
export class Evaluator {
  readonly #graph: LayerGraph;
  readonly #shapes: ReadonlyMap<Edge, Shape>;

  constructor(graph: LayerGraph) {
    this.#graph = graph;
    this.#shapes = graphShapes(graph);
  }

  /** Every stream by its edge, [channel][position] flat, of a window [channel][sample]. */
  streams(window: Float64Array): Map<Edge, Float64Array> {
    const { input, nodes } = this.#graph;
    const streams = new Map<Edge, Float64Array>([[input.edge, window]]);
    for (const node of nodes) {
      const from = node.from.map((edge): Stream => ({ ...this.#shapes.get(edge)!, values: streams.get(edge)! }));
      const to = this.#shapes.get(node.id)!;
      const y = { ...to, values: new Float64Array(to.channels * to.positions) };
      (COMPUTE[node.kind] as (node: GraphNode, from: readonly Stream[], y: Stream) => void)(node, from, y);
      streams.set(node.id, y.values);
    }
    return streams;
  }
}

type Compute = { [K in NodeKind]: (node: Extract<GraphNode, { kind: K }>, from: readonly Stream[], y: Stream) => void };

const COMPUTE: Compute = {
  conv: (node, [x], y) => convolve(node, x!, y),
  affine: (node, [x], y) => affine(node, x!, y),
  activation: (node, [x], y) => activate(node, x!, y),
  pool: (node, [x], y) => pool(node, x!, y),
  pad: (node, [x], y) => pad(node, x!, y),
  add: (_, [a, b], y) => {
    for (let i = 0; i < y.values.length; i++) y.values[i] = a!.values[i]! + b!.values[i]!;
  },
  concat: (_, from, y) => {
    let at = 0;
    for (const { values } of from) {
      y.values.set(values, at);
      at += values.length;
    }
  },
  grid: (node, [x], y) => grid(node, x!, y),
};

function convolve({ weights, bias, kernel, stride, dilation, groups, before }: Conv, x: Stream, y: Stream): void {
  const inputs = x.channels / groups;
  const outputs = y.channels / groups;
  const { values: from } = x;
  const { values: sums } = y;
  for (let o = 0; o < y.channels; o++) {
    const to = o * y.positions;
    sums.fill(bias[o]!, to, to + y.positions);
    for (let i = 0; i < inputs; i++) {
      const row = (Math.floor(o / outputs) * inputs + i) * x.positions;
      for (let k = 0; k < kernel; k++) {
        const weight = weights[(o * inputs + i) * kernel + k]!;
        if (weight === 0) continue;
        const start = k * dilation - before;
        const first = Math.max(0, Math.ceil(-start / stride));
        const last = Math.min(y.positions - 1, Math.floor((x.positions - 1 - start) / stride));
        for (let t = first, at = row + start + first * stride; t <= last; t++, at += stride)
          sums[to + t]! += weight * from[at]!;
      }
    }
  }
}

function affine({ scale, offset }: Affine, x: Stream, y: Stream): void {
  byChannel(x, y, (value, c) => scale[c]! * value + offset[c]!);
}

function activate({ slope, ceiling }: Activation, x: Stream, y: Stream): void {
  byChannel(x, y, (value, c) => (value < 0 ? slope[slope.length === 1 ? 0 : c]! * value : Math.min(value, ceiling)));
}

function grid(node: Grid, x: Stream, y: Stream): void {
  byChannel(x, y, (value, c) => onSteps(value, node, c));
}

/** A value on a grid, or on that of its channel. */
export function onSteps(value: number, { scale, zero, low, high }: Steps, channel: number): number {
  const at = scale.length === 1 ? 0 : channel;
  const step = scale[at]!;
  const offset = zero[at]!;
  return (Math.min(high, Math.max(low, roundToEven(Math.fround(value / step)) + offset)) - offset) * step;
}

/** The nearest whole number, of two the even one. */
export function roundToEven(value: number): number {
  const down = Math.floor(value);
  const over = value - down;
  if (over !== 0.5) return over < 0.5 ? down : down + 1;
  return down % 2 === 0 ? down : down + 1;
}

function byChannel(x: Stream, y: Stream, f: (value: number, channel: number) => number): void {
  for (let c = 0, i = 0; c < x.channels; c++)
    for (let t = 0; t < x.positions; t++, i++) y.values[i] = f(x.values[i]!, c);
}

function pool({ pool, kernel, stride, dilation, before, after, counted }: Pool, x: Stream, y: Stream): void {
  for (let c = 0; c < x.channels; c++)
    for (let t = 0; t < y.positions; t++) {
      let max = Number.NEGATIVE_INFINITY;
      let sum = 0;
      let inside = 0;
      let padded = 0;
      for (let k = 0; k < kernel; k++) {
        const at = t * stride - before + k * dilation;
        if (at < x.positions + after) padded++;
        if (at < 0 || at >= x.positions) continue;
        const value = x.values[c * x.positions + at]!;
        max = Math.max(max, value);
        sum += value;
        inside++;
      }
      y.values[c * y.positions + t] = pool === 'max' ? max : sum / (counted === 'inside' ? inside : padded);
    }
}

function pad({ before }: Pad, x: Stream, y: Stream): void {
  for (let c = 0; c < y.channels; c++)
    for (let t = 0; t < y.positions; t++) {
      const at = t - before;
      if (at >= 0 && at < x.positions) y.values[c * y.positions + t] = x.values[c * x.positions + at]!;
    }
}
