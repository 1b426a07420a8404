import type { Conv } from '../graph/graph.js';
import { everywhere, nodeOf, onlyReader, swapped } from './rewrite.js';

/** Whether each output is one value of the input as it is: channels chosen, positions left out, zeros put around. */
export const isChoice = ({ weights, bias, outChannels }: Conv): boolean => {
  const each = weights.length / outChannels;
  const chosen = new Uint32Array(outChannels);
  weights.forEach((w, i) => {
    if (w !== 0) chosen[Math.floor(i / each)]! += w === 1 ? 1 : 2;
  });
  return chosen.every((n) => n === 1) && bias.every((b) => b === 0);
};

/** A pool does not mind which channels it pools: they are chosen, or put in order, behind it. */
export const choiceBehindPool = everywhere((graph, node) => {
  if (node.kind !== 'pool') return null;
  const made = nodeOf(graph, node.from[0]!);
  if (made?.kind !== 'conv' || made.kernel !== 1 || made.stride !== 1 || onlyReader(graph, made.id) !== node)
    return null;
  return isChoice(made) && made.before === 0 && made.after === 0 ? swapped(graph, made, node) : null;
});
