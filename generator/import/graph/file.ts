import { writeStaged } from '../../support/write-staged.js';
import type { GraphNode, LayerGraph } from './graph.js';

const FORMAT = 'bitbeat-network';
const VERSION = 1;

/** Writes a network as streams: nodes in their order, numbers as base64 of little-endian float64. Staged and renamed. */
export function writeGraph(path: string, graph: LayerGraph): void {
  const nodes = graph.nodes.map((node) =>
    Object.fromEntries(Object.entries(node).map(([key, value]) => [key, packed(value)])),
  );
  writeStaged(path, `${JSON.stringify({ format: FORMAT, version: VERSION, ...graph, nodes }, null, 1)}\n`);
}

function packed(value: GraphNode[keyof GraphNode]): unknown {
  if (value instanceof Float64Array) {
    const bytes = Buffer.alloc(8 * value.length);
    (value as Float64Array).forEach((v, i) => {
      bytes.writeDoubleLE(v, 8 * i);
    });
    return bytes.toString('base64');
  }
  // JSON has no infinity: a ceiling that is none.
  return value === Number.POSITIVE_INFINITY ? null : value;
}
