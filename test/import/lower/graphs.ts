import fc from 'fast-check';
import type { GraphNode, LayerGraph, Made } from '../../../generator/import/graph/graph.js';
import { shapeOf } from '../../../generator/import/graph/shapes.js';
import type { Shape } from '../../../generator/network/shapes.js';

/** A whole number from `low` to `high`, of a fraction of 0 to 1. */
const between = (low: number, high: number, at: number) =>
  low + Math.min(high - low, Math.floor(at * (high - low + 1)));

/** Numbers of -2 to 2 that follow from a seed. */
function numbers(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 30 - 2;
  });
}

/** What one node is made of: its kind and five fractions. */
const choice = fc.tuple(
  fc.constantFrom('conv', 'affine', 'activation', 'pool', 'pad', 'add', 'concat'),
  fc.array(
    fc.noBias(fc.nat(999)).map((n) => n / 1000),
    { minLength: 8, maxLength: 8 },
  ),
  fc.nat(1e6),
);

/** Graphs of nodes of every kind, with branches; 2 channels of 12 positions in. */
export const graphs = fc.array(choice, { minLength: 1, maxLength: 9 }).map((choices): LayerGraph => {
  const input = { name: 'x', edge: 'input', axes: [], batch: 1, channels: 2, positions: 12 };
  const shapes = new Map<string, Shape>([['input', input]]);
  const nodes: GraphNode[] = [];
  for (const [kind, at, seed] of choices) {
    const edges = [...shapes.keys()];
    // Mostly what was made last, so that passes find something behind one another.
    const from = at[0]! < 0.8 ? edges[edges.length - 1]! : edges[between(0, edges.length - 1, at[1]!)]!;
    const node = made(kind, from, shapes, at, seed);
    if (node === null) continue;
    const shape = shapeOf(
      node,
      node.from.map((edge) => shapes.get(edge)!),
    );
    if (shape.positions < 1) continue;
    const id = `n${nodes.length}`;
    nodes.push({ ...node, id, origin: id } as GraphNode);
    shapes.set(id, shape);
  }
  const last = nodes[nodes.length - 1]?.id ?? 'input';
  return { input, nodes, outputs: [{ name: 'y', edge: last, end: null, axes: [] }] };
});

function made(kind: string, from: string, shapes: ReadonlyMap<string, Shape>, at: number[], seed: number): Made | null {
  const { channels, positions } = shapes.get(from)!;
  const common = { from: [from], parameters: 1 };
  const window = {
    kernel: between(1, 4, at[2]!),
    stride: between(1, 3, at[3]!),
    dilation: between(1, 2, at[4]!),
    before: between(0, 2, at[5]!),
    after: between(0, 2, at[6]!),
  };
  switch (kind) {
    case 'conv': {
      const groups = at[7]! < 0.3 ? channels : 1;
      const outChannels = groups * between(1, groups === 1 ? 4 : 2, at[1]!);
      const weights = numbers((outChannels * channels * window.kernel) / groups, seed);
      const parameters = at[7]! > 0.7 ? 0 : 1;
      return {
        ...common,
        ...window,
        kind,
        parameters,
        groups,
        outChannels,
        weights,
        bias: numbers(outChannels, seed + 1),
      };
    }
    case 'affine':
      return {
        ...common,
        kind,
        scale: numbers(channels, seed),
        offset: numbers(channels, seed + 1).map((v) => (at[2]! < 0.5 ? v : 0)),
      };
    case 'activation': {
      const slope = at[2]! < 0.5 ? Float64Array.of(0) : numbers(at[3]! < 0.5 ? 1 : channels, seed);
      return { ...common, kind, slope, ceiling: at[2]! < 0.2 ? 1 : Number.POSITIVE_INFINITY };
    }
    case 'pool': {
      const pool = at[7]! < 0.5 ? 'max' : 'average';
      // A window of zeros alone has no largest value: each reaches the stream, and a dilated one might not.
      const { kernel, stride } = window;
      const [before, after] = [Math.min(window.before, kernel - 1), Math.min(window.after, kernel - 1)];
      const padded = positions + before + after - kernel;
      if (padded < 0) return null;
      const counted = at[1]! < 0.5 ? 'inside' : 'padded';
      const count = Math.floor(padded / stride) + 1;
      return { ...common, kind, kernel, stride, dilation: 1, pool, before, after, positions: count, counted };
    }
    case 'pad':
      return { ...common, kind, before: between(-2, 2, at[2]!), after: between(-2, 2, at[3]!) };
    default: {
      const fits = [...shapes].filter(
        ([, s]) => s.positions === positions && (kind === 'concat' || s.channels === channels),
      );
      const other = fits[between(0, fits.length - 1, at[2]!)]![0];
      return { ...common, kind: kind as 'add' | 'concat', from: [from, other] };
    }
  }
}
