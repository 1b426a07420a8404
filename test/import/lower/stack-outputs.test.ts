import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Evaluator } from '../../../generator/import/graph/evaluate.js';
import type { Conv, GraphNode, LayerGraph } from '../../../generator/import/graph/graph.js';
import { graphShapes } from '../../../generator/import/graph/shapes.js';
import { joinOutputs } from '../../../generator/import/lower/join-outputs.js';
import { stackOutputs } from '../../../generator/import/lower/stack-outputs.js';
import { UserError } from '../../../generator/support/errors.js';
import { random } from '../../../generator/support/random.js';

const POSITIONS = 12;
const CHANNELS = 2;
const WINDOW = Float64Array.from({ length: POSITIONS * CHANNELS }, (_, i) => Math.sin(1.7 * i) + 0.3 * Math.cos(i * i));

interface Head {
  kernel: number;
  stride: number;
  dilation: number;
  before: number;
  after: number;
  grouped: boolean;
  /** Of what it reads: the input, or one of two layers of other lengths. */
  reads: number;
  /** A ReLU follows, or another output reads it too. */
  relu: boolean;
  shared: boolean;
}

const anyHead = fc.record<Head>({
  kernel: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  before: fc.integer({ min: 0, max: 3 }),
  after: fc.integer({ min: 0, max: 3 }),
  grouped: fc.boolean(),
  reads: fc.integer({ min: 0, max: 2 }),
  relu: fc.boolean(),
  shared: fc.boolean(),
});

const conv = (id: string, from: string, inputs: number, outChannels: number, own: Partial<Conv> = {}): Conv => {
  const { kernel = 1, groups = 1 } = own;
  const rng = random([...id].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 7) >>> 0);
  return {
    ...{ kind: 'conv', id, from: [from], origin: id, parameters: 1, outChannels, kernel, groups },
    ...{ stride: 1, dilation: 1, before: 0, after: 0, ...own },
    weights: Float64Array.from({ length: (outChannels * inputs * kernel) / groups }, () => rng.uniform() - 0.5),
    bias: Float64Array.from({ length: outChannels }, () => rng.uniform() - 0.5),
  };
};

/** A network whose outputs are these heads. */
function graphOf(heads: readonly Head[]): LayerGraph {
  const trunk = [conv('long', 'x', CHANNELS, 4), conv('short', 'x', CHANNELS, 2, { kernel: 3, stride: 2 })];
  const read = [
    ['x', CHANNELS],
    ['long', 4],
    ['short', 2],
  ] as const;
  const nodes: GraphNode[] = [...trunk];
  const edges: string[] = [];
  heads.forEach(({ grouped, reads, relu, shared, ...window }, i) => {
    const [from, inputs] = read[reads]!;
    const id = `head${i}`;
    nodes.push(conv(id, from, inputs, 2, { ...window, groups: grouped ? 2 : 1 }));
    const common = { id: `relu${i}`, from: [id], origin: id, parameters: 0 };
    if (relu)
      nodes.push({ kind: 'activation', ...common, slope: new Float64Array(1), ceiling: Number.POSITIVE_INFINITY });
    edges.push(relu ? common.id : id);
    if (relu && shared) edges.push(id);
  });
  const input = { name: 'x', edge: 'x', axes: [], batch: 1, channels: CHANNELS, positions: POSITIONS };
  return { input, nodes, outputs: edges.map((edge) => ({ name: edge, edge, end: null, axes: [] })) };
}

const values = (graph: LayerGraph) => {
  const streams = new Evaluator(graph).streams(WINDOW);
  return graph.outputs.flatMap(({ edge }) => [...streams.get(edge)!]);
};

const lengthsOf = (graph: LayerGraph) => graph.outputs.map(({ edge }) => graphShapes(graph).get(edge)!.positions);

test('outputs of any layers of one length become channels of one layer that computes the same', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(anyHead, { minLength: 2, maxLength: 3 }), (heads) => {
      const graph = graphOf(heads);
      const lengths = lengthsOf(graph);
      fc.pre(Math.min(...lengths) > 0 && new Set(lengths).size === 1);
      const stacked = stackOutputs('x.onnx', joinOutputs(graph));
      const last = stacked.nodes.at(-1)!;
      expect(last.kind).toBe('conv');
      expect(stacked.outputs.map(({ edge }) => edge)).toEqual([last.id]);
      const [wanted, found] = [values(graph), values(stacked)];
      expect(found).toHaveLength(wanted.length);
      found.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[i]!, 9);
      });
      // What was a head is gone where the last layer does its work.
      seen.add(stacked.nodes.some(({ id }) => id === 'head0') ? 'stays' : 'joined');
      if (lengths[0] === 1) seen.add('one step');
    }),
    { numRuns: 3000 },
  );
  expect([...seen].sort()).toEqual(['joined', 'one step', 'stays']);
});

test('outputs of different lengths are refused', () => {
  const plain = { stride: 1, dilation: 1, before: 0, after: 0, grouped: false, reads: 0, relu: false, shared: false };
  const graph = graphOf([
    { kernel: 1, ...plain },
    { kernel: 3, ...plain },
  ]);
  try {
    stackOutputs('x.onnx', joinOutputs(graph));
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.problems).toEqual([
      {
        ...{ where: 'x.onnx', field: 'head1', message: 'an output of another length than the first', value: 10 },
        allowed: '12 steps, as of the first output',
      },
    ]);
  }
});
