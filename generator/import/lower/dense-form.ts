import type { Conv } from '../graph/graph.js';
import { reach } from '../graph/shapes.js';

/** Weights [out][in][tap] of all groups and of the taps between dilated ones: zeros where the convolution has none. */
export function denseForm(conv: Conv, channels: number): Conv {
  if (conv.groups === 1 && conv.dilation === 1) return conv;
  const { kernel, dilation, groups, outChannels } = conv;
  const inputs = channels / groups;
  const taps = reach(conv);
  const weights = new Float64Array(outChannels * channels * taps);
  for (let o = 0; o < outChannels; o++)
    for (let i = 0; i < inputs; i++)
      for (let k = 0; k < kernel; k++) {
        const channel = Math.floor(o / (outChannels / groups)) * inputs + i;
        weights[(o * channels + channel) * taps + k * dilation] = conv.weights[(o * inputs + i) * kernel + k]!;
      }
  return { ...conv, groups: 1, dilation: 1, kernel: taps, weights };
}
