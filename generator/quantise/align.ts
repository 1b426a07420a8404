import { type Edge, INPUT, type Node } from '../network/network.js';
import type { Steps } from './steps.js';

/** Names the class of a stream. */
export type ClassOf = (edge: Edge) => Edge;

/**
 * Streams that must share a step are of one class, as they become channels of one stream. Those that a sum reads need not: the sum
 * aligns them by shifts.
 *
 * @throws RangeError for a concat of the input, whose step is given
 */
export function sharedSteps(nodes: readonly Node[]): ClassOf {
  const parent = new Map<Edge, Edge>();
  const find = (edge: Edge): Edge => {
    const up = parent.get(edge) ?? edge;
    return up === edge ? edge : find(up);
  };
  for (const node of nodes) {
    if (node.kind !== 'concat') continue;
    if (node.from.includes(INPUT)) throw new RangeError(`${node.name} joins the input, whose step is given`);
    for (const edge of node.from) parent.set(find(edge), find(node.name));
  }
  return find;
}

/** Most bits by which a stream is shifted before it is added: what is finer adds nothing to 8 bits. */
const MOST_SHIFTED = 12;

/** Classes with a stream whose step is too fine, with log2 of the step that they need: that of the coarsest of the class. */
export function finerThanNeeded(nodes: readonly Node[], steps: Steps, classOf: ClassOf): Map<Edge, number> {
  const needed = new Map<Edge, number>();
  const need = (edge: Edge, step: number) => {
    if (edge !== INPUT) needed.set(classOf(edge), Math.max(needed.get(classOf(edge)) ?? step, step));
  };
  for (const node of nodes) {
    const own = node.from.map((edge) => steps.get(edge)!);
    if (node.kind === 'add') for (const edge of node.from) need(edge, Math.max(...own) - MOST_SHIFTED);
    if (steps.has(node.name)) need(node.name, steps.get(node.name)!);
  }
  const fine = nodes.filter(({ name }) => steps.has(name) && steps.get(name)! < needed.get(classOf(name))!);
  return new Map(fine.map(({ name }) => [classOf(name), needed.get(classOf(name))!]));
}
