import { z } from 'zod';
import { codesPerUnit } from '../real-input.js';
import { type Augmentation, eachWindow } from './augmentation.js';

const schema = z
  .strictObject({
    kind: z.literal('noise'),
    deviation: z.number().positive().max(16).describe('standard deviation, in the real units of the network'),
  })
  .describe('white noise is added');

export const noise: Augmentation<typeof schema> = {
  schema,
  on: 'signal',
  apply: eachWindow((values, { deviation }, origin, rng) => {
    const { channels } = origin.input;
    return values.map((code, i) => code + deviation * codesPerUnit(origin, i % channels) * rng.normal());
  }),
};
