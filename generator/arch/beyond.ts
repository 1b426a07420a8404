import type { IntegerNetwork } from '../model/integer-model.js';
import { ends } from '../network/network.js';
import type { FieldProblem } from '../support/errors.js';

/** What no architecture has, by node, with the reason: scores leave at one end. */
export function beyondHardware(model: IntegerNetwork): FieldProblem[] {
  const last = model.layers.at(-1)!;
  return ends(model)
    .filter((node) => node !== last)
    .map(({ name }) => ({
      field: `nodes[${model.layers.findIndex((node) => node.name === name)}]`,
      message: `no node reads ${name}, but scores leave hardware at one end, which is ${last.name}`,
      value: name,
      allowed: 'one node that nothing reads',
      fix: 'a network of one output',
    }));
}
