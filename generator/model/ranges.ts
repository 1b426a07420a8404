import { type Edge, INPUT } from '../network/network.js';
import type { IntegerModel } from './integer-model.js';
import { ARITHMETIC } from './nodes/nodes.js';
import type { Range } from './range.js';

/** Range of the values of every stream: the signed first activation, unsigned ones (sums, where a layer pools by sum), scores. */
export function ranges({ input, layers }: Pick<IntegerModel, 'input' | 'layers'>): Map<Edge, Range> {
  const half = 2 ** (input.bits - 1);
  const found = new Map<Edge, Range>([[INPUT, { min: -half, max: half - 1 }]]);
  for (const node of layers) {
    const from = node.from.map((edge) => found.get(edge)!);
    found.set(node.name, ARITHMETIC[node.kind].range(node, from));
  }
  return found;
}

/** Range of the values that enter each layer, [layer]. */
export function inputRanges(model: Pick<IntegerModel, 'input' | 'layers'>): Range[] {
  const all = ranges(model);
  return model.layers.map(({ from: [x] }) => all.get(x)!);
}
