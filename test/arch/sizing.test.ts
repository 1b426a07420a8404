import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layerSizings, openWindows } from '../../generator/arch/sizing.js';
import { usedPositions } from '../../generator/network/shapes.js';
import { randomNetwork } from '../simulate/random-network.js';

test('every layer takes what the one before it gives', () => {
  fc.assert(
    fc.property(randomNetwork, ({ model }) => {
      const layers = layerSizings(model);
      expect(layers[0]!.xBits).toBe(model.input.bits);
      layers.slice(1).forEach(({ xBits, xRange, lengths, shape }, i) => {
        const before = layers[i]!;
        expect(xBits).toBe(before.outBits);
        expect(2 ** xBits).toBeGreaterThan(xRange.max);
        expect(xRange.min).toBe(0);
        expect(lengths.input).toBe(before.lengths.output);
        expect(shape.inChannels).toBe(before.shape.outChannels);
      });
    }),
    { numRuns: 30 },
  );
});

test.each([
  [null, 9, 9, 0],
  [{ kernel: 3, stride: 2 }, 4, 9, 2],
  [{ kernel: 2, stride: 2 }, 4, 8, 1],
  [{ kernel: 2, stride: 5 }, 3, 12, 1],
  [{ kernel: 7, stride: 2 }, 1, 7, 4],
])('pool %j with %d outputs: %d positions are used, %d windows open at once', (pool, outputs, used, open) => {
  const shape = { pool: pool && { kind: 'max' as const, ...pool } };
  expect(usedPositions(shape, outputs)).toBe(used);
  expect(openWindows(shape)).toBe(open);
});
