import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { marksOf } from '../../../generator/data/labelling/marks.js';
import { INVALID_SAMPLE } from '../../../generator/data/readers/format212.js';
import { noisyRecording } from '../../../generator/evaluate/continuous/noise/add.js';
import { NOISE_KINDS, NOISES, noiseOf } from '../../../generator/evaluate/continuous/noise/noises.js';
import { beatPower, noisePower } from '../../../generator/evaluate/continuous/noise/snr.js';

const RATE = 360;

/** Share of the power of a signal, its mean removed, from `low` to `high` Hz: by the definition of the Fourier transform. */
function shareIn(values: Float64Array, [low, high]: readonly [number, number], rateHz: number): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const total = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  let inside = 0;
  for (let k = Math.ceil((low * values.length) / rateHz); k <= Math.floor((high * values.length) / rateHz); k++) {
    const turn = (2 * Math.PI * k) / values.length;
    let [x, y] = [0, 0];
    for (let t = 0; t < values.length; t++) {
      x += (values[t]! - mean) * Math.cos(turn * t);
      y += (values[t]! - mean) * Math.sin(turn * t);
    }
    inside += (2 * (x * x + y * y)) / values.length;
  }
  return inside / total;
}

describe.each(NOISE_KINDS)('%s', (kind) => {
  test('its power lies in its band', () => {
    const [low, high] = NOISES[kind].band;
    // Wander is slow: a longer piece of it, of fewer samples a second.
    const [samples, rate] = kind === 'wander' ? [8000, 20] : [4000, RATE];
    const noise = noiseOf(kind, samples, rate, 1, '100/MLII/0');
    // A filter's edges and the ends of the piece spread a little of it.
    expect(shareIn(noise, [0.8 * low, 1.25 * high], rate)).toBeGreaterThan(0.97);
    expect(shareIn(noise, [low, high], rate)).toBeGreaterThan(0.9);
  });

  test('seed and recording say which it is', () => {
    const make = (seed: number, name: string) => noiseOf(kind, 500, RATE, seed, name);
    expect(make(1, '100')).toEqual(make(1, '100'));
    for (const other of [make(2, '100'), make(1, '101')]) expect(other).not.toEqual(make(1, '100'));
  });
});

/** A beat of 300 codes, up and down, each second on a zero of 1024, in two channels, the second half as high and upside down. */
const SECONDS = 60;
const marks = marksOf(
  Array.from({ length: SECONDS }, (_, i) => ({
    ...{ sample: i * RATE + 180, symbol: 'N', text: '', subtype: 0, channel: 0, number: 0 },
  })),
  '(N',
);
const codes = Int16Array.from({ length: 2 * SECONDS * RATE }, (_, i) => {
  const t = Math.floor(i / 2) % RATE;
  const beat = t > 176 && t <= 180 ? 200 : t > 180 && t < 185 ? -100 : 0;
  return 1024 + (i % 2 === 0 ? beat : -beat / 2);
});
const input = { samples: 3600, channels: 2, codes, rateHz: RATE, codeBits: 11 };
const recording = { name: 'r', lead: 'A+B', group: 'r', start: 0, samples: SECONDS * RATE, scored: true, marks };

describe('signal to noise', () => {
  const of = (channel: number) => ({ rateHz: RATE, channels: 2, channel });

  test('power of beats and of noise are those of the definition', () => {
    expect(beatPower(codes, marks, of(0))).toBe(300 ** 2 / 8);
    expect(beatPower(codes, marks, of(1))).toBe(150 ** 2 / 8);
    expect(beatPower(codes, marksOf([], '(N'), of(0))).toBeUndefined();
    // A sine of whole turns a second; a ramp, whose mean in each second goes away.
    const sine = Float64Array.from({ length: 10 * RATE }, (_, t) => 5 * Math.sin((2 * Math.PI * 8 * t) / RATE));
    expect(noisePower(sine, RATE)).toBeCloseTo(12.5, 9);
    const ramp = Float64Array.from({ length: 10 * RATE }, (_, t) => t);
    expect(noisePower(ramp, RATE)).toBeCloseTo((RATE ** 2 - 1) / 12, 6);
  });

  test('invalid samples and beats beside them do not count', () => {
    const holed = codes.slice();
    holed.fill(INVALID_SAMPLE, 0, 2 * 10 * RATE);
    expect(beatPower(holed, marks, of(0))).toBe(300 ** 2 / 8);
    const noisy = noisyRecording(holed, recording, input, 'muscle', 1).at(6);
    expect(noisy.subarray(0, 20 * RATE).every((code) => code === INVALID_SAMPLE)).toBe(true);
    expect(noisy.subarray(20 * RATE).some((code) => code === INVALID_SAMPLE)).toBe(false);
  });

  test('what is added lies as far below the beats as was asked for, in each channel', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NOISE_KINDS),
        fc.integer({ min: 0, max: 24 }),
        fc.integer({ min: 0, max: 1000 }),
        (kind, snrDb, seed) => {
          const noisy = noisyRecording(codes, recording, input, kind, seed).at(snrDb);
          for (const channel of [0, 1]) {
            const added = Float64Array.from({ length: SECONDS * RATE }, (_, t) => {
              return noisy[2 * t + channel]! - codes[2 * t + channel]!;
            });
            const measured = 10 * Math.log10(beatPower(codes, marks, of(channel))! / noisePower(added, RATE));
            expect(Math.abs(measured - snrDb)).toBeLessThan(0.3);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test('codes stay those of the converter', () => {
    const noisy = noisyRecording(codes, recording, input, 'motion', 1).at(-30);
    expect([Math.min(...noisy), Math.max(...noisy)]).toEqual([0, 2047]);
  });
});
