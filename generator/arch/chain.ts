import { INPUT, type Node } from '../network/network.js';
import { type Problem, UserError } from '../support/errors.js';

/**
 * Refuses a network that is no chain, which hardware cannot be made of: each layer must read the one before it.
 *
 * @throws UserError that names every layer that reads another one; `where` is its design's file
 */
export function refuseBranches(layers: readonly Node[], where: string): void {
  const problems = layers.flatMap(({ name, from: [edge] }, i): Problem[] => {
    const before = layers[i - 1]?.name ?? INPUT;
    if (edge === before) return [];
    return [
      {
        where,
        field: `model, nodes[${i}].from[0]`,
        message: `layer ${name} does not read the one before it: hardware is made of chains`,
        value: edge,
        allowed: before,
        fix: 'a network without branches',
      },
    ];
  });
  if (problems.length > 0) throw new UserError(problems);
}
