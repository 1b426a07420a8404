import { z } from 'zod';
import type { Random } from '../../support/random.js';
import type { Augmentation } from './augmentation.js';

/** QRS energy is the squared slope over 22 ms, summed over 80 ms: steep and short, as no other wave is. */
const SLOPE_SECONDS = 0.022;
const WINDOW_SECONDS = 0.08;
/** No second beat within it. */
const REFRACTORY_SECONDS = 0.25;
/** A beat has more than this share of the energy that the strongest 1.5 % of the samples have at least. */
const THRESHOLD = { share: 0.3, quantile: 0.985 };

/** Diastole of a beat-to-beat interval: from behind the T wave to before the P wave, as shares of the interval. */
const DIASTOLE = { from: 0.38, to: 0.82 };
/** By how much of a median interval the beat comes early. */
const EARLY = { min: 0.18, max: 0.4 };
/** Intervals on both sides of the beat are within this share of the median: elsewhere it would be nothing new. */
const REGULAR = 0.2;
/** Some diastole is left. */
const MAX_OF_DIASTOLE = 0.87;

const schema = z
  .strictObject({
    kind: z.literal('premature-beat'),
    probability: z.number().min(0).max(1).describe('of each window of class `from`'),
    from: z.string().describe('a class of regular heart beats'),
    to: z.string().describe('the class that one premature beat makes of it'),
  })
  .describe('one heart beat of a regular rhythm is moved forward in time, in all channels, and its pause lengthened');

export const prematureBeat: Augmentation<typeof schema> = {
  schema,
  on: 'signal',
  moves: true,
  apply: (examples, { probability, from, to }, { input, classes }, rng) => {
    const regular = classes.indexOf(from);
    return examples.map((example) => {
      if (example.target[0]!.label !== regular || rng.uniform() >= probability) return example;
      const values = withPrematureBeat(example.values, input, rng);
      return values === null ? example : { values, target: [{ label: classes.indexOf(to), share: 1 }] };
    });
  },
  classes: ({ from, to }) => ({ from, to }),
};

/** How a signal is stored: [position][channel]. */
interface Sampling {
  channels: number;
  sampleRateHz: number;
}

/**
 * A regular rhythm with one beat made premature: the diastole before one beat is shortened in time, the one behind it
 * lengthened by as much (full compensatory pause) or by less, as atrial premature beats do it. What is then missing at the end is
 * filled with the fragment's own last samples, mirrored.
 *
 * @param signal one window, any unit
 * @returns null when there are too few beats, or the beat that is drawn is already irregular
 */
export function withPrematureBeat(signal: ArrayLike<number>, sampling: Sampling, rng: Random): Float32Array | null {
  const { channels } = sampling;
  const peaks = rPeaks(signal, sampling);
  if (peaks.length < 5) return null;
  const intervals = peaks.slice(1).map((peak, i) => peak - peaks[i]!);
  const median = [...intervals].sort((a, b) => a - b)[intervals.length >> 1]!;
  const beat = rng.integer(1, peaks.length - 2);
  const [before, behind] = [intervals[beat - 1]!, intervals[beat]!];
  if (Math.max(Math.abs(before - median), Math.abs(behind - median)) > REGULAR * median) return null;
  const shortened = diastole(peaks[beat - 1]!, before);
  const lengthened = diastole(peaks[beat]!, behind);
  const drawn = median * (EARLY.min + (EARLY.max - EARLY.min) * rng.uniform());
  const early = Math.min(drawn, MAX_OF_DIASTOLE * shortened.length);
  const pause = early * (rng.uniform() < 0.5 ? 1 : 0.3 + 0.7 * rng.uniform());

  const n = signal.length / channels;
  const changed = new Float32Array(signal.length);
  const [a, b] = [shortened.from, shortened.from + shortened.length - early];
  const [c, d] = [lengthened.from - early, lengthened.from + lengthened.length - early + pause];
  for (let t = 0; t < n; t++) {
    let at: number;
    if (t < a) at = t;
    else if (t < b) at = shortened.from + ((t - a) * shortened.length) / (b - a);
    else if (t < c) at = t + early;
    else if (t < d) at = lengthened.from + ((t - c) * lengthened.length) / (d - c);
    else at = t + early - pause;
    const from = at > n - 1 ? 2 * (n - 1) - at : at;
    for (let c = 0; c < channels; c++) changed[t * channels + c] = between(signal, from, c, channels);
  }
  return changed;
}

/** Samples at which a beat's QRS complex has its steepest 80 ms over all channels, ascending. */
export function rPeaks(signal: ArrayLike<number>, { channels, sampleRateHz }: Sampling): number[] {
  const n = signal.length / channels;
  const reach = Math.max(1, Math.round((SLOPE_SECONDS * sampleRateHz) / 2));
  const half = Math.max(1, Math.round((WINDOW_SECONDS * sampleRateHz) / 2));
  const refractory = Math.round(REFRACTORY_SECONDS * sampleRateHz);
  const energy = new Float64Array(n);
  let sum = 0;
  const slope = (t: number) => {
    let squares = 0;
    if (t >= reach && t < n - reach)
      for (let c = 0; c < channels; c++)
        squares += (signal[(t + reach) * channels + c]! - signal[(t - reach) * channels + c]!) ** 2;
    return squares;
  };
  for (let t = -half; t < n; t++) {
    sum += slope(t + half) - slope(t - half - 1);
    if (t >= 0) energy[t] = sum;
  }
  const threshold = THRESHOLD.share * Float64Array.from(energy).sort()[Math.floor(n * THRESHOLD.quantile)]!;
  const peaks: number[] = [];
  for (let t = 0; t < n; t++) {
    if (energy[t]! <= threshold) continue;
    const last = peaks.at(-1);
    if (last === undefined || t - last > refractory) peaks.push(t);
    else if (energy[t]! > energy[last]!) peaks[peaks.length - 1] = t;
  }
  return peaks;
}

function diastole(peak: number, interval: number): { from: number; length: number } {
  return { from: peak + DIASTOLE.from * interval, length: (DIASTOLE.to - DIASTOLE.from) * interval };
}

/** Linear interpolation of a channel at a position. */
function between(signal: ArrayLike<number>, at: number, channel: number, channels: number): number {
  const left = Math.min(Math.floor(at), signal.length / channels - 2);
  const [before, behind] = [signal[left * channels + channel]!, signal[(left + 1) * channels + channel]!];
  return before + (at - left) * (behind - before);
}
