import { type Edge, INPUT } from '../network/network.js';
import type { IntegerNetwork } from './integer-model.js';
import { arithmeticOf } from './nodes/nodes.js';
import { hull, type Range } from './range.js';

/** Range of the values of every stream: the signed first activation, others (sums, where a node pools by sum), scores. */
export function ranges({ input, layers }: Pick<IntegerNetwork, 'input' | 'layers'>): Map<Edge, Range> {
  const half = 2 ** (input.bits - 1);
  const found = new Map<Edge, Range>([[INPUT, { min: -half, max: half - 1 }]]);
  for (const node of layers) {
    const from = node.from.map((edge) => found.get(edge)!);
    found.set(node.name, arithmeticOf(node).range(node, from));
  }
  return found;
}

/** Range of the values that enter each node, the hull of its streams, [node]. */
export function inputRanges(model: Pick<IntegerNetwork, 'input' | 'layers'>): Range[] {
  const all = ranges(model);
  return model.layers.map(({ from }) => (from.length === 1 ? all.get(from[0]!)! : hull(from.map((x) => all.get(x)!))));
}
