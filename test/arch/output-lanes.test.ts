import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowered } from '../../generator/arch/lower.js';
import { dearest, evenCuts } from '../../generator/arch/output-lanes.js';
import { buildTiny } from '../emit/tiny.js';

/** The least that the dearest of `parts` parts can cost, by every way to cut. */
function least(costs: readonly number[], parts: number): number {
  if (parts === 1) return costs.reduce((sum, cost) => sum + cost, 0);
  let best = Number.POSITIVE_INFINITY;
  let first = 0;
  for (let end = 1; end <= costs.length - (parts - 1); end++) {
    first += costs[end - 1]!;
    best = Math.min(best, Math.max(first, least(costs.slice(end), parts - 1)));
  }
  return best;
}

const anyCosts = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 })
  .chain((costs) => fc.tuple(fc.constant(costs), fc.integer({ min: 1, max: costs.length })));

test('as many parts as asked for, none empty, the dearest as cheap as by any other cut', () => {
  fc.assert(
    fc.property(anyCosts, ([costs, parts]) => {
      const firsts = evenCuts(costs, parts);
      expect(firsts).toHaveLength(parts);
      expect(firsts[0]).toBe(0);
      expect(firsts.every((first, i) => i === 0 || first > firsts[i - 1]!)).toBe(true);
      expect(firsts.at(-1)).toBeLessThan(costs.length);
      expect(dearest(costs, firsts)).toBe(least(costs, parts));
    }),
  );
});

test('parts have names of their own, whatever layers are called', () => {
  const { model } = buildTiny().hardware;
  const names = ['conv', 'conv_1', 'conv_0', 'end'];
  const layers = model.layers.map((layer, i) => ({
    ...layer,
    name: names[i]!,
    from: i === 0 ? layer.from : [names[i - 1]!],
  }));
  const network = { ...model, layers: layers as typeof model.layers };
  const cuts = new Map(names.slice(0, 3).map((name) => [name, [0, 1, 2]]));
  const found = lowered(network, cuts).map(({ name }) => name.toLowerCase());
  expect(found).toHaveLength(10);
  expect(new Set(found).size).toBe(10);
});
