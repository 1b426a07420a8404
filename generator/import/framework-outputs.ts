import type { Shape } from '../network/shapes.js';
import { Evaluator, onSteps } from './graph/evaluate.js';
import type { Axis, Edge, End, GraphOutput, LayerGraph, Role } from './graph/graph.js';
import { graphShapes } from './graph/shapes.js';

/*
 * Between the framework's tensors and streams of one window: [axes of the file] there, [channel][position] here.
 */

/** Lengths of the axes of one window; windows themselves are 1. */
export function tensorShape(axes: readonly Axis[], { channels, positions }: Shape): number[] {
  return axes.map((axis) => axis.reduce((n, role) => n * lengthOf(role, channels, positions), 1));
}

const lengthOf = (role: Role, channels: number, positions: number) =>
  role === 'channel' ? channels : role === 'time' ? positions : 1;

/** Where each value of a window's tensor, row-major, lies in its stream [channel][position]. */
export function places(axes: readonly Axis[], { channels, positions }: Shape): Int32Array {
  const roles = axes.flat().filter((role) => role !== 'batch');
  const found = new Int32Array(channels * positions);
  const index = { channel: 0, time: 0 };
  let next = 0;
  const walk = (depth: number) => {
    if (depth === roles.length) {
      found[next++] = index.channel * positions + index.time;
      return;
    }
    const role = roles[depth] as 'channel' | 'time';
    for (let i = 0; i < lengthOf(role, channels, positions); i++) {
      index[role] = i;
      walk(depth + 1);
    }
    index[role] = 0;
  };
  walk(0);
  return found;
}

/** Runs a network on windows as the framework has them. */
export class FrameworkRun {
  readonly #evaluator: Evaluator;
  readonly #shapes: ReadonlyMap<Edge, Shape>;
  readonly #input: Int32Array;

  constructor(graph: LayerGraph) {
    this.#evaluator = new Evaluator(graph);
    this.#shapes = graphShapes(graph);
    this.#input = places(graph.input.axes, graph.input);
  }

  /** The streams of a window whose values lie in the framework's order. */
  streams(tensor: Float64Array): Map<Edge, Float64Array> {
    const window = new Float64Array(tensor.length);
    tensor.forEach((value, i) => {
      window[this.#input[i]!] = value;
    });
    return this.#evaluator.streams(window);
  }

  /** The framework's output of one window, row-major. */
  output(output: GraphOutput, streams: ReadonlyMap<Edge, Float64Array>): Float64Array {
    const shape = this.#shapes.get(output.edge)!;
    const { end, steps, axes } = output;
    const values = ended(end, streams.get(output.edge)!, shape);
    if (end === 'argmax') return values;
    const said = steps === undefined ? values : values.map((value) => onSteps(value, steps, 0));
    return Float64Array.from(places(axes, shape), (at) => said[at]!);
  }
}

/** What the end of a network makes of scores [class][position]; argmax: the class at each position. */
export function ended(end: End | null, scores: Float64Array, { channels, positions }: Shape): Float64Array {
  if (end === null) return scores;
  if (end === 'sigmoid') return scores.map((s) => 1 / (1 + Math.exp(-s)));
  const classes = Array.from({ length: channels }, (_, c) => c);
  const at = (t: number) => classes.map((c) => scores[c * positions + t]!);
  if (end === 'argmax')
    return Float64Array.from({ length: positions }, (_, t) => {
      const own = at(t);
      return own.indexOf(own.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY));
    });
  const found = new Float64Array(scores.length);
  for (let t = 0; t < positions; t++) {
    const own = at(t);
    const most = own.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const log = most + Math.log(own.reduce((sum, s) => sum + Math.exp(s - most), 0));
    own.forEach((s, c) => {
      found[c * positions + t] = end === 'softmax' ? Math.exp(s - log) : s - log;
    });
  }
  return found;
}
