import { z } from 'zod';
import { codesPerUnit } from '../real-input.js';
import { type Augmentation, eachWindow } from './augmentation.js';

/** Of the time in which a step fades to 1/e, s. */
const FADING = { min: 0.05, max: 0.5 };

const schema = z
  .strictObject({
    kind: z.literal('electrode-motion'),
    amplitude: z.number().positive().max(16).describe('the largest step, in the real units of the network'),
    probability: z.number().min(0).max(1).describe('of each window'),
    perSecond: z.number().positive().max(10).default(1).describe('steps, on average'),
  })
  .describe('steps of random size at random times are added, which fade, to each channel its own');

export const electrodeMotion: Augmentation<typeof schema> = {
  schema,
  on: 'signal',
  apply: eachWindow((values, { amplitude, probability, perSecond }, origin, rng) => {
    if (rng.uniform() >= probability) return values;
    const { channels, sampleRateHz } = origin.input;
    const moved = values.slice();
    for (let c = 0; c < channels; c++) {
      const largest = amplitude * codesPerUnit(origin, c) * rng.uniform();
      const wait = () => (-Math.log(1 - rng.uniform()) * sampleRateHz) / perSecond;
      let [level, keep, next] = [0, 1, wait()];
      for (let i = c, t = 0; i < moved.length; i += channels, t++) {
        for (; t >= next; next += wait()) {
          level += largest * (2 * rng.uniform() - 1);
          keep = Math.exp(-1 / (sampleRateHz * (FADING.min + (FADING.max - FADING.min) * rng.uniform())));
        }
        moved[i]! += level;
        level *= keep;
      }
    }
    return moved;
  }),
};
