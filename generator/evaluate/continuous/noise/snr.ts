import { lowerBound, type Marks } from '../../../data/labelling/marks.js';
import { INVALID_SAMPLE } from '../../../data/readers/format212.js';
import type { Codes } from '../../../data/signal-set.js';

/** Around a beat's mark, to either side, s. */
const AROUND_BEAT = 0.05;
/** Pieces in which the noise is measured, s. */
const PIECE = 1;
/** Of the measurements the largest and the smallest that do not count. */
const TRIMMED = 0.05;

/*
 * Signal and noise as the noise stress test of G. B. Moody et al., 1984, measures them (WFDB Applications Guide, nst(1), sigamp(1)): mean
 * square values say little of an electrocardiogram, since they grow with the heart rate, and less of what is slower than a beat.
 * There the first 300 normal beats and the first 300 s are measured, here all: some recordings have no normal beat.
 */

/**
 * Power of the beats of a channel, codes squared: the trimmed mean of their peak-to-peak values, squared, over 8, as of a sine.
 * Undefined where no beat could be measured.
 *
 * @param codes [sample][channel]
 */
export function beatPower(
  codes: Codes,
  { beats }: Marks,
  { rateHz, channels, channel }: { rateHz: number; channels: number; channel: number },
): number | undefined {
  const around = Math.round(AROUND_BEAT * rateHz);
  const samples = codes.length / channels;
  const sizes: number[] = [];
  for (let i = lowerBound(beats.samples, around); i < beats.samples.length; i++) {
    const beat = beats.samples[i]!;
    if (beat + around >= samples) break;
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let t = beat - around; t <= beat + around; t++) {
      const code = codes[t * channels + channel]!;
      low = Math.min(low, code);
      high = Math.max(high, code);
    }
    if (low !== INVALID_SAMPLE) sizes.push(high - low);
  }
  return sizes.length === 0 ? undefined : trimmedMean(sizes) ** 2 / 8;
}

/** Power of noise: the trimmed mean of the root mean squares of its seconds, each about its own mean, squared. */
export function noisePower(noise: Float64Array, rateHz: number): number {
  const length = Math.min(noise.length, Math.round(PIECE * rateHz));
  const sizes: number[] = [];
  for (let from = 0; from + length <= noise.length; from += length) {
    const piece = noise.subarray(from, from + length);
    const mean = piece.reduce((sum, value) => sum + value, 0) / length;
    sizes.push(Math.sqrt(piece.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length));
  }
  return trimmedMean(sizes) ** 2;
}

function trimmedMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = Math.floor(TRIMMED * sorted.length);
  const kept = sorted.slice(cut, sorted.length - cut);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}
