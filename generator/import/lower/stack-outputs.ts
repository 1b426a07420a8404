import type { Shape } from '../../network/shapes.js';
import { UserError } from '../../support/errors.js';
import { unusedName } from '../../support/unused-name.js';
import { type Concat, type Conv, type Edge, type GraphNode, type LayerGraph, PLAIN } from '../graph/graph.js';
import { graphShapes, reach } from '../graph/shapes.js';
import { denseForm } from './dense-form.js';
import { nodeOf, onlyReader, replaced } from './rewrite.js';

/*
 * Scores leave hardware at one end. So the outputs of a network become channels of one convolution: those of layers of their own by
 * the weights of these, laid out over the taps of the widest; what else is an output, a stream that others read too or one behind a
 * ReLU, by weights of 1 that pass it on. Weights of 0 stand where an output does not read what another reads.
 */

/**
 * A graph of joined outputs (`joinOutputs`) with their last layers as one, which reads what each of them reads. One output stays as
 * it is.
 *
 * @throws UserError when outputs have different lengths
 */
export function stackOutputs(where: string, graph: LayerGraph): LayerGraph {
  const all = nodeOf(graph, graph.outputs[0]!.edge);
  if (all?.kind !== 'concat') return graph;
  const shapes = graphShapes(graph);
  refuseLengths(where, graph, all, shapes);
  const steps = shapes.get(all.id)!.positions;
  const own = all.from.map((edge) => ownLayer(graph, edge));
  const inputs = (heads: readonly Conv[]) => heads.map(({ from }) => shapes.get(from[0]!)!.positions);
  // One layer reads streams of one length, with one stride: if not all do, those that do not become layers before it.
  const joined = own.every((head) => head !== null) && alike(own, inputs(own), steps);
  const heads = all.from.map((edge, i) => {
    const head = own[i]!;
    const keeps = head !== null && (joined || (head.stride === 1 && inputs([head])[0] === steps));
    return keeps ? head : passing(edge, shapes.get(edge)!);
  });
  const read = [...new Set(heads.map(({ from }) => from[0]!))];
  const source: Concat = {
    ...{ kind: 'concat', id: unusedName(shapes.keys(), `${all.id}_read`), origin: 'outputs', parameters: 0 },
    from: read,
  };
  const stacked = stackedHeads(heads, all.id, read, shapes, steps);
  const gone = new Map<Edge, readonly GraphNode[]>(heads.map(({ id }) => [id, []]));
  const last = read.length === 1 ? [stacked] : [source, { ...stacked, from: [source.id] }];
  return replaced(graph, gone.set(all.id, last));
}

/** The layer that computes an output and nothing else; null: there is none. */
function ownLayer(graph: LayerGraph, edge: Edge): Conv | null {
  const head = nodeOf(graph, edge);
  return head?.kind === 'conv' && onlyReader(graph, edge) !== null ? head : null;
}

/** One layer can stand for all heads: a stride means nothing where there is one step. */
const alike = (heads: readonly Conv[], positions: readonly number[], steps: number): boolean =>
  positions.every((count) => count === positions[0]) &&
  (steps === 1 || heads.every(({ stride }) => stride === heads[0]!.stride));

/** What passes a stream on as it is. */
const passing = (edge: Edge, { channels }: Shape): Conv => ({
  ...{ kind: 'conv', id: `${edge} as it is`, from: [edge], origin: 'outputs', parameters: 0 },
  ...{ weights: new Float64Array(channels).fill(1), bias: new Float64Array(channels) },
  ...{ outChannels: channels, kernel: 1, groups: channels, ...PLAIN },
});

/** Heads as one layer over the channels of the streams `read`, one behind the other. */
function stackedHeads(
  heads: readonly Conv[],
  id: Edge,
  read: readonly Edge[],
  shapes: ReadonlyMap<Edge, Shape>,
  steps: number,
): Conv {
  const channels = read.map((edge) => shapes.get(edge)!.channels);
  const width = channels.reduce((sum, count) => sum + count, 0);
  const begins = new Map(read.map((edge, i) => [edge, channels.slice(0, i).reduce((sum, count) => sum + count, 0)]));
  const dilated = heads.every(({ dilation, before }) => {
    return dilation === heads[0]!.dilation && (before - heads[0]!.before) % dilation === 0;
  });
  const dilation = dilated ? heads[0]!.dilation : 1;
  const rows = heads.map((head) => {
    const own = dilated
      ? { ...denseForm({ ...head, dilation: 1 }, shapes.get(head.from[0]!)!.channels), dilation }
      : null;
    return own ?? denseForm(head, shapes.get(head.from[0]!)!.channels);
  });
  const before = Math.max(...rows.map((head) => head.before));
  const kernel = Math.max(...rows.map((head) => (before - head.before) / dilation + head.kernel));
  const outChannels = rows.reduce((sum, head) => sum + head.outChannels, 0);
  const weights = new Float64Array(outChannels * width * kernel);
  let out = 0;
  for (const head of rows) {
    const inputs = shapes.get(head.from[0]!)!.channels;
    const [begin, late] = [begins.get(head.from[0]!)!, (before - head.before) / dilation];
    for (let o = 0; o < head.outChannels; o++, out++)
      for (let i = 0; i < inputs; i++)
        for (let k = 0; k < head.kernel; k++)
          weights[(out * width + begin + i) * kernel + late + k] = head.weights[(o * inputs + i) * head.kernel + k]!;
  }
  const { positions } = shapes.get(read[0]!)!;
  // Of one step any stride that allows no second one: the widest does.
  const stride = Math.max(...heads.map((head) => head.stride));
  return {
    ...{ kind: 'conv', id, from: [read[0]!], origin: heads[0]!.origin, groups: 1, outChannels, weights },
    parameters: heads.reduce((sum, head) => sum + head.parameters, 0),
    bias: Float64Array.from(heads.flatMap(({ bias }) => [...bias])),
    ...{ kernel, stride, dilation, before },
    // As much as the last step reads.
    after: Math.max(0, (steps - 1) * stride + reach({ kernel, dilation }) - positions - before),
  };
}

function refuseLengths(where: string, graph: LayerGraph, all: Concat, shapes: ReadonlyMap<Edge, Shape>): void {
  const lengths = all.from.map((edge) => shapes.get(edge)!.positions);
  const odd = lengths.findIndex((length) => length !== lengths[0]);
  if (odd < 0) return;
  throw new UserError({
    ...{ where, field: nodeOf(graph, all.from[odd]!)?.origin ?? 'outputs' },
    ...{ message: 'an output of another length than the first', value: lengths[odd] },
    allowed: `${lengths[0]} ${lengths[0] === 1 ? 'step' : 'steps'}, as of the first output`,
  });
}
