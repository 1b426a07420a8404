import { describe, expect, test } from 'vitest';
import { findPart, PARTS } from '../../generator/devices/devices.js';
import { shortages } from '../../generator/devices/fit.js';

const up5k = findPart('up5k', 'test');

test('every part names a device, a board, and what it holds', () => {
  expect(new Set(PARTS.map(({ name }) => name)).size).toBe(PARTS.length);
  for (const { device, board, resources, targetMHz } of PARTS) {
    expect(device).not.toBe('');
    expect(board).not.toBe('');
    expect(resources.lut).toBeGreaterThan(1000);
    expect(resources.ff).toBeGreaterThan(1000);
    expect(resources.bram).toBeGreaterThan(0);
    expect(targetMHz).toBeGreaterThan(0);
  }
  // Without DSP blocks Yosys must not be told to use them.
  for (const { resources, synthesis, family } of PARTS.filter((p) => p.family === 'ice40'))
    expect([family, / -dsp\b/.test(synthesis)]).toEqual([family, resources.dsp > 0]);
});

test('an unknown part is the user mistake, with the nearest name', () => {
  expect(() => findPart('up5', '--part')).toThrow('--part: no such part (found "up5"); allowed: up5k, hx8k,');
  expect(() => findPart('up5', '--part')).toThrow('try: up5k');
});

describe('what does not fit', () => {
  test.each([
    ['all that the part has', up5k.resources, []],
    ['one block RAM too many', { bram: 31 }, [{ resource: 'bram', needed: 31, available: 30 }]],
    [
      'two resources',
      { lut: 5281, dsp: 9 },
      [
        { resource: 'lut', needed: 5281, available: 5280 },
        { resource: 'dsp', needed: 9, available: 8 },
      ],
    ],
  ])('%s', (_, needed, expected) => {
    expect(shortages(needed, up5k)).toEqual(expected);
  });
});
