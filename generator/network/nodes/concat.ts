import type { Concat } from '../network.js';
import type { Shaping } from './shaping.js';

export const concat: Shaping<Concat> = {
  lengths(_, [first]) {
    const { positions } = first!;
    return { input: positions, conv: positions, output: positions };
  },
  checkChannels: () => [],
  checkLengths(node, from) {
    const [first] = from;
    return from.flatMap(({ positions }, k) => {
      if (positions === first!.positions) return [];
      return {
        field: `from[${k}]`,
        message: `${node.from[k]} has another number of positions than ${node.from[0]}`,
        value: positions,
        allowed: `${first!.positions}`,
      };
    });
  },
};
