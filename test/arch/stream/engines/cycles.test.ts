import { describe, expect, test } from 'vitest';
import { type EngineKind, engineNamed } from '../../../../generator/arch/stream/engines.js';

/** An output channel of two passes, one of a pass without taps, one of one pass. */
const PASSES = [
  { skip: 0, alpha: 3, last: false },
  { skip: 1, alpha: 2, last: true },
  { skip: 0, alpha: 0, last: true },
  { skip: 2, alpha: 1, last: true },
];
const encoded = { passes: PASSES, skipBits: 2, alphaBits: 4, biasBits: 9, biases: [1, 2, 3], signs: new Uint8Array() };
const grouping = (channelsPerGroup: number, tapsPerGroup: number) => ({ groups: 3, channelsPerGroup, tapsPerGroup });

describe.each<[EngineKind, string, [lanes: number, channels: number, taps: number, cycles: number[]][]]>([
  [
    'several',
    'a pass takes a cycle a tap of its group, and at least one a lane',
    [
      [2, 1, 5, [10, 2, 5]],
      [2, 3, 5, [30, 2, 15]],
      [8, 1, 5, [16, 8, 8]],
      [2, 1, 1, [4, 2, 2]],
    ],
  ],
  [
    'single',
    'bias and 2 more, and a pass its 7 bits, its taps and 1, or 1 without taps',
    [
      [1, 1, 5, [11 + 13 + 13, 11 + 8, 11 + 13]],
      [1, 3, 5, [11 + 23 + 23, 11 + 8, 11 + 23]],
    ],
  ],
  [
    'wide',
    'a pass takes a cycle a channel of its group, one without taps a cycle a slot of lanes',
    [
      [1, 1, 5, [2, 1, 1]],
      [4, 1, 5, [2, 1, 1]],
      [4, 2, 5, [4, 2, 2]],
      // Of 7 lanes none but 7 multipliers is a divisor that is enough: one slot.
      [7, 2, 5, [4, 1, 2]],
      [6, 3, 1, [6, 3, 3]],
    ],
  ],
])('%s: %s', (kind, _, cases) => {
  test.each(cases)('%d lanes, groups of %d channels x %d taps: %j', (lanes, channels, taps, cycles) => {
    expect(engineNamed(kind).outputCycles({ encoded, grouping: grouping(channels, taps) }, lanes)).toEqual(cycles);
  });
});
