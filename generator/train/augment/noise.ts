import { z } from 'zod';
import { random } from '../../support/random.js';
import { codesPerUnit } from '../real-input.js';
import { type Augmentation, eachWindow } from './augmentation.js';

const schema = z
  .strictObject({
    kind: z.literal('noise'),
    deviation: z.number().positive().max(16).describe('standard deviation, in the real units of the network'),
  })
  .describe('white noise is added');

/** A power of two. */
const DRAWN = 2 ** 16;
let drawn: Float32Array | undefined;

/** Standard normal numbers, drawn once: drawing as many for each window takes longer than learning from it. */
function normals(): Float32Array {
  if (drawn === undefined) {
    const rng = random(1);
    drawn = Float32Array.from({ length: DRAWN }, () => rng.normal());
  }
  return drawn;
}

export const noise: Augmentation<typeof schema> = {
  schema,
  on: 'signal',
  // Of the same numbers each window gets others, from a random place on, in random odd steps.
  apply: eachWindow((values, { deviation }, origin, rng) => {
    const { channels } = origin.input;
    const all = normals();
    const noisy = values.slice();
    const step = 2 * rng.integer(0, DRAWN / 2 - 1) + 1;
    let at = rng.integer(0, DRAWN - 1);
    for (let c = 0; c < channels; c++) {
      const scale = deviation * codesPerUnit(origin, c);
      for (let i = c; i < noisy.length; i += channels) {
        noisy[i]! += scale * all[at]!;
        at = (at + step) & (DRAWN - 1);
      }
    }
    return noisy;
  }),
};
