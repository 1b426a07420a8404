import type { Conv, Edge, GraphNode, LayerGraph, Pad, Pool } from '../graph/graph.js';
import { graphShapes, reach } from '../graph/shapes.js';
import { everywhere, nodeOf, onlyReader, readersOf, replaced, rewired, swapped } from './rewrite.js';

/**
 * Zeros that a Pad puts around a stream become padding of the convolutions and averages that read it; positions that it leaves
 * out are not computed by the convolution before: what works on each position by itself may stand between.
 */
export const foldPads = everywhere((graph, node) => {
  if (node.kind !== 'pad') return null;
  return node.before >= 0 && node.after >= 0 ? intoReaders(graph, node) : intoMaker(graph, node);
});

function intoReaders(graph: LayerGraph, pad: Pad): LayerGraph | null {
  const readers = readersOf(graph, pad.id);
  const leaves = graph.outputs.some(({ edge }) => edge === pad.id);
  const padded = readers.flatMap((reader): (Conv | Pool)[] =>
    reader.kind === 'conv' ? [taken(reader, pad)] : averaged(reader, pad),
  );
  if (leaves || readers.length === 0 || padded.length < readers.length) return null;
  return replaced(
    graph,
    new Map<Edge, readonly GraphNode[]>([[pad.id, []], ...padded.map((node) => [node.id, [node]] as const)]),
  );
}

const taken = <N extends Conv | Pool>(node: N, { from, before, after }: Pad): N => ({
  ...node,
  from,
  before: node.before + before,
  after: node.after + after,
});

/** An average over zeros that were put there counts them. */
function averaged(node: LayerGraph['nodes'][number], pad: Pad): Pool[] {
  if (node.kind !== 'pool' || node.pool !== 'average') return [];
  const counts = node.counted === 'padded' || (node.before === 0 && node.after === 0);
  return counts ? [{ ...taken(node, pad), counted: 'padded' }] : [];
}

function intoMaker(graph: LayerGraph, crop: Pad): LayerGraph | null {
  const made = nodeOf(graph, crop.from[0]!);
  if (made === undefined || onlyReader(graph, made.id) !== crop || crop.before > 0 || crop.after > 0) return null;
  if (made.kind === 'affine' || made.kind === 'activation' || made.kind === 'grid') return swapped(graph, made, crop);
  if (made.kind !== 'conv') return null;
  const shapes = graphShapes(graph);
  const before = made.before + crop.before * made.stride;
  const x = shapes.get(made.from[0]!)!.positions;
  const positions = shapes.get(crop.id)!.positions;
  const after = (positions - 1) * made.stride + reach(made) - x - before;
  if (before < 0 || after < 0) return null;
  const conv = { ...made, before, after };
  return rewired(
    replaced(
      graph,
      new Map<Edge, readonly GraphNode[]>([
        [made.id, [conv]],
        [crop.id, []],
      ]),
    ),
    crop.id,
    made.id,
  );
}
