import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventScore } from '../../../generator/train/tasks/events.js';

const LABELS = (bits: number[]) => ({ kind: 'labels' as const, names: ['beat'], bits: Uint8Array.from(bits) });
const scoresOf = (bits: readonly number[]) => bits.map((bit) => [bit - 0.5]);
const one = { windows: 1, samples: 10 };

describe('labels of steps', () => {
  test.each<[string, number[], number[], number, number[]]>([
    ['the same', [0, 1, 1, 0, 0, 1, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1, 0, 0, 0, 0], 0, [2, 2, 2]],
    ['one beside it', [0, 0, 1, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0, 0, 0], 0, [1, 1, 0]],
    ['within the tolerance', [0, 0, 1, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0, 0, 0], 1, [1, 1, 1]],
    ['the middle counts', [1, 1, 1, 1, 1, 0, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0, 0, 0, 0], 0, [1, 1, 1]],
    ['two found for one', [0, 0, 0, 1, 0, 0, 0, 0, 0, 0], [0, 0, 1, 0, 1, 0, 0, 0, 0, 0], 1, [1, 2, 1]],
    [
      'one that is left and one that is right',
      [1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
      [0, 0, 1, 0, 0, 1, 0, 0, 0, 0],
      2,
      [2, 2, 2],
    ],
    ['at the end', [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0, 1, 1], 1, [1, 1, 1]],
    ['none', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1, [0, 0, 0]],
  ])('%s', (_, bits, said, tolerance, counts) => {
    const { there, found, right, F1 } = eventScore(LABELS(bits), scoresOf(said), one, { tolerance });
    expect([there, found, right]).toEqual(counts);
    expect(F1).toEqual(there + found === 0 ? null : (2 * right) / (there + found));
  });

  test('a step is of several samples, and windows end events', () => {
    const bits = [0, 1, 1, 0];
    const score = eventScore(LABELS(bits), scoresOf(bits), { windows: 2, samples: 20 }, { tolerance: 0 });
    expect(score).toMatchObject({ there: 2, right: 2 });
    const late = eventScore(LABELS([1, 0]), scoresOf([0, 1]), { windows: 1, samples: 20 }, { tolerance: 9 });
    expect(late.right).toBe(0);
    expect(eventScore(LABELS([1, 0]), scoresOf([0, 1]), { windows: 1, samples: 20 }, { tolerance: 10 }).right).toBe(1);
  });
});

/** The most pairs by trying them all. */
function most(a: readonly number[], b: readonly number[], tolerance: number): number {
  const [first, ...others] = a;
  if (first === undefined) return 0;
  const with_ = b.flatMap((own, i) =>
    Math.abs(own - first) <= tolerance ? [1 + most(others, b.toSpliced(i, 1), tolerance)] : [],
  );
  return Math.max(most(others, b, tolerance), ...with_);
}

test('no other pairing has more pairs', () => {
  const bits = fc.array(fc.constantFrom(0, 0, 1), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(bits, bits, fc.integer({ min: 0, max: 6 }), (is, says, tolerance) => {
      // Every event is of one step.
      const single = (own: readonly number[]) =>
        own.map((bit, i) => (bit === 1 && own[i - 1] !== 1 && i % 2 === 0 ? 1 : 0));
      const places = (own: readonly number[]) => own.flatMap((bit, i) => (bit === 1 ? [i] : []));
      const [a, b] = [single(is), single(says)];
      const { right } = eventScore(LABELS(a), scoresOf(b), { windows: 1, samples: 12 }, { tolerance });
      expect(right).toBe(most(places(a), places(b), tolerance));
    }),
    { numRuns: 300 },
  );
});

describe('classes of steps', () => {
  const classes = { kind: 'classes' as const, names: ['none', 'a', 'b'], labels: [0, 1, 1, 2, 0] };
  const scores = [0, 1, 1, 1, 0].map((own) => [0, 1, 2].map((c) => (c === own ? 1 : 0)));
  test('a run of one class is an event, the background none', () => {
    const { names, there } = eventScore(
      classes,
      scores,
      { windows: 1, samples: 5 },
      { tolerance: 1, background: 'none' },
    );
    expect(there).toBe(2);
    expect(names).toEqual([
      { name: 'a', there: 1, found: 1, right: 1, F1: 1 },
      { name: 'b', there: 1, found: 0, right: 0, F1: 0 },
    ]);
  });

  test.each([undefined, 'c'])('background %s is named', (background) => {
    const settings = { tolerance: 1, ...(background !== undefined && { background }) };
    expect(() => eventScore(classes, scores, { windows: 1, samples: 5 }, settings)).toThrow(
      /events: background: no class of that name .*allowed: none, a, b/,
    );
  });

  test('values have no events', () => {
    const values = { kind: 'values' as const, names: ['v'], values: Float32Array.of(1) };
    expect(() => eventScore(values, [[1]], { windows: 1, samples: 1 }, { tolerance: 1 })).toThrow(
      'values have no events',
    );
  });
});
