import { type Edge, INPUT, type Node } from '../network/network.js';

/**
 * Streams that must share a step, as they become channels of one stream: each with the name of its class. Streams that a sum reads
 * need not, as the sum aligns them by shifts.
 *
 * @throws RangeError for a concat of the input, whose step is given
 */
export function sharedSteps(nodes: readonly Node[]): Map<Edge, Edge> {
  const parent = new Map<Edge, Edge>();
  const find = (edge: Edge): Edge => {
    const up = parent.get(edge) ?? edge;
    return up === edge ? edge : find(up);
  };
  for (const node of nodes) {
    if (node.kind !== 'concat') continue;
    if (node.from.includes(INPUT)) throw new RangeError(`${node.name} joins the input, whose step is given`);
    for (const edge of [node.name, ...node.from]) parent.set(find(edge), find(node.name));
  }
  return new Map([...parent.keys()].map((edge) => [edge, find(edge)]));
}
