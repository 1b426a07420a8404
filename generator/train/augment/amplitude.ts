import { z } from 'zod';
import { ofChannel } from '../../network/input.js';
import { type Augmentation, eachWindow, factor } from './augmentation.js';

const schema = z
  .strictObject({
    kind: z.literal('amplitude'),
    by: z.number().positive().max(2).describe('s: the largest gain is 1 + s'),
  })
  .describe("a window's amplitude is multiplied by a factor of 1/(1+s) to 1+s, uniform in its logarithm; all channels");

export const amplitude: Augmentation<typeof schema> = {
  schema,
  on: 'signal',
  apply: eachWindow((values, { by }, { input: { zero, channels } }, rng) => {
    const gain = factor(by, rng);
    return values.map((code, i) => {
      const middle = ofChannel(zero, i % channels);
      return middle + gain * (code - middle);
    });
  }),
};
