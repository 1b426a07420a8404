import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Evaluator } from '../../../generator/import/graph/evaluate.js';
import type { LayerGraph } from '../../../generator/import/graph/graph.js';
import { graphShapes } from '../../../generator/import/graph/shapes.js';
import { withoutCeilings } from '../../../generator/import/lower/ceilings.js';
import { withFloors } from '../../../generator/import/lower/floors.js';
import { lower, PASSES } from '../../../generator/import/lower/lower.js';
import { mergeLinear } from '../../../generator/import/lower/merge-linear.js';
import { splitActivations } from '../../../generator/import/lower/split-activations.js';
import { graphs } from './graphs.js';

const WINDOW = Float64Array.from({ length: 24 }, (_, i) => Math.sin(1.7 * i) + 0.3 * Math.cos(i * i));

function output(graph: LayerGraph): number[] {
  return [...new Evaluator(graph).streams(WINDOW).get(graph.outputs[0]!.edge)!];
}

function expectSame(graph: LayerGraph, other: LayerGraph): void {
  const [wanted, found] = [output(graph), output(other)];
  expect(found).toHaveLength(wanted.length);
  const largest = Math.max(1, ...wanted.map(Math.abs));
  found.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]!) / largest).toBeLessThan(1e-9);
  });
}

describe('computes the same', () => {
  const passes = [...PASSES, { name: 'merge all', pass: mergeLinear(() => true) }, { name: 'all', pass: lower }];
  test.each(passes)('$name', ({ pass }) => {
    fc.assert(
      fc.property(graphs, (graph) => {
        expectSame(graph, pass(graph));
      }),
      { numRuns: 400 },
    );
  });

  test('every pass changes some of these graphs', () => {
    const tried = fc.sample(graphs, { numRuns: 400, seed: 3 });
    for (const { pass, name } of passes)
      expect([name, tried.some((graph) => pass(graph).nodes.length !== graph.nodes.length)]).toEqual([name, true]);
  });
});

describe('ceilings', () => {
  const isClipped = ({ nodes }: LayerGraph) =>
    nodes.some((node) => node.kind === 'activation' && node.ceiling !== Number.POSITIVE_INFINITY);

  test('that a window reaches become a second ReLU, others are left off: the same of these windows', () => {
    const found = { reached: 0, unreached: 0 };
    fc.assert(
      fc.property(graphs, (graph) => {
        const { graph: unclipped, notes } = withoutCeilings(lower(graph), [WINDOW]);
        expectSame(graph, unclipped);
        expect(isClipped(unclipped)).toBe(false);
        if (isClipped(lower(graph))) found[notes.length > 0 ? 'unreached' : 'reached']++;
      }),
      { numRuns: 2000 },
    );
    for (const count of Object.values(found)) expect(count).toBeGreaterThan(0);
  });

  test('split are exact of every window, whether it reaches them or not', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        expectSame(graph, splitActivations(() => true)(graph));
      }),
      { numRuns: 400 },
    );
  });
});

test('pools of values below 0 are lifted over their padding: the same of these windows', () => {
  const found = { lifted: 0, not: 0 };
  const padded = ({ nodes }: LayerGraph) =>
    nodes.some((node) => node.kind === 'pool' && node.pool === 'max' && node.before > 0);
  fc.assert(
    fc.property(graphs, (graph) => {
      const { graph: lifted, notes } = withFloors(lower(graph), [WINDOW]);
      expectSame(graph, lifted);
      if (padded(graph)) found[notes.length > 0 ? 'lifted' : 'not']++;
    }),
    { numRuns: 2000 },
  );
  for (const count of Object.values(found)) expect(count).toBeGreaterThan(20);
});

test('nodes stand behind those that they read, and ids once', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { nodes, input } = lower(graph);
      const seen = new Set([input.edge]);
      for (const { id, from } of nodes) {
        expect(from.every((edge) => seen.has(edge))).toBe(true);
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
    }),
    { numRuns: 400 },
  );
});

test('what is folded is gone', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const folded = lower(graph);
      const shapes = graphShapes(folded);
      const makers = new Map(folded.nodes.map((node) => [node.id, node]));
      for (const node of folded.nodes) {
        if (node.kind === 'activation')
          expect(node.slope.some((s) => s !== 0) && node.ceiling === Infinity).toBe(false);
        const made = makers.get(node.from[0]!);
        const readers = folded.nodes.filter(({ from }) => from.includes(node.from[0]!)).length;
        if (node.kind === 'affine' && made?.kind === 'conv') expect(readers).toBeGreaterThan(1);
        expect(shapes.get(node.id)!.positions).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 400 },
  );
});
