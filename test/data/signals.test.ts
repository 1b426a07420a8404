import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requireFit } from '../../generator/data/fit.js';
import { windowCodes } from '../../generator/data/signal-set.js';
import { builtInSignals, SIGNALS } from '../../generator/data/signals.js';

const inputs = fc.record({
  samples: fc.integer({ min: 1, max: 40 }),
  channels: fc.integer({ min: 1, max: 4 }),
  sampleRateHz: fc.constantFrom(0.5, 50, 360, 48_000),
  codeBits: fc.integer({ min: 1, max: 16 }),
  zero: fc.integer({ min: 0, max: 65_535 }),
  shift: fc.integer({ min: 0, max: 15 }),
  bits: fc.integer({ min: 2, max: 16 }),
});

test('signals fit every input, and are the same again', () => {
  fc.assert(
    fc.property(inputs, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 99 }), (drawn, count, seed) => {
      const input = { ...drawn, zero: drawn.zero % 2 ** drawn.codeBits };
      const set = builtInSignals(input, count, seed);
      expect(set.names).toHaveLength(count);
      expect(new Set(set.names).size).toBe(count);
      expect(requireFit(set, { name: 'm', classes: ['a'], input }).unknown).toEqual([]);
      expect(builtInSignals(input, count, seed)).toEqual(set);
    }),
  );
});

const input = { samples: 500, channels: 3, sampleRateHz: 50, codeBits: 16, zero: 32_768, shift: 8, bits: 8 };
const valuesOf = (name: string, seed = 1) => {
  const set = builtInSignals(input, SIGNALS.length, seed);
  return [
    ...windowCodes(
      set,
      SIGNALS.findIndex((kind) => kind.name === name),
    ),
  ];
};

test('random codes take the whole range, of 16 bits too', () => {
  const codes = valuesOf('random codes');
  expect(Math.min(...codes)).toBeLessThan(500);
  expect(Math.max(...codes)).toBeGreaterThan(65_000);
  expect(codes).not.toEqual(valuesOf('random codes', 2));
});

test('extremes and constants are just those codes', () => {
  expect(new Set(valuesOf('extremes'))).toEqual(new Set([0, 65_535]));
  expect(new Set(valuesOf('highest code'))).toEqual(new Set([65_535]));
  expect(new Set(valuesOf('lowest code'))).toEqual(new Set([0]));
});

test('a ramp ends at both ends of the range, channels in turn', () => {
  const codes = valuesOf('ramps');
  expect(codes.slice(0, 3)).toEqual([0, 65_535, 0]);
  expect(codes.slice(-3)).toEqual([65_535, 0, 65_535]);
});

test('channels differ, and a sine is smooth', () => {
  const codes = valuesOf('sines');
  const channel = (c: number) => codes.filter((_, i) => i % 3 === c);
  expect(channel(0)).not.toEqual(channel(1));
  expect(valuesOf('steps').filter((code, i, all) => i < 3 || code === all[i - 3]).length).toBeGreaterThan(1100);
});

test('windows of one signal, a hop apart', () => {
  const hop = 40;
  const set = builtInSignals(input, 5, 1, hop);
  for (let f = 1; f < 5; f++)
    expect(windowCodes(set, f).subarray(0, (500 - hop) * 3)).toEqual(windowCodes(set, f - 1).subarray(hop * 3));
});
