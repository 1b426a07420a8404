import type { Random } from '../../../support/random.js';
import { bandPass } from './filter.js';
import type { Noise } from './noise.js';

/** Of a muscle at rest, beside 1 of one at work. */
const REST = 0.3;
/** Shortest and longest, s. */
const RESTING = [1, 8] as const;
const WORKING = [0.5, 5] as const;
/** From rest to work and back, s. */
const RISE = 0.2;

/** Muscle noise (electromyogram): white noise from 20 to 150 Hz whose size goes up and down with contractions. */
export const muscle: Noise = {
  what: 'muscle noise',
  band: [20, 150],
  make(samples, rateHz, rng) {
    const white = Float64Array.from({ length: samples }, () => rng.normal());
    const noise = bandPass(white, muscle.band, rateHz);
    const size = contractions(samples, rateHz, rng);
    return noise.map((value, i) => value * size[i]!);
  },
};

/** From `REST` to 1, smooth. */
function contractions(samples: number, rateHz: number, rng: Random): Float64Array {
  const size = new Float64Array(samples);
  // The share of the way that is left to go falls to 1/e in a third of the rise.
  const nearer = 1 - Math.exp(-3 / (RISE * rateHz));
  let [works, until, level] = [false, 0, REST];
  for (let t = 0; t < samples; t++) {
    if (t >= until) {
      works = !works;
      const [shortest, longest] = works ? WORKING : RESTING;
      until = t + (shortest + (longest - shortest) * rng.uniform()) * rateHz;
    }
    level += ((works ? 1 : REST) - level) * nearer;
    size[t] = level;
  }
  return size;
}
