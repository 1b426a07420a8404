import type { FloatNode } from '../../model/float-model.js';
import type { Per } from '../../network/network.js';
import { type Problem, UserError } from '../../support/errors.js';
import type { Affine, LayerGraph } from '../graph/graph.js';
import { graphShapes } from '../graph/shapes.js';
import { Laying } from './laying.js';
import { towardsNetwork } from './prepare.js';
import { written } from './written.js';

/** A foreign network as nodes of this project: convolutions with activation and pool, sums, streams side by side. */
export interface Laid {
  layers: FloatNode[];
  per?: Per | undefined;
  /** What is done to the input first; null: nothing. */
  input: Affine | null;
  /** Layers that pass values on unchanged, or by a factor. */
  identities: string[];
  /** Layers of groups of channels that see nothing of each other: between them weights are 0. */
  grouped: string[];
  /** What is not as in the file, though within what quantisation does. */
  notes: string[];
}

/**
 * A folded network as a list of nodes. Where it is a chain of convolutions with a ReLU each, it is written as hardware takes it.
 *
 * @throws UserError with every node that no such list has
 */
export function toNetwork(where: string, folded: LayerGraph): Laid {
  const graph = towardsNetwork(folded);
  const problems: Problem[] = [];
  if (graph.outputs.length > 1)
    problems.push({
      ...{ where, field: 'outputs', message: 'the network has more than one output', allowed: 'one output' },
    });
  const [first] = graph.nodes;
  const { edge } = graph.input;
  const reads = graph.nodes.filter(({ from }) => from.includes(edge)).length;
  const own = first?.kind === 'affine' && first.from[0] === edge && reads === 1 ? first : null;
  const laying = new Laying(graph, (field, message, allowed) => problems.push({ where, field, message, allowed }));
  if (own !== null) laying.begin(own.id);
  for (const node of own === null ? graph.nodes : graph.nodes.slice(1)) laying.take(node);
  const output = graph.outputs[0]!.edge;
  laying.end(output);
  if (problems.length > 0) throw new UserError(problems);
  const { positions } = graphShapes(graph).get(output)!;
  return { ...written(laying.nodes, positions), input: own, notes: [...laying.notes] };
}
