import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paretoFront } from '../../../generator/report/pictures/pareto.js';
import { placeLabels, spreadOut } from '../../../generator/report/pictures/place-labels.js';

const points = fc.array(
  fc.record({ bytes: fc.integer({ min: 1, max: 20 }), accuracy: fc.integer({ min: 0, max: 20 }) }),
  {
    minLength: 1,
    maxLength: 30,
  },
);

describe('Pareto front', () => {
  test('by hand: smaller or better than every other', () => {
    const [a, b, c, d] = [
      { bytes: 10, accuracy: 0.9 },
      { bytes: 20, accuracy: 0.9 },
      { bytes: 30, accuracy: 0.95 },
      { bytes: 5, accuracy: 0.5 },
    ];
    expect(paretoFront([a, b, c, d])).toEqual([d, a, c]);
  });

  test('rises in size and accuracy, and every other point is beaten by one of it', () => {
    fc.assert(
      fc.property(points, (some) => {
        const front = paretoFront(some);
        front.slice(1).forEach((p, i) => {
          const before = front[i]!;
          const same = p.bytes === before.bytes && p.accuracy === before.accuracy;
          expect(same || (p.bytes > before.bytes && p.accuracy > before.accuracy)).toBe(true);
        });
        for (const p of some) expect(front.some((f) => f.bytes <= p.bytes && f.accuracy >= p.accuracy)).toBe(true);
      }),
    );
  });
});

describe('labels', () => {
  const size = { characterWidth: 6, height: 12 };
  const spots = fc.array(
    fc.record({
      text: fc.constantFrom('a', 'word', 'three words here'),
      x: fc.integer({ min: 0, max: 300 }),
      y: fc.integer({ min: 0, max: 200 }),
    }),
    { maxLength: 20 },
  );

  test('never meet each other and stay within the frame', () => {
    fc.assert(
      fc.property(spots, (some) => {
        const placed = placeLabels(some, [], [0, 0, 300, 200], size);
        const boxes = placed.map(({ text, x, y }) => [x, y - 6, x + text.length * 6, y + 6] as const);
        boxes.forEach((a, i) => {
          expect(a[0] >= 0 && a[1] >= 0 && a[2] <= 300 && a[3] <= 200).toBe(true);
          for (const b of boxes.slice(i + 1))
            expect(a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]).toBe(false);
        });
      }),
    );
  });

  test('stand to the right of a lone point, and keep off what is taken', () => {
    const point = { text: 'word', x: 100, y: 100 };
    const frame = [0, 0, 300, 200] as [number, number, number, number];
    expect(placeLabels([point], [], frame, size)[0]).toMatchObject({ x: 109, y: 100, to: { x: 107, y: 100 } });
    expect(placeLabels([point], [[105, 90, 300, 110]], frame, size)[0]).toMatchObject({ x: 100 - 9 - 24, y: 100 });
    expect(placeLabels([point], [[0, 0, 300, 200]], frame, size)).toEqual([]);
  });

  test('at the ends of lines: a gap apart, in their order, none moved without need', () => {
    expect(spreadOut([10, 50, 52], 10)).toEqual([10, 46, 56]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 12 }), (expected) => {
        const got = spreadOut(expected, 10);
        const order = expected.map((_, i) => i).sort((a, b) => expected[a]! - expected[b]! || a - b);
        order.slice(1).forEach((i, k) => {
          expect(got[i]! - got[order[k]!]!).toBeGreaterThanOrEqual(10 - 1e-9);
        });
      }),
    );
  });
});
