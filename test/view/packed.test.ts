import fc from 'fast-check';
import { expect, test } from 'vitest';
import { step, unpacked } from '../../generator/view/client/numbers.js';
import { packed } from '../../generator/view/packed.js';

test('what is packed comes back', () => {
  const numbers = fc.oneof(fc.integer({ min: -128, max: 127 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
  fc.assert(
    fc.property(fc.array(numbers), (values) => {
      expect([...unpacked(packed(values))]).toEqual(values);
    }),
  );
});

test.each([
  [[], 1],
  [[-128, 127], 1],
  [[128], 2],
  [[-32768, 32767], 2],
  [[-32769], 4],
])('%j takes %i bytes a number', (values, bytes) => {
  expect(packed(values).bytes).toBe(bytes);
});

test.each([2 ** 31, 0.5, Number.NaN])('%d is refused', (value) => {
  expect(() => packed([value])).toThrow(RangeError);
});

test('an axis has few, round steps', () => {
  fc.assert(
    fc.property(fc.double({ min: 20, max: 1e9, noNaN: true }), fc.integer({ min: 2, max: 12 }), (range, count) => {
      const size = step(range, count);
      expect(range / size).toBeLessThanOrEqual(count);
      expect(['1', '2', '5']).toContain(size.toExponential()[0]);
    }),
  );
});
