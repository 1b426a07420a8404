import { z } from 'zod';
import { type Augmentation, eachWindow, factor } from './augmentation.js';

const schema = z
  .strictObject({
    kind: z.literal('time-warp'),
    by: z.number().positive().max(1).describe('s: the largest stretch is 1 + s'),
  })
  .describe('a window runs faster or slower by a factor of 1/(1+s) to 1+s, uniform in its logarithm, round its end');

export const timeWarp: Augmentation<typeof schema> = {
  schema,
  on: 'signal',
  moves: true,
  apply: eachWindow((values, { by }, { input: { channels } }, rng) => {
    const speed = factor(by, rng);
    const positions = values.length / channels;
    const warped = new Float32Array(values.length);
    for (let t = 0; t < positions; t++) {
      const at = speed * t;
      const [left, right] = [Math.floor(at) % positions, (Math.floor(at) + 1) % positions];
      const share = at - Math.floor(at);
      for (let c = 0; c < channels; c++) {
        const value = values[left * channels + c]!;
        warped[t * channels + c] = value + share * (values[right * channels + c]! - value);
      }
    }
    return warped;
  }),
};
