import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Evaluator } from '../../generator/import/graph/evaluate.js';
import type { GraphNode, LayerGraph } from '../../generator/import/graph/graph.js';
import { graphShapes } from '../../generator/import/graph/shapes.js';
import { lower } from '../../generator/import/lower/lower.js';
import { laidAsSeen } from '../../generator/import/to-network/as-seen.js';
import { floatModelOf } from '../../generator/import/to-network/float-model.js';
import type { Laid } from '../../generator/import/to-network/laid.js';
import { toNetwork } from '../../generator/import/to-network/to-network.js';
import { floatScores } from '../../generator/model/float-network.js';
import { checkShapes } from '../../generator/network/check.js';
import { convolutions } from '../../generator/network/network.js';
import { UserError } from '../../generator/support/errors.js';
import { toInput } from '../../generator/train/real-input.js';
import { graphs } from './lower/graphs.js';

const [CHANNELS, SAMPLES] = [2, 12];
const window = (seed: number) =>
  Float64Array.from({ length: CHANNELS * SAMPLES }, (_, i) => Math.fround(Math.sin(1.7 * i + seed)));

/** A graph that ends in one score for each class, of the window or of each step. */
const scored = fc.tuple(graphs, fc.boolean()).map(([graph, step]): LayerGraph => {
  const { edge } = graph.outputs[0]!;
  const { channels, positions } = graphShapes(graph).get(edge)!;
  const kernel = step ? 1 : positions;
  const weights = Float64Array.from({ length: 3 * channels * kernel }, (_, i) => Math.cos(3.1 * i));
  const last: GraphNode = {
    ...{ kind: 'conv', id: 'last', from: [edge], origin: 'last', parameters: 1, weights },
    ...{ bias: Float64Array.of(1, 2, 3), outChannels: 3, kernel },
    ...{ stride: 1, dilation: 1, groups: 1, before: 0, after: 0 },
  };
  return { ...graph, nodes: [...graph.nodes, last], outputs: [{ ...graph.outputs[0]!, edge: 'last' }] };
});

function laidOf(graph: LayerGraph): Laid | null {
  try {
    return laidAsSeen('x', lower(graph), [window(1)]);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

const scores = (graph: LayerGraph, x: Float64Array) => [
  ...new Evaluator(graph).streams(x).get(graph.outputs[0]!.edge)!,
];
/** Differences in shares of the largest score. */
function expectNear(found: number[], wanted: number[], share: number): void {
  const largest = Math.max(1, ...wanted.map(Math.abs));
  expect(found).toHaveLength(wanted.length);
  found.forEach((score, i) => {
    expect(Math.abs(score - wanted[i]!) / largest).toBeLessThan(share);
  });
}
const kinds = ({ layers }: Laid) => layers.map(({ kind }) => kind);

test('what is laid out computes what its graph computes, or the graph is refused', () => {
  const found = { laid: 0, cropped: 0, averaged: 0, add: 0, concat: 0, step: 0, apart: 0, uneven: 0, signed: 0 };
  fc.assert(
    fc.property(fc.oneof(graphs, scored), (graph) => {
      const laid = laidOf(graph);
      if (laid === null) return;
      found.laid++;
      if (graph.nodes.some((node) => node.kind === 'pad' && node.before < 0)) found.cropped++;
      if (
        lower(graph).nodes.some(
          (node) => node.kind === 'pool' && node.pool === 'average' && node.counted === 'inside' && node.before > 0,
        )
      )
        found.averaged++;
      for (const kind of ['add', 'concat'] as const) if (kinds(laid).includes(kind)) found[kind]++;
      if (laid.per === 'step') found.step++;
      for (const layer of convolutions(laid.layers)) {
        if (layer.dilation !== undefined) found.apart++;
        if (layer.paddingAfter !== undefined) found.uneven++;
        if (layer.activation === 'none') found.signed++;
      }
      const x = window(1);
      const { input, layers, per } = laid;
      const seen =
        input === null
          ? x
          : x.map((v, i) => v * input.scale[Math.floor(i / SAMPLES)]! + input.offset[Math.floor(i / SAMPLES)]!);
      const shape = { samples: SAMPLES, channels: CHANNELS, sampleRateHz: 1, codeBits: 8, zero: 0, shift: 0, bits: 8 };
      expect(checkShapes({ input: shape, layers, per })).toEqual([]);
      expectNear([...floatScores(laid, seen)], scores(graph, x), 1e-5);
    }),
    { numRuns: 2000 },
  );
  const { averaged, ...often } = found;
  expect(averaged).toBeGreaterThan(5);
  for (const count of Object.values(often)) expect(count).toBeGreaterThan(50);
});

test('taps that are apart stay so, and sides that differ', () => {
  const input = { name: 'x', edge: 'input', axes: [], batch: 1, channels: CHANNELS, positions: SAMPLES };
  const conv = (id: string, from: string, channels: number, more: object): GraphNode =>
    ({
      ...{ kind: 'conv', id, from: [from], origin: id, parameters: 1, outChannels: 3, kernel: 3, stride: 1 },
      ...{ dilation: 1, groups: 1, before: 0, after: 0, bias: Float64Array.of(0.5, -1, 0) },
      weights: Float64Array.from({ length: 9 * channels }, (_, i) => Math.sin(i * i)),
      ...more,
    }) as GraphNode;
  const relu: GraphNode = {
    ...{ kind: 'activation', id: 'r', from: ['c'], origin: 'r', parameters: 0 },
    ...{ slope: Float64Array.of(0), ceiling: Number.POSITIVE_INFINITY },
  };
  const spread = conv('c', 'input', CHANNELS, { dilation: 4, before: 3, after: 1 });
  const outputs = [{ name: 'y', edge: 'd', end: null, axes: [] }];
  const chain = toNetwork('x', {
    input,
    nodes: [spread, relu, conv('d', 'r', 3, { dilation: 3, before: 0 })],
    outputs,
  });
  // Twelve positions and four more, less the reach of eight taps and of six.
  expect(chain.per).toBe('step');
  expect(convolutions(chain.layers).map(({ dilation }) => dilation)).toEqual([4, 3]);
  const last = conv('d', 'r', 3, { kernel: 8, weights: new Float64Array(72).fill(1) });
  const graph = { input, nodes: [spread, relu, last], outputs };
  const laid = toNetwork('x', graph);
  // Three taps of a window, not nine with zeros between them; what they compute is the graph's.
  expect(convolutions(laid.layers).map(({ kernel, padding }) => [kernel, padding])).toEqual([
    [3, 3],
    [8, 0],
  ]);
  expect(convolutions(laid.layers)[0]).toMatchObject({ dilation: 4, paddingAfter: 1 });
  const x = window(1);
  expectNear([...floatScores(laid, x)], scores(graph, x), 1e-5);
});

describe('a network on codes', () => {
  const conv = (over: Partial<GraphNode>): GraphNode =>
    ({
      ...{ kind: 'conv', id: 'c', from: ['input'], origin: 'c', parameters: 1, outChannels: 3, kernel: SAMPLES },
      ...{ stride: 1, dilation: 1, groups: 1, before: 0, after: 0, bias: Float64Array.of(0.5, -1, 0) },
      weights: Float64Array.from({ length: 3 * CHANNELS * SAMPLES }, (_, i) => Math.sin(i * i)),
      ...over,
    }) as GraphNode;
  const input = { name: 'x', edge: 'input', axes: [], batch: 1, channels: CHANNELS, positions: SAMPLES };
  const normalised: GraphNode = {
    ...{ kind: 'affine', id: 'a', from: ['input'], origin: 'a', parameters: 4 },
    ...{ scale: Float64Array.of(3, 0.5), offset: Float64Array.of(-2, 7.7) },
  };
  const outputs = [{ name: 'y', edge: 'c', end: null, axes: [] }];
  const zero = [128, 100];
  const gain = [20, 7.5];
  const coded = {
    samples: SAMPLES,
    channels: CHANNELS,
    rateHz: 10,
    codeBits: 8,
    zero,
    gain,
    seen: [
      [73, 127],
      [73, 127],
    ] as const,
  };

  test.each<[string, GraphNode[], number]>([
    ['as they are', [conv({})], 1e-5],
    // What the network does to its input is no whole number of codes.
    ['normalised first', [normalised, conv({ from: ['a'] })], 1e-5],
  ])('%s', (_, nodes, share) => {
    const graph: LayerGraph = { input, nodes, outputs };
    const chain = toNetwork('x', graph);
    const model = floatModelOf(chain, 'm', ['p', 'q', 'r'], coded);
    expect(Number.isInteger(Math.log2(model.inputScale))).toBe(true);
    for (let seed = 0; seed < 20; seed++) {
      // Codes that the network's own zero leaves inside 8 bits of x.
      const codes = Array.from({ length: CHANNELS * SAMPLES }, (_, i) => 100 + Math.round(27 * Math.sin(i + seed)));
      const real = (c: number, s: number) => (codes[s * CHANNELS + c]! - zero[c]!) / gain[c]!;
      const x = Float64Array.from({ length: CHANNELS * SAMPLES }, (_, i) => real(Math.floor(i / SAMPLES), i % SAMPLES));
      const seen = toInput(codes, model);
      const byChannel = Float64Array.from(seen, (_, i) => seen[(i % SAMPLES) * CHANNELS + Math.floor(i / SAMPLES)]!);
      expectNear([...floatScores(model, byChannel)], scores(graph, x), share);
    }
  });
});
