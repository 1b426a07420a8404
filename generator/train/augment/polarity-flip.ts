import { z } from 'zod';
import { ofChannel } from '../../network/input.js';
import { type Augmentation, eachWindow } from './augmentation.js';

const schema = z
  .strictObject({
    kind: z.literal('polarity-flip'),
    probability: z.number().min(0).max(1).describe('of each window'),
  })
  .describe("a window is turned upside down around the input's zero, all channels, as by exchanged electrodes");

export const polarityFlip: Augmentation<typeof schema> = {
  schema,
  on: 'signal',
  apply: eachWindow((values, { probability }, { input: { zero, channels } }, rng) =>
    rng.uniform() < probability ? values.map((code, i) => 2 * ofChannel(zero, i % channels) - code) : values,
  ),
};
