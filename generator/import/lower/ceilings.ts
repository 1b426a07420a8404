import { Evaluator } from '../graph/evaluate.js';
import type { Activation, Edge, LayerGraph } from '../graph/graph.js';
import { foldAffineBack } from './fold-affine.js';
import { mergeLinear } from './merge-linear.js';
import type { Seen } from './rewrite.js';
import { splitActivations } from './split-activations.js';

/**
 * The same values without a ceiling (ReLU6): one that a window reaches becomes a second ReLU, exactly; one that none reaches
 * is left off, which costs nothing and changes nothing of these windows.
 *
 * @param windows [channel][sample], flat
 */
export function withoutCeilings(graph: LayerGraph, windows: readonly Float64Array[]): Seen {
  const clipping = graph.nodes.filter(
    (node): node is Activation => node.kind === 'activation' && node.ceiling !== Number.POSITIVE_INFINITY,
  );
  if (clipping.length === 0) return { graph, notes: [] };
  const evaluator = new Evaluator(graph);
  const reached = new Set<Edge>();
  for (const window of windows) {
    const streams = evaluator.streams(window);
    for (const { id, ceiling } of clipping) if (streams.get(id)!.some((value) => value >= ceiling)) reached.add(id);
  }
  const unreached = clipping.filter(({ id }) => !reached.has(id));
  const free = unreached.map(({ id }) => id);
  const open: LayerGraph = {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.kind === 'activation' && free.includes(node.id) ? { ...node, ceiling: Number.POSITIVE_INFINITY } : node,
    ),
  };
  const split = splitActivations(({ id }) => reached.has(id))(open);
  const folded = mergeLinear(() => false)(foldAffineBack(split));
  const ceilings = [...new Set(unreached.map(({ ceiling }) => ceiling))].join(', ');
  const note = `${unreached.length} ceilings (${ceilings}) are left off: none of ${windows.length} windows reaches one`;
  return { graph: folded, notes: unreached.length === 0 ? [] : [note] };
}
