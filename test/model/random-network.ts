import fc from 'fast-check';
import type { IntegerNetwork, IntegerNode } from '../../generator/model/integer-model.js';
import type { Pool } from '../../generator/network/network.js';
import { convolutionLengths } from '../../generator/network/nodes/convolution.js';
import { type Shape, shapes } from '../../generator/network/shapes.js';
import { layers } from './random-model.js';

export const INPUT_SPEC = { samples: 14, channels: 2, sampleRateHz: 1, codeBits: 8, zero: 128, shift: 0, bits: 8 };

const network = (nodes: readonly IntegerNode[]): IntegerNetwork => ({
  name: 'm',
  classes: [],
  input: INPUT_SPEC,
  layers: [...nodes],
});

const pools: fc.Arbitrary<Pool | null> = fc.option(
  fc.record({
    kind: fc.constantFrom('max' as const, 'sum' as const),
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 2 }),
  }),
);
const activation = fc.constantFrom({}, { activation: 'none' as const });
const fitting = (pool: Pool | null, positions: number) => (pool !== null && pool.kernel <= positions ? pool : null);

/** A convolution whose taps may be apart, whose sides may differ, whose values may keep their sign. */
function convolutionOf(name: string, edge: string, { channels, positions }: Shape): fc.Arbitrary<IntegerNode> {
  const more = fc.record({
    dilation: fc.constantFrom(undefined, 2, 3),
    paddingAfter: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
    activation,
  });
  return fc.tuple(layers(name, channels, positions, false), more).map(([layer, window]) => {
    const { activation, dilation, paddingAfter } = window;
    const differs = paddingAfter !== undefined && paddingAfter !== layer.padding;
    const set = { ...(dilation && { dilation }), ...(differs && { paddingAfter }), ...activation };
    const whole = { ...layer, ...set, from: [edge] as const, pool: null };
    const { conv } = convolutionLengths(whole, positions);
    if (conv < 1) return { ...layer, ...activation, from: [edge] as const };
    return { ...whole, pool: fitting(layer.pool, conv) };
  });
}

function nodeOf(nodes: readonly IntegerNode[]): fc.Arbitrary<IntegerNode> {
  const name = `node${nodes.length}`;
  const all = [...shapes(network(nodes))];
  const edge = fc.constantFrom(...all);
  const convolution = edge.chain(([from, shape]) => convolutionOf(name, from, shape));
  const add = edge.chain(([a, shape]) => {
    const fit = all.filter(([, s]) => s.channels === shape.channels && s.positions === shape.positions);
    return fc
      .record({
        b: fc.constantFrom(...fit),
        align: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
        own: activation,
        pool: pools,
        requant: fc.record({ shift: fc.integer({ min: 0, max: 6 }), bits: fc.integer({ min: 2, max: 8 }) }),
      })
      .map(
        ({ b: [b], align, own, pool, requant }): IntegerNode => ({
          ...{ kind: 'add', name, from: [a, b], outChannels: shape.channels, align, ...own },
          ...{ pool: fitting(pool, shape.positions), requant, scaleLog2: 0 },
        }),
      );
  });
  const concat = edge.chain(([a, shape]) => {
    const fit = all.filter(([, s]) => s.positions === shape.positions);
    return fc.array(fc.constantFrom(...fit), { minLength: 1, maxLength: 2 }).map(
      (others): IntegerNode => ({
        ...{ kind: 'concat', name, from: [a, ...others.map(([other]) => other)] },
        outChannels: others.reduce((sum, [, { channels }]) => sum + channels, shape.channels),
      }),
    );
  });
  return fc.oneof({ arbitrary: convolution, weight: 3 }, { arbitrary: add, weight: 2 }, concat);
}

/** Nodes of every kind, each of which reads the input or any nodes before; many may be read by none. */
export const anyNetwork: fc.Arbitrary<IntegerNetwork> = fc.integer({ min: 1, max: 7 }).chain((count) => {
  const grow = (nodes: IntegerNode[]): fc.Arbitrary<IntegerNode[]> =>
    nodes.length === count ? fc.constant(nodes) : nodeOf(nodes).chain((node) => grow([...nodes, node]));
  return grow([]).map(network);
});

/** The same with one end: a last node that reads what all others leave, a raw sum or scores of a convolution. */
export const anyEnded: fc.Arbitrary<IntegerNetwork> = anyNetwork
  .map(({ layers: nodes, ...rest }) => {
    // What no later node leads to goes.
    const kept: IntegerNode[] = [nodes.at(-1)!];
    for (const node of nodes.slice(0, -1).reverse())
      if (kept.some(({ from }) => from.some((edge) => edge === node.name))) kept.unshift(node);
    return { ...rest, layers: kept };
  })
  .chain((whole) => {
    const { name } = whole.layers.at(-1)!;
    const { channels, positions } = shapes(whole).get(name)!;
    return fc.tuple(layers('scores', channels, positions, true), fc.boolean()).map(([end, step]): IntegerNetwork => {
      const { pool: _, ...own } = end;
      const last = { ...own, from: [name] as const, pool: null };
      const classes = Array.from({ length: own.outChannels }, (_, c) => `class ${c}`);
      // Padding gives scores of several steps.
      const padded = step ? { ...last, padding: 1 } : last;
      return { ...whole, classes, layers: [...whole.layers, padded], ...(step && { per: 'step' as const }) };
    });
  });

export const anyCodes = fc.array(fc.integer({ min: 0, max: 255 }), {
  minLength: INPUT_SPEC.samples * INPUT_SPEC.channels,
  maxLength: INPUT_SPEC.samples * INPUT_SPEC.channels,
});
