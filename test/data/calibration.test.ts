import { expect, test } from 'vitest';
import { checkCalibration } from '../../generator/data/calibration.js';
import { signalSet } from '../../generator/data/signal-set.js';
import { problemsOf } from './readers/files.js';

/** Codes of 8 bits: a fragment is flat when they span less than 4 of 256. */
const input = { samples: 4, channels: 1, sampleRateHz: 100, codeBits: 8, zero: 128, shift: 0, bits: 8 };
const setOf = (spans: number[], channels = 1) =>
  signalSet(
    'the folder',
    { samples: 4, channels },
    spans.map((span, i) => ({
      // The last channel is the one that matters.
      codes: Int16Array.from({ length: 4 * channels }, (_, at) =>
        at % channels === channels - 1 ? 100 + i + (at < channels ? 0 : span) : at * 20,
      ),
      group: '1',
      name: `f${i}`,
    })),
  );

test.each<[string, number[], RegExp]>([
  ['all flat', [0, 0, 0, 0, 0], /^5 of 5 .* flat \(f0, f1, f2 and 2 more\)$/],
  ['nearly flat', [3, 3], /^2 of 2 .* \(f0, f1\)$/],
  ['half of them', [4, 0, 90, 0], /^2 of 4 .* \(f1, f3\)$/],
  ['one alone', [0], /^1 of 1/],
])('fragments that cannot calibrate are refused with what is found and needed: %s', (_, spans, message) => {
  for (const channels of [1, 2]) {
    const [problem] = problemsOf(() => checkCalibration(setOf(spans, channels), input));
    expect(problem).toMatchObject({ where: 'the folder', message: expect.stringMatching(message) });
    expect(problem!.allowed).toMatch(/span 4 or more of 256/);
  }
});

test('a few flat ones and equal ones are told; others are not', () => {
  expect(checkCalibration(setOf([4, 90, 0, 5, 6]), input)).toEqual([expect.stringMatching(/1 of 5 .*\(f2\)/)]);
  expect(checkCalibration(setOf([4, 90, 5]), input)).toEqual([]);
  const set = setOf([9, 9, 9]);
  const same = { ...set, hashes: set.hashes.map(() => set.hashes[0]!) };
  expect(checkCalibration(same, input)).toEqual([expect.stringMatching(/all 3 calibration fragments are the same/)]);
});
