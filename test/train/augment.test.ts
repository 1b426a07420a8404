import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantiseInput } from '../../generator/model/interpreter.js';
import { random } from '../../generator/support/random.js';
import { augment } from '../../generator/train/augment.js';
import { TINY, TINY_SETTINGS } from './tiny.js';

const NONE = { ...TINY_SETTINGS, circularShift: false };
const at = (shift: number, codeBits = 11) => ({ input: { ...TINY.input, shift, codeBits }, inputScale: 1 / 64 });
/** Slow enough that neighbours are near each other; within the range of the first activation. */
const codes = Int16Array.from({ length: 40 }, (_, t) => Math.round(1024 + 300 * Math.sin((2 * Math.PI * t) / 40)));

test('every change leaves whole steps within the first activation', () => {
  const settings = fc.record({
    polarityFlip: fc.constantFrom(0, 0.5, 1),
    scale: fc.constantFrom(0, 1),
    warp: fc.constantFrom(0, 0.3),
    wander: fc.constantFrom(0, 2),
    noise: fc.constantFrom(0, 1),
    circularShift: fc.boolean(),
  });
  fc.assert(
    fc.property(settings, fc.integer(), fc.integer({ min: 0, max: 4 }), (changes, seed, shift) => {
      for (const value of augment(codes, at(shift), { ...NONE, ...changes }, random(seed))) {
        expect(Number.isInteger(value * 64)).toBe(true);
        expect(Math.abs(value * 64 + 0.5)).toBeLessThanOrEqual(127.5);
      }
    }),
  );
});

test('unchanged it is what the hardware sees', () => {
  const wanted = Float32Array.from(quantiseInput(TINY.input, codes), (x) => x / 64);
  expect(augment(codes, at(2), NONE, random(1))).toEqual(wanted);
});

test('the circular shift takes every rotation and loses no sample', () => {
  const short = Int16Array.of(1025, 1026, 1027, 1028, 1029);
  const chance = random(5);
  const shifted = () => augment(short, at(0), { ...NONE, circularShift: true }, chance);
  const seen = new Set(
    Array.from({ length: 100 }, () =>
      shifted()
        .map((v) => 64 * v)
        .join(' '),
    ),
  );
  expect([...seen].sort()).toEqual(['1 2 3 4 5', '2 3 4 5 1', '3 4 5 1 2', '4 5 1 2 3', '5 1 2 3 4']);
});

test('upside down, with the probability that is set', () => {
  const chance = random(1);
  const flipped = Array.from({ length: 200 }, () => augment(codes, at(2), { ...NONE, polarityFlip: 0.3 }, chance)[10]!);
  const share = flipped.filter((v) => v < 0).length / 200;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.4);
});

test('the converter clamps what leaves its codes, before the shift', () => {
  // Codes of 11 bits around 1024: 1023 at most above, 255 after the shift by 2; 8 bits clamp further, 10 bits do not.
  const loud = Int16Array.of(2047, 0, 1024);
  const wide = { input: { ...TINY.input, bits: 10 }, inputScale: 1 };
  const seen = augment(loud, wide, { ...NONE, polarityFlip: 1 }, random(1));
  expect([...seen]).toEqual([-256, 255, 0]);
});

describe('how far it goes', () => {
  const many = (changes: Partial<typeof NONE>, of: (x: Float32Array) => number) => {
    const chance = random(7);
    return Array.from({ length: 300 }, () => of(augment(codes, at(2), { ...NONE, ...changes }, chance)));
  };
  const largest = (x: Float32Array) => x.reduce((a, b) => Math.max(a, Math.abs(b)));

  test('scale: factors of 2/3 to 3/2, both ends nearly reached', () => {
    const peaks = many({ scale: 0.5 }, largest).map((v) => v / (75 / 64));
    expect(Math.min(...peaks)).toBeGreaterThan(0.64);
    expect(Math.min(...peaks)).toBeLessThan(0.7);
    expect(Math.max(...peaks)).toBeGreaterThan(1.4);
    expect(Math.max(...peaks)).toBeLessThan(1.53);
  });

  test('noise: the standard deviation in real units', () => {
    const still = new Int16Array(40).fill(1024);
    const chance = random(9);
    const values = Array.from({ length: 100 }, () => [
      ...augment(still, at(2), { ...NONE, noise: 0.25 }, chance),
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
    const chance = random(4);
    for (let i = 0; i < 20; i++) {
      const x = augment(still, spec, { ...NONE, wander: 0.5 }, chance);
      expect(largest(x)).toBeLessThanOrEqual(1 + 1 / 64);
      const jumps = x.slice(1).map((v, t) => Math.abs(v - x[t]!));
      expect(largest(jumps)).toBeLessThanOrEqual(1 / 64);
    }
  });

  test('warp: a period of 40 samples becomes one of 32 to 50', () => {
    const zeros = many({ warp: 0.25 }, (x) => x.findIndex((v, t) => t > 5 && v < 0));
    expect(Math.min(...zeros)).toBeGreaterThanOrEqual(16);
    expect(Math.min(...zeros)).toBeLessThanOrEqual(18);
    expect(Math.max(...zeros)).toBeGreaterThanOrEqual(24);
    expect(Math.max(...zeros)).toBeLessThanOrEqual(26);
  });
});
