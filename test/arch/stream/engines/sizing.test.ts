import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layerSizings } from '../../../../generator/arch/sizing.js';
import { correctedBiases, multipliersFor } from '../../../../generator/arch/stream/engines/wide/sizing.js';
import { ENGINES } from '../../../../generator/arch/stream/engines.js';
import { buildTiny } from '../../../emit/tiny.js';

const sizings = layerSizings(buildTiny().hardware.model);
const conv1 = sizings[0]!;

describe('several', () => {
  test.each([
    // Writing goes on beside reading, and a burst may run into later rows.
    [2, 1],
    [2, 16],
    [16, 1],
    [32, 4],
  ])('%d lanes: rows for the tile that is read, for what is written meanwhile and for bursts of %d', (lanes, burst) => {
    const { kernel, stride } = conv1.shape;
    const tiles = Math.ceil(conv1.convPositions / lanes);
    const { window } = ENGINES.several.size(conv1, { lanes, tiles, inputBurst: burst });
    expect(window.rowPositions).toBe(lanes * stride);
    expect(window.tileRows * window.rowPositions).toBeGreaterThanOrEqual((lanes - 1) * stride + kernel);
    expect(Math.log2(window.rows) % 1).toBe(0);
    expect(window.rows).toBeGreaterThan(window.tileRows);
    expect(window.rows * window.rowPositions).toBeGreaterThanOrEqual(window.tileRows * window.rowPositions + burst - 1);
    expect(window.fragmentRows * window.rowPositions).toBeGreaterThanOrEqual(conv1.shape.padding + conv1.lengths.input);
  });
});

describe('single', () => {
  test('what no tile reads is dropped, what is missing behind the input is written as zeros', () => {
    for (const layer of sizings) {
      const tiles = layer.convPositions;
      const { engine, window } = ENGINES.single.size(layer, { lanes: 1, tiles, inputBurst: 1 });
      const { kernel, stride, padding } = layer.shape;
      const read = (tiles - 1) * stride + Math.max(kernel, stride);
      expect(window.fragmentRows).toBe(read);
      expect(engine.before).toBe(padding);
      expect(padding + engine.positions + engine.after).toBe(read);
      expect(engine.positions).toBeLessThanOrEqual(layer.lengths.input);
      expect(engine.after).toBeGreaterThanOrEqual(0);
    }
  });
});

test.each([
  // Zeros before the input that are a window, all that is read, and more than that.
  [3, 3, 1, 13, { before: 3, positions: 10, after: 2 }],
  [3, 20, 2, 25, { before: 20, positions: 9, after: 0 }],
  [5, 40, 1, 25, { before: 29, positions: 0, after: 0 }],
])('single: kernel %d with %d zeros before and dilation %d', (kernel, padding, dilation, tiles, expected) => {
  const shape = { ...conv1.shape, kernel, padding, dilation, stride: 1 };
  const layer = { ...conv1, shape, lengths: { ...conv1.lengths, input: 10 } };
  const { engine } = ENGINES.single.size(layer, { lanes: 1, tiles, inputBurst: 1 });
  expect(engine).toMatchObject(expected);
});

test.each([
  [1, 3, 1, 8, 3],
  [4, 3, 1, 1, 6],
  [4, 3, 1, 8, 12],
  [4, 2, 3, 2, 8],
])('wide: %d lanes, kernel %d, stride %d, dilation %d: %d positions are read', (lanes, kernel, stride, dilation, n) => {
  const layer = { ...conv1, shape: { ...conv1.shape, kernel, stride, dilation } };
  expect(ENGINES.wide.size(layer, { lanes, tiles: 3, inputBurst: 1 }).engine.segment).toBe(n);
});

describe('wide', () => {
  test('multipliers divide the lanes, and no pass waits for them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 40 }), (lanes, channels) => {
        const multipliers = multipliersFor(lanes, channels);
        expect(lanes % multipliers).toBe(0);
        expect(lanes / multipliers).toBeLessThanOrEqual(channels);
      }),
    );
  });

  test('with the corrected bias sums without signs end where signed ones do', () => {
    const bits = 4;
    const layer = (signs: number[], alpha: number, bias: number, accBits: number, xSigned: boolean) => ({
      ...conv1,
      xSigned,
      encoded: {
        ...conv1.encoded,
        passes: [{ skip: 0, alpha, last: true }],
        signs: Uint8Array.from(signs),
        biases: [bias],
      },
      grouping: { groups: 1, channelsPerGroup: 1, tapsPerGroup: signs.length },
      xBits: bits,
      accBits,
    });
    const signs = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 6 });
    const codes = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(
        signs,
        codes,
        fc.nat(31),
        fc.integer({ min: -99, max: 99 }),
        fc.boolean(),
        (s, x, alpha, bias, signed) => {
          const accBits = 14;
          const values = x.map((v) => (signed ? v - 8 : v));
          const expected = bias + alpha * s.reduce((sum, sign, i) => sum + (sign ? -1 : 1) * values[i]!, 0);
          // The lane adds x + 8 for a signed x, and for a negative sign 15 less that.
          const sum = s.reduce((total, sign, i) => total + (sign ? 15 - x[i]! : x[i]!), 0);
          const { biases, biasBits } = correctedBiases(layer(s, alpha, bias, accBits, signed));
          expect(BigInt.asIntN(accBits, BigInt(biases[0]! + alpha * sum))).toBe(
            BigInt.asIntN(accBits, BigInt(expected)),
          );
          expect(Math.abs(biases[0]!)).toBeLessThanOrEqual(2 ** (biasBits - 1));
        },
      ),
    );
  });
});
