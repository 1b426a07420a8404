import type { Concat } from '../network.js';
import type { Shaping } from './shaping.js';

/** As of a convolution: streams that are joined again and again would double each time. */
const MOST_CHANNELS = 65536;

export const concat: Shaping<Concat> = {
  lengths(_, [first]) {
    const { positions } = first!;
    return { input: positions, conv: positions, output: positions };
  },
  checkChannels(_, from) {
    const channels = from.reduce((sum, x) => sum + x.channels, 0);
    if (channels <= MOST_CHANNELS) return [];
    return [{ field: 'from', message: 'too many channels', value: channels, allowed: `up to ${MOST_CHANNELS}` }];
  },
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
