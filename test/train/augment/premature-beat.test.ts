import { describe, expect, test } from 'vitest';
import { signalSet } from '../../../generator/data/signal-set.js';
import { random } from '../../../generator/support/random.js';
import { rPeaks, withPrematureBeat } from '../../../generator/train/augment/premature-beat.js';
import { makeBatch } from '../../../generator/train/batch.js';
import { trainPhase } from '../../../generator/train/loop.js';
import { TINY, TINY_SETTINGS } from '../tiny.js';

const HERTZ = 360;
const N = 3600;
const ONE = { channels: 1, sampleRateHz: HERTZ };

/** QRS complexes (a narrow triangle) at the given samples, each with a flat, wide T wave 0.25 s behind. */
function ecg(peaks: readonly number[]): Float32Array {
  return Float32Array.from({ length: N }, (_, t) => {
    const qrs = peaks.reduce((sum, p) => sum + 200 * Math.max(0, 1 - Math.abs(t - p) / 12), 0);
    return qrs + peaks.reduce((sum, p) => sum + 40 * Math.exp(-(((t - p - 90) / 30) ** 2)), 0);
  });
}

const every = (interval: number, first = 100) =>
  Array.from({ length: Math.floor((N - 1 - first) / interval) + 1 }, (_, i) => first + i * interval);

const near = (found: readonly number[], expected: readonly number[]) =>
  found.length === expected.length && found.every((p, i) => Math.abs(p - expected[i]!) <= 14);

describe('R peaks', () => {
  test.each([150, 200, 300, 500])('of a rhythm with %d samples from beat to beat', (interval) => {
    expect(near(rPeaks(ecg(every(interval)), ONE), every(interval))).toBe(true);
  });

  test('a flat line has none', () => {
    expect(rPeaks(new Float32Array(N), ONE)).toEqual([]);
  });
});

describe('a premature beat', () => {
  test('is one early beat with a pause behind it; all others keep their distance', () => {
    const rng = random(3);
    for (let i = 0; i < 50; i++) {
      const changed = withPrematureBeat(ecg(every(300)), ONE, rng)!;
      const peaks = rPeaks(changed, ONE);
      const intervals = peaks.slice(1).map((p, j) => p - peaks[j]!);
      const early = intervals.findIndex((interval) => interval < 0.86 * 300);
      expect(early).toBeGreaterThanOrEqual(0);
      // 0.18 to 0.4 of an interval early, give or take the peak's place.
      expect(intervals[early]).toBeGreaterThanOrEqual(0.6 * 300 - 8);
      expect(intervals[early]).toBeLessThanOrEqual(0.82 * 300 + 8);
      expect(intervals[early + 1]).toBeGreaterThan(300);
      expect(intervals[early]! + intervals[early + 1]!).toBeLessThanOrEqual(608);
      const others = intervals.filter((_, j) => j !== early && j !== early + 1);
      // The mirrored end may cut a beat in two.
      for (const interval of others.slice(0, -1)) expect(Math.abs(interval - 300)).toBeLessThanOrEqual(8);
    }
  });

  test.each([
    ['too few beats', every(1200)],
    ['no regular beat', [100, 300, 800, 1000, 1500, 1700, 2200, 2400, 2900]],
  ])('%s: null', (_, peaks) => {
    const rng = random(1);
    for (let i = 0; i < 20; i++) expect(withPrematureBeat(ecg(peaks), ONE, rng)).toBeNull();
  });
});

test('two channels: one moment for both, found in the sum of their slopes', () => {
  const single = ecg(every(300));
  const flat = Float32Array.from({ length: 2 * N }, (_, i) => (i % 2 === 0 ? 7 : single[i >> 1]!));
  const two = { channels: 2, sampleRateHz: HERTZ };
  expect(rPeaks(flat, two)).toEqual(rPeaks(single, ONE));
  const changed = withPrematureBeat(flat, two, random(3))!;
  expect(changed.filter((_, i) => i % 2 === 1)).toEqual(withPrematureBeat(single, ONE, random(3)));
  expect(changed.filter((v, i) => i % 2 === 0 && v !== 7)).toHaveLength(0);
});

describe('in a batch', () => {
  const classes = ['regular', 'premature', 'other'];
  const codes = Int16Array.from(ecg(every(300)), (v) => 1024 + v);
  const row = (label: number, name: string) => ({ codes, label, group: name, name });
  const set = signalSet('', { samples: N, channels: 1 }, [row(0, 'a'), row(2, 'b')], classes);
  const input = { samples: N, channels: 1, sampleRateHz: HERTZ, codeBits: 11, zero: 1024, shift: 2, bits: 8 };
  const settings = {
    ...TINY_SETTINGS,
    labelSmoothing: 0,
    augment: [{ kind: 'premature-beat' as const, probability: 0.5, from: 'regular', to: 'premature' }],
  };

  test('about that share of the class changes its label, and no fragment of another class', () => {
    const rng = random(8);
    let premature = 0;
    for (let i = 0; i < 200; i++) {
      const { truth } = makeBatch(set, { input, inputScale: 1 / 64 }, [0, 1], settings, rng);
      expect(truth[1]).toBe(2);
      premature += Number(truth[0] === 1);
    }
    // Binomial: 4 standard deviations of 7.
    expect(Math.abs(premature - 100)).toBeLessThan(29);
  });

  test.each(['from', 'to'] as const)('%s must be a class of the network', (field) => {
    const topology = { ...TINY, classes, input };
    const wrong = { ...settings, augment: [{ ...settings.augment[0]!, [field]: 'APC' }] };
    const run = { topology, set, settings: wrong, seed: 1, teacher: null, what: 'test' };
    const phase = { epochs: 1, from: 0, to: 1, offset: 0, learningRate: 0.1 };
    // Checked before anything is computed: no backend is needed.
    expect(() => trainPhase({} as never, run, {} as never, phase)).toThrow(
      `augment[0].${field}: no class of that name`,
    );
  });
});
