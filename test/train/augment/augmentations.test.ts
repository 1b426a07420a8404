import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantiseInput } from '../../../generator/model/interpreter.js';
import { type Random, random } from '../../../generator/support/random.js';
import { AUGMENTATIONS, type Augment, augment, augmentSchema } from '../../../generator/train/augment/augmentations.js';
import type { Source } from '../../../generator/train/real-input.js';
import { TINY } from '../tiny.js';

/** What the network sees of a window that is changed by the steps. */
function seen(codes: ArrayLike<number>, source: Source, steps: Augment, rng: Random): Float32Array {
  const example = { values: Float32Array.from(codes), target: [{ label: 0, share: 1 }] };
  return augment([example], steps, { ...source, classes: TINY.classes }, rng)[0]!.values;
}
const at = (shift: number, codeBits = 11) => ({ input: { ...TINY.input, shift, codeBits }, inputScale: 1 / 64 });
/** Slow enough that neighbours are near each other; within the range of the first activation. */
const codes = Int16Array.from({ length: 40 }, (_, t) => Math.round(1024 + 300 * Math.sin((2 * Math.PI * t) / 40)));

test('every change leaves whole steps within the first activation', () => {
  const steps = fc.subarray<Augment[number]>([
    { kind: 'circular-shift' },
    { kind: 'time-warp', by: 0.3 },
    { kind: 'polarity-flip', probability: 0.5 },
    { kind: 'amplitude', by: 1 },
    { kind: 'wander', amplitude: 2, minHz: 0.05, maxHz: 0.5 },
    { kind: 'noise', deviation: 1 },
  ]);
  fc.assert(
    fc.property(steps, fc.integer(), fc.integer({ min: 0, max: 4 }), (changes, seed, shift) => {
      for (const value of seen(codes, at(shift), changes, random(seed))) {
        expect(Number.isInteger(value * 64)).toBe(true);
        expect(Math.abs(value * 64 + 0.5)).toBeLessThanOrEqual(127.5);
      }
    }),
  );
});

test('unchanged it is what the hardware sees', () => {
  const expected = Float32Array.from(quantiseInput(TINY.input, codes), (x) => x / 64);
  expect(seen(codes, at(2), [], random(1))).toEqual(expected);
});

test('the circular shift takes every rotation and loses no sample', () => {
  const short = Int16Array.of(1025, 1026, 1027, 1028, 1029);
  const rng = random(5);
  const shifted = () => seen(short, at(0), [{ kind: 'circular-shift' }], rng);
  const rotations = new Set(
    Array.from({ length: 100 }, () =>
      shifted()
        .map((v) => 64 * v)
        .join(' '),
    ),
  );
  expect([...rotations].sort()).toEqual(['1 2 3 4 5', '2 3 4 5 1', '3 4 5 1 2', '4 5 1 2 3', '5 1 2 3 4']);
});

test('upside down, with the probability that is set', () => {
  const rng = random(1);
  const flipped = Array.from(
    { length: 200 },
    () => seen(codes, at(2), [{ kind: 'polarity-flip', probability: 0.3 }], rng)[10]!,
  );
  const share = flipped.filter((v) => v < 0).length / 200;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.4);
});

test('the converter clamps what leaves its codes, before the shift', () => {
  // Codes of 11 bits around 1024: 1023 at most above, 255 after the shift by 2; 8 bits clamp further, 10 bits do not.
  const loud = Int16Array.of(2047, 0, 1024);
  const wide = { input: { ...TINY.input, bits: 10 }, inputScale: 1 };
  expect([...seen(loud, wide, [{ kind: 'polarity-flip', probability: 1 }], random(1))]).toEqual([-256, 255, 0]);
});

describe('how far it goes', () => {
  const many = (step: Augment[number], of: (x: Float32Array) => number) => {
    const rng = random(7);
    return Array.from({ length: 300 }, () => of(seen(codes, at(2), [step], rng)));
  };
  const largest = (x: Float32Array) => x.reduce((a, b) => Math.max(a, Math.abs(b)));

  test('amplitude: factors of 2/3 to 3/2, both ends nearly reached', () => {
    const peaks = many({ kind: 'amplitude', by: 0.5 }, largest).map((v) => v / (75 / 64));
    expect(Math.min(...peaks)).toBeGreaterThan(0.64);
    expect(Math.min(...peaks)).toBeLessThan(0.7);
    expect(Math.max(...peaks)).toBeGreaterThan(1.4);
    expect(Math.max(...peaks)).toBeLessThan(1.53);
  });

  test('noise: the standard deviation in real units', () => {
    const still = new Int16Array(40).fill(1024);
    const rng = random(9);
    const values = Array.from({ length: 100 }, () => [
      ...seen(still, at(2), [{ kind: 'noise', deviation: 0.25 }], rng),
    ]).flat();
    // The shift rounds down: half a step below 0 on average.
    const mean = values.reduce((a, b) => a + b) / values.length;
    const sd = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length);
    expect(sd).toBeCloseTo(0.25, 1);
    expect(mean).toBeCloseTo(-0.5 / 64, 1);
  });

  test('wander: slow, at most twice its amplitude', () => {
    const still = new Int16Array(3600).fill(1024);
    const spec = { input: { ...TINY.input, sampleRateHz: 360 }, inputScale: 1 / 64 };
    const rng = random(4);
    for (let i = 0; i < 20; i++) {
      const x = seen(still, spec, [{ kind: 'wander', amplitude: 0.5, minHz: 0.05, maxHz: 0.5 }], rng);
      expect(largest(x)).toBeLessThanOrEqual(1 + 1 / 64);
      const jumps = x.slice(1).map((v, t) => Math.abs(v - x[t]!));
      expect(largest(jumps)).toBeLessThanOrEqual(1 / 64);
    }
  });

  test('electrode-motion: steps that fade, of so many of the windows, none larger than those that come together', () => {
    const still = new Int16Array(3600).fill(1024);
    const spec = { input: { ...TINY.input, sampleRateHz: 360 }, inputScale: 1 / 64 };
    const rng = random(8);
    const step = { kind: 'electrode-motion' as const, amplitude: 0.5, probability: 0.5, perSecond: 1 };
    const windows = Array.from({ length: 200 }, () => seen(still, spec, [step], rng));
    const moved = windows.filter((x) => largest(x) > 0);
    expect(moved.length).toBeGreaterThan(80);
    expect(moved.length).toBeLessThan(120);
    const jumps = moved.map((x) => x.slice(1).filter((v, t) => Math.abs(v - x[t]!) > 2 / 64).length);
    // Ten steps a window on average, some too small to be told from fading.
    const mean = jumps.reduce((a, b) => a + b) / jumps.length;
    expect(mean).toBeGreaterThan(5);
    expect(mean).toBeLessThan(11);
    // Half a second is the slowest fading: behind two seconds a step has gone.
    expect(Math.max(...moved.map(largest))).toBeLessThan(2);
  });

  test('time-warp: a period of 40 samples becomes one of 32 to 50', () => {
    const zeros = many({ kind: 'time-warp', by: 0.25 }, (x) => x.findIndex((v, t) => t > 5 && v < 0));
    expect(Math.min(...zeros)).toBeGreaterThanOrEqual(16);
    expect(Math.min(...zeros)).toBeLessThanOrEqual(18);
    expect(Math.max(...zeros)).toBeGreaterThanOrEqual(24);
    expect(Math.max(...zeros)).toBeLessThanOrEqual(26);
  });
});

describe('channels', () => {
  const two: Source = {
    input: { ...TINY.input, channels: 2, samples: 5, zero: [1024, 100], shift: [0, 1] },
    inputScale: 1,
  };
  /** The first channel rises by 1, the second by 10. */
  const codes = Int16Array.from([0, 1, 2, 3, 4].flatMap((t) => [1024 + t, 100 + 10 * t]));
  const pairs = (values: Float32Array) => Array.from({ length: 5 }, (_, t) => [values[2 * t]!, values[2 * t + 1]!]);

  test.each<Augment[number]>([{ kind: 'circular-shift' }, { kind: 'time-warp', by: 0.5 }])(
    '$kind: all move together in time',
    (step) => {
      const rng = random(3);
      for (let i = 0; i < 20; i++)
        for (const [a, b] of pairs(seen(codes, two, [step], rng))) expect(Math.abs(b! - 5 * a!)).toBeLessThanOrEqual(3);
    },
  );

  test.each<Augment[number]>([
    { kind: 'polarity-flip', probability: 1 },
    { kind: 'amplitude', by: 1 },
  ])('$kind: all by the same factor, each around its zero', (step) => {
    const rng = random(4);
    for (let i = 0; i < 20; i++) {
      const [first, ...others] = pairs(seen(codes, two, [step], rng));
      expect(first).toEqual([0, 0]);
      for (const [a, b] of others) expect(Math.abs(b! - 5 * a!)).toBeLessThanOrEqual(3);
    }
  });

  test.each<Augment[number]>([
    { kind: 'noise', deviation: 8 },
    { kind: 'wander', amplitude: 8, minHz: 1, maxHz: 5 },
  ])('$kind: each its own, of one size in real units', (step) => {
    const rng = random(5);
    const still = Int16Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 1024 : 100));
    const drawn = Array.from({ length: 200 }, () => pairs(seen(still, two, [step], rng))).flat();
    const deviation = (c: 0 | 1) => Math.sqrt(drawn.reduce((sum, pair) => sum + pair[c]! ** 2, 0) / drawn.length);
    expect(deviation(0) / deviation(1)).toBeGreaterThan(0.85);
    expect(deviation(0) / deviation(1)).toBeLessThan(1.15);
    expect(drawn.filter(([a, b]) => a !== b).length).toBeGreaterThan(drawn.length / 2);
  });
});

test('steps are taken in their order', () => {
  const flip: Augment[number] = { kind: 'polarity-flip', probability: 1 };
  const wander: Augment[number] = { kind: 'wander', amplitude: 1, minHz: 1, maxHz: 1 };
  const one = seen(codes, at(0), [flip, wander], random(6));
  // The flip draws nothing that the wander would notice but its own number.
  const other = seen(codes, at(0), [wander, flip], random(6));
  expect(other).not.toEqual(one);
});

describe('a list of steps', () => {
  test('every kind is one, under its own name', () => {
    for (const [kind, { schema }] of Object.entries(AUGMENTATIONS)) expect(schema.shape.kind.value).toBe(kind);
  });

  test.each<[string, unknown, string]>([
    ['an unknown kind', [{ kind: 'cutmix' }], '0.kind'],
    ['an unknown field', [{ kind: 'noise', deviation: 1, colour: 'pink' }], '0'],
    ['mixup before the signal is changed', [{ kind: 'mixup', beta: 0.3 }, { kind: 'circular-shift' }], '1'],
  ])('%s is refused', (_, steps, path) => {
    const parsed = augmentSchema.safeParse(steps);
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
