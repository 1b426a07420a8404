import { type Problem, UserError } from '../../support/errors.js';
import type { LayerGraph } from '../graph/graph.js';
import { graphShapes } from '../graph/shapes.js';
import type { Laid } from './laid.js';
import { Laying } from './laying.js';
import { towardsNetwork } from './prepare.js';
import { written } from './written.js';

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
  const laying = new Laying(graph, (field, message, allowed, fix) =>
    problems.push({ where, field, message, allowed, ...(fix !== undefined && { fix }) }),
  );
  if (own !== null) laying.begin(own.id);
  for (const node of own === null ? graph.nodes : graph.nodes.slice(1)) laying.take(node);
  const output = graph.outputs[0]!.edge;
  laying.end(output);
  if (problems.length > 0) throw new UserError(problems);
  const { positions } = graphShapes(graph).get(output)!;
  return { ...written(laying.nodes, positions), input: own };
}
