import { bandPass } from './filter.js';
import type { Noise } from './noise.js';

/** Mean time between two pulls at an electrode, s. */
const BETWEEN = 1;
/** Time in which a step falls to 1/e, s. */
const FADES = [0.1, 0.6] as const;

/**
 * Electrode motion: pulls at random times, each a sudden step of random size and sign that fades, kept to 1 to 10 Hz, where the
 * waves of beats lie. That is what makes it the most troublesome of the three: it looks like ectopic beats.
 */
export const motion: Noise = {
  what: 'electrode motion',
  band: [1, 10],
  make(samples, rateHz, rng) {
    const steps = new Float64Array(samples);
    const wait = () => -BETWEEN * rateHz * Math.log(1 - rng.uniform());
    let [level, fade, next] = [0, 0, wait()];
    for (let t = 0; t < samples; t++) {
      level *= fade;
      for (; t >= next; next += wait()) {
        level += rng.normal();
        fade = Math.exp(-1 / (rateHz * (FADES[0] + (FADES[1] - FADES[0]) * rng.uniform())));
      }
      steps[t] = level;
    }
    return bandPass(steps, motion.band, rateHz);
  },
};
