import { z } from 'zod';
import { codesPerUnit } from '../real-input.js';
import { type Augmentation, eachWindow } from './augmentation.js';

/** Sines that are added. */
const SINES = 2;

const schema = z
  .strictObject({
    kind: z.literal('wander'),
    amplitude: z.number().positive().max(16).describe('the largest of each sine, in the real units of the network'),
    minHz: z.number().positive().default(0.05).describe('slowest sine'),
    maxHz: z.number().positive().default(0.5).describe('fastest sine'),
  })
  .describe('two slow sines are added, to each channel its own');

export const wander: Augmentation<typeof schema> = {
  schema,
  on: 'signal',
  apply: eachWindow((values, options, origin, rng) => {
    const { channels, sampleRateHz } = origin.input;
    const wandering = values.slice();
    for (let c = 0; c < channels; c++)
      for (let sine = 0; sine < SINES; sine++) {
        const hertz = options.minHz + (options.maxHz - options.minHz) * rng.uniform();
        const height = options.amplitude * codesPerUnit(origin, c) * rng.uniform();
        const phase = 2 * Math.PI * rng.uniform();
        const turn = (2 * Math.PI * hertz) / sampleRateHz;
        // By turning the sine on from sample to sample, as sines are slow to compute.
        const [cosTurn, sinTurn] = [Math.cos(turn), Math.sin(turn)];
        let [cos, sin] = [height * Math.cos(phase), height * Math.sin(phase)];
        for (let i = c; i < values.length; i += channels) {
          wandering[i]! += sin;
          [cos, sin] = [cos * cosTurn - sin * sinTurn, sin * cosTurn + cos * sinTurn];
        }
      }
    return wandering;
  }),
};
