import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instructionCycles } from '../../../generator/arch/folded/execution.js';
import { foldedHardware } from '../../../generator/arch/folded/folded.js';
import type { FoldedFolding } from '../../../generator/arch/folded/hardware.js';
import { encode, RESTART } from '../../../generator/arch/folded/isa.js';
import { blockOf, rowsAt } from '../../../generator/arch/folded/layout.js';
import { foldedMemories, tableWords } from '../../../generator/arch/folded/memories.js';
import { mostTableSprams } from '../../../generator/arch/folded/refuse.js';
import { isRom, memoryNamed } from '../../../generator/arch/memory.js';
import { readIntegerModel } from '../../../generator/model/file.js';
import type { IntegerModel } from '../../../generator/model/integer-model.js';
import { UserError } from '../../../generator/support/errors.js';
import { random } from '../../../generator/support/random.js';
import { drawPlan, realise } from '../../../generator/verify/fuzz/random-model.js';

const small = readIntegerModel('models/ecg17-small/ecg17-small.alq.json') as IntegerModel;
const build = (folding: FoldedFolding) => foldedHardware('small', small, folding, 'design.json');

describe('what it refuses names the field, the value and the nearest legal setting', () => {
  test.each<[FoldedFolding, RegExp]>([
    [{ lanes: 3, tapsPerLookup: 4 }, /folding\.lanes.*found 3.*power of two from 1 to 64.*try: (2|4)/],
    [{ lanes: 128, tapsPerLookup: 4 }, /folding\.lanes.*found 128.*try: 64/],
    [
      { lanes: 8, tapsPerLookup: 4, spram: { activations: true, tables: 4 } },
      /folding\.spram\.tables.*found 4.*at most 3.*try: 3/,
    ],
    [
      { lanes: 1, tapsPerLookup: 1, spram: { activations: false, tables: 2 } },
      /folding\.spram\.tables.*words of \d bits.*found 2.*at most 1.*try: 1/,
    ],
    [
      { lanes: 1, tapsPerLookup: 4, spram: { activations: true, tables: 0 } },
      /folding\.spram\.activations.*the output of layer conv1.*at most 16384 words.*8 lanes/,
    ],
  ])('%j', (folding, message) => {
    expect(() => build(folding)).toThrow(UserError);
    expect(() => build(folding)).toThrow(message);
  });
});

test.each([
  [9, 9],
  [16, 16],
  [17, 16],
])('of activations of %d bits %d lie in the one single-port RAM', (xBits, singlePortBits) => {
  const hardware = { ...build({ lanes: 8, tapsPerLookup: 4, spram: { activations: true, tables: 0 } }), xBits };
  expect(memoryNamed(foldedMemories(hardware), 'activations')).toMatchObject({ bits: xBits, singlePortBits });
});

test.each([
  ['as many as the part has', 8, 900, false, 4],
  ['beside the activations', 8, 900, true, 3],
  ['as wide as the tables are', 2, 900, false, 2],
  ['none deep enough', 8, 1100, false, 0],
])('single-port RAMs for tables: %s', (_, lanes, tables, activations, max) => {
  expect(mostTableSprams({ folding: { lanes, tapsPerLookup: 4 }, sumBits: 10, tables }, activations)).toBe(max);
});

test.each([
  [null, 8, 1],
  [{ kernel: 4, stride: 4 }, 8, 4],
  [{ kernel: 4, stride: 2 }, 8, 2],
  [{ kernel: 12, stride: 8 }, 2, 2],
  [{ kernel: 13, stride: 13 }, 8, 1],
  [{ kernel: 16, stride: 16 }, 4, 4],
])('pool %j in %i lanes: blocks of %i', (pool, lanes, block) => {
  expect(blockOf({ pool: pool === null ? null : { kind: 'max', ...pool } }, lanes)).toBe(block);
});

const natural = (max: number) => fc.integer({ min: 0, max });

test('rows have zeros before, between and behind, and starts that tiles can be stored at', () => {
  const rowsRequested = fc
    .record({
      log: natural(3),
      tiles: natural(5),
      skip: natural(7),
      used: natural(40),
      before: natural(9),
      after: natural(9),
      channels: natural(5),
    })
    .map(({ log, tiles, skip, used, before, after, channels }) => {
      const unit = 2 ** log;
      const stored = unit * (1 + tiles);
      const offset = skip % unit;
      return { channels: 1 + channels, length: 1 + (used % (stored - offset)), stored, offset, before, after, unit };
    });
  fc.assert(
    fc.property(natural(50), rowsRequested, (base, request) => {
      const { channels, length, stored, before, after, unit } = request;
      const rows = rowsAt(base, request);
      expect(rows.store % unit).toBe(0);
      expect(rows.pitch % unit).toBe(0);
      expect(rows.start - before).toBeGreaterThanOrEqual(base);
      expect(rows.pitch - length).toBeGreaterThanOrEqual(Math.max(before, after));
      expect(rows.pitch).toBeGreaterThanOrEqual(stored);
      expect(rows.end).toBeGreaterThanOrEqual(rows.start + (channels - 1) * rows.pitch + length + after);
    }),
  );
});

test('a table holds every signed sum: brute force over the ends of the inputs', () => {
  const { layers, sumBits, folding } = build({ lanes: 8, tapsPerLookup: 4 });
  let min = 0;
  let max = 0;
  for (const { xRange } of layers) {
    for (let ends = 0; ends < 16; ends++) {
      for (let pattern = 0; pattern < 8; pattern++) {
        let sum = 0;
        for (let tap = 0; tap < folding.tapsPerLookup; tap++) {
          const x = (ends >> tap) & 1 ? xRange.max : xRange.min;
          sum += tap > 0 && (pattern >> (tap - 1)) & 1 ? -x : x;
        }
        min = Math.min(min, sum);
        max = Math.max(max, sum);
      }
    }
  }
  expect(min).toBeGreaterThanOrEqual(-(2 ** (sumBits - 1)));
  expect(max).toBeLessThan(2 ** (sumBits - 1));
  expect(min < -(2 ** (sumBits - 2)) || max >= 2 ** (sumBits - 2)).toBe(true);
});

test('a pruned basis is neither in the program nor in the sign memory', () => {
  const { program, signWords, layers } = build({ lanes: 8, tapsPerLookup: 4 });
  const passes = layers.flatMap(({ encoded }) => encoded.passes.filter(({ alpha }) => alpha > 0));
  expect(program.filter(({ op }) => op === 'pass')).toHaveLength(passes.length);
  const words = layers.reduce(
    (sum, { encoded, tablesPerGroup }) => sum + tablesPerGroup * encoded.passes.filter(({ alpha }) => alpha > 0).length,
    0,
  );
  // What fills up to where the next layer starts.
  expect(signWords.length - words).toBeLessThan(4 * layers.length);
});

test('every word of a random network fits its width', () => {
  for (let seed = 0; seed < 40; seed++) {
    const { model } = realise(drawPlan(random(seed), 1200));
    const hardware = foldedHardware('random', model, { lanes: 2 ** (seed % 4), tapsPerLookup: 2 }, 'x');
    for (const { contents, words, bits } of foldedMemories(hardware).filter(isRom)) {
      expect(contents()).toHaveLength(words);
      expect(contents().every((word) => word >= 0n && word < 1n << BigInt(bits))).toBe(true);
    }
    expect(hardware.program.at(-1)).toEqual(RESTART);
  }
});

test('a field that does not fit is a mistake, not a cut-off', () => {
  const { format } = build({ lanes: 8, tapsPerLookup: 4 });
  expect(() => encode({ op: 'pass', alpha: 2 ** format.alphaBits, advance: 0 }, format)).toThrow(/alpha/);
  expect(() => encode({ op: 'bias', value: 2 ** 30 }, format)).toThrow();
});

test.each([
  [{ op: 'bias', value: 1 }, 9],
  [{ op: 'pass', alpha: 1, advance: 0 }, 5],
  [{ op: 'build', one: 1, missing: 0, zero: false }, 100],
  [RESTART, 2],
] as const)('%j takes %i cycles in 8 lanes, 4 taps, 5 lookups', (instruction, cycles) => {
  expect(instructionCycles(instruction, 8, 4, 5)).toBe(cycles);
});

test.each([
  [64, 4, 768],
  [64, 1, 64],
  [11, 2, 59],
])('%i tables of %i taps: %i words', (tables, taps, words) => {
  expect(tableWords(tables, taps)).toBe(words);
});
