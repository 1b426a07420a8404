import { INVALID_SAMPLE } from '../../../data/readers/format212.js';
import type { Recording } from '../../../data/recording.js';
import type { Codes, SignalInput } from '../../../data/signal-set.js';
import { type NoiseKind, noiseOf } from './noises.js';
import { beatPower, noisePower } from './snr.js';

/** A recording and the noise that is to be added to it. */
export interface NoisyRecording {
  /** Codes with noise at a ratio of signal to noise, [sample][channel]; invalid samples stay so. */
  at(snrDb: number): Codes;
}

/**
 * Noise of a kind for a recording, each channel with its own.
 *
 * @param codes of the recording, [sample][channel]
 * @throws RangeError when it has no beat to measure the signal by; see `beatPower`
 */
export function noisyRecording(
  codes: Codes,
  { name, lead, marks }: Recording,
  { channels, rateHz, codeBits }: SignalInput & { rateHz: number; codeBits: number },
  kind: NoiseKind,
  seed: number,
): NoisyRecording {
  const samples = codes.length / channels;
  const scaled = Array.from({ length: channels }, (_, channel) => {
    const noise = noiseOf(kind, samples, rateHz, seed, `${name}/${lead}/${channel}`);
    const beats = beatPower(codes, marks, { rateHz, channels, channel });
    if (beats === undefined) throw new RangeError(`${name}: no beat`);
    return { noise, equal: Math.sqrt(beats / noisePower(noise, rateHz)) };
  });
  const top = 2 ** codeBits - 1;
  return {
    at: (snrDb) => {
      const noisy = codes.slice();
      scaled.forEach(({ noise, equal }, channel) => {
        const size = equal * 10 ** (-snrDb / 20);
        for (let t = 0, i = channel; t < samples; t++, i += channels) {
          const code = codes[i]!;
          if (code !== INVALID_SAMPLE) noisy[i] = Math.max(0, Math.min(top, Math.round(code + size * noise[t]!)));
        }
      });
      return noisy;
    },
  };
}
