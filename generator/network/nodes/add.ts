import type { Add } from '../network.js';
import { checkPool, pooled, type Shaping } from './shaping.js';

export const add: Shaping<Add> = {
  lengths(node, [a]) {
    const { positions } = a!;
    return { input: positions, conv: positions, output: pooled(node.pool, positions) };
  },
  checkChannels(_, [a, b]) {
    if (a!.channels === b!.channels) return [];
    return [
      {
        field: 'from[1]',
        message: `${b!.edge} has another number of channels than ${a!.edge}`,
        value: b!.channels,
        allowed: `${a!.channels}`,
      },
    ];
  },
  checkLengths(node, [a, b]) {
    if (a!.positions === b!.positions) return checkPool(node.pool, a!.positions, "sum's");
    return [
      {
        field: 'from[1]',
        message: `${node.from[1]} has another number of positions than ${node.from[0]}`,
        value: b!.positions,
        allowed: `${a!.positions}`,
      },
    ];
  },
};
