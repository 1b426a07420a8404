import { expect, test } from 'vitest';
import { allocate, type Block } from '../../../generator/arch/folded/allocate.js';
import { random } from '../../../generator/support/random.js';

interface Drawn {
  size: number;
  from: number;
  to: number;
}

/** Streams of a random graph in its order: each is written at its own step and read at some later ones. */
function drawStreams(seed: number, nodes: number): Drawn[] {
  const rng = random(seed);
  return Array.from({ length: nodes }, (_, from) => {
    const far = rng.uniform() < 0.3;
    const to = Math.min(nodes, from + rng.integer(1, far ? nodes : 2));
    return { size: rng.integer(1, rng.uniform() < 0.3 ? 200 : 40), from, to };
  });
}

const blocksOf = (streams: readonly Drawn[]): Block[] =>
  streams.map(({ size, from, to }) => ({ from, to, endAt: (base) => base + size }));

const together = (a: Drawn, b: Drawn) => a.from <= b.to && b.from <= a.to;

const atOnce = (streams: readonly Drawn[]) =>
  Math.max(
    ...streams.map((a) => streams.reduce((sum, b) => (b.from <= a.from && a.from <= b.to ? sum + b.size : sum), 0)),
  );

/**
 * The fewest words, by branch and bound: in some best placement every block lies at 0 or on the end of another that lives
 * with it, so blocks that are tried in rising order of their bases need no other places.
 */
function fewest(streams: readonly Drawn[]): number {
  const least = atOnce(streams);
  let best = streams.reduce((sum, { size }) => sum + size, 0);
  const bases: (number | null)[] = streams.map(() => null);
  const place = (left: number, lowest: number, words: number): void => {
    if (best === least || words >= best) return;
    if (left === 0) {
      best = words;
      return;
    }
    streams.forEach((own, i) => {
      if (bases[i] !== null) return;
      const under = streams.flatMap((other, j) =>
        bases[j] != null && together(own, other) ? [bases[j]! + other.size] : [],
      );
      const base = Math.max(0, ...under);
      if (base < lowest) return;
      bases[i] = base;
      place(left - 1, base, Math.max(words, base + own.size));
      bases[i] = null;
    });
  };
  place(streams.length, 0, 0);
  return best;
}

function expectApart(streams: readonly Drawn[], bases: readonly number[], words: number): void {
  streams.forEach((a, i) => {
    expect(bases[i]! + a.size).toBeLessThanOrEqual(words);
    streams.slice(i + 1).forEach((b, k) => {
      const j = i + 1 + k;
      if (together(a, b)) expect(bases[i]! + a.size <= bases[j]! || bases[j]! + b.size <= bases[i]!).toBe(true);
    });
  });
}

test('the exact search by hand: a hole between two blocks that live long', () => {
  const streams = [
    { size: 2, from: 0, to: 1 },
    { size: 3, from: 1, to: 2 },
    { size: 2, from: 2, to: 3 },
  ];
  expect(fewest(streams)).toBe(5);
  expect(fewest([...streams, { size: 4, from: 0, to: 3 }])).toBe(9);
});

test('100 random graphs: within 5 % of the best possible for their order', () => {
  const over = Array.from({ length: 100 }, (_, seed) => {
    const streams = drawStreams(seed, 4 + (seed % 6));
    const { bases, words } = allocate(blocksOf(streams));
    expectApart(streams, bases, words);
    return words / fewest(streams);
  });
  expect(Math.max(...over)).toBeLessThanOrEqual(1.05);
  expect(Math.min(...over)).toBe(1);
});

test('100 larger ones: no two that live together share a word; mostly as few as are in use at once', () => {
  const over = Array.from({ length: 100 }, (_, seed) => {
    const streams = drawStreams(1000 + seed, 10 + (seed % 40));
    const { bases, words } = allocate(blocksOf(streams));
    expectApart(streams, bases, words);
    return words / atOnce(streams);
  });
  expect(over.filter((ratio) => ratio <= 1.05).length).toBeGreaterThanOrEqual(95);
});

test('layers of a chain take turns in two regions', () => {
  const sizes = [30, 50, 20, 10, 5];
  const streams = sizes.map((size, from) => ({ size, from, to: from + 1 }));
  expect(allocate(blocksOf(streams))).toEqual({ bases: [0, 30, 0, 30, 0], words: 80 });
});

test('ends depend on where a block begins: it is placed by its own rule', () => {
  const even = (base: number) => Math.ceil(base / 8) * 8;
  const blocks: Block[] = [
    { from: 0, to: 1, endAt: (base) => base + 3 },
    { from: 0, to: 1, endAt: (base) => even(base) + 8 },
    { from: 1, to: 2, endAt: (base) => base + 5 },
  ];
  expect(allocate(blocks).words).toBe(16);
});
