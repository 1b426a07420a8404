import type { Concat } from '../../network/network.js';
import { hull } from '../range.js';
import type { Arithmetic } from './arithmetic.js';

/** Channels of several streams of one step. */
export const concat: Arithmetic<Concat> = {
  interpret({ outChannels }, { output }) {
    return (from) => {
      const values = new Int32Array(outChannels * output);
      let at = 0;
      for (const x of from) {
        values.set(x, at);
        at += x.length;
      }
      return values;
    };
  },
  sums: () => [],
  range: (_, from) => hull(from),
};
