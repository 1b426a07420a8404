import { z } from 'zod';
import { type Augmentation, eachWindow } from './augmentation.js';

const schema = z
  .strictObject({ kind: z.literal('circular-shift') })
  .describe('each window is rotated in time by a random number of samples, all channels by the same');

export const circularShift: Augmentation<typeof schema> = {
  schema,
  on: 'signal',
  moves: true,
  apply: eachWindow((values, _, { input: { channels } }, rng) => {
    const from = channels * rng.integer(0, values.length / channels - 1);
    const rotated = new Float32Array(values.length);
    rotated.set(values.subarray(from));
    rotated.set(values.subarray(0, from), values.length - from);
    return rotated;
  }),
};
