import type { Op, OpGraph } from '../op-graph.js';
import { ENDS } from './operators/ends.js';
import { OPERATORS } from './operators/operators.js';

/** What reads, behind an end such as Softmax, more than its axes: the end stands inside the network then; null: nothing does. */
export function readsEnd({ ops }: Pick<OpGraph, 'ops'>, end: Op): Op | null {
  const behind = new Set(end.to);
  for (const op of ops.slice(ops.indexOf(end) + 1)) {
    if (!op.from.some((name) => name !== '' && behind.has(name))) continue;
    const moves = Object.hasOwn(OPERATORS, op.op) && OPERATORS[op.op]!.moves;
    if (!moves && !Object.hasOwn(ENDS, op.op)) return op;
    for (const name of op.to) behind.add(name);
  }
  return null;
}
