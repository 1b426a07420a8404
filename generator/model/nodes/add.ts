import type { IntegerAdd } from '../integer-model.js';
import { finishChannel, finishedRange } from './activations.js';
import type { Arithmetic } from './arithmetic.js';

/** Sum of two streams of one step each, requantised and pooled. */
export const add: Arithmetic<IntegerAdd> = {
  interpret(node, { conv, output }) {
    const { outChannels, align } = node;
    const acc = new Int32Array(conv);
    return ([a, b]) => {
      const values = new Int32Array(outChannels * output);
      for (let c = 0; c < outChannels; c++) {
        for (let t = 0, i = c * conv; t < conv; t++, i++) acc[t] = (a![i]! << align[0]) + (b![i]! << align[1]);
        finishChannel(node, acc, values, c * output, output);
      }
      return values;
    };
  },
  sums({ align }, from) {
    const end = (which: 'min' | 'max') => from.reduce((sum, range, k) => sum + range[which] * 2 ** align[k]!, 0);
    return [{ min: end('min'), max: end('max') }];
  },
  range: (node, from) => finishedRange(node, add.sums(node, from)),
};
