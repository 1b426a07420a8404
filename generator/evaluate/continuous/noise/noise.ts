import type { Random } from '../../../support/random.js';

/** A kind of made-up noise. */
export interface Noise {
  /** In a few words, for reports. */
  what: string;
  /** Band, Hz, in which nearly all of its power lies. */
  band: readonly [number, number];
  /** A channel of it, of any scale. `rateHz` is at least what `lowestRateHz` says. */
  make(samples: number, rateHz: number, rng: Random): Float64Array;
}
