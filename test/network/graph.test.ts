import fc from 'fast-check';
import { expect, test } from 'vitest';
import { removeDeadChannels } from '../../generator/model/dead-channels.js';
import type { IntegerLayer, IntegerModel } from '../../generator/model/integer-model.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { ranges } from '../../generator/model/ranges.js';
import { chained, ends, INPUT, isEnd, readers } from '../../generator/network/network.js';
import { layerLengths, shapes } from '../../generator/network/shapes.js';
import { anyModel, layers } from '../model/random-model.js';

const SAMPLES = 20;
const input = { samples: SAMPLES, channels: 2, sampleRateHz: 100, codeBits: 8, zero: 128, shift: 0, bits: 8 };
const model = (own: readonly IntegerLayer[]): IntegerModel => ({ name: 'm', classes: [], input, layers: [...own] });
const codes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 2 * SAMPLES, maxLength: 2 * SAMPLES });

/** A stem that two branches read, each a convolution. */
const forked = layers('stem', 2, SAMPLES, false).chain((stem) => {
  const positions = layerLengths(model([{ ...stem, from: [INPUT] }]))[0]!.output;
  const branch = (name: string) => layers(name, stem.outChannels, positions, false);
  return fc
    .tuple(branch('left'), branch('right'))
    .map(([left, right]): IntegerLayer[] => [stem, { ...left, from: ['stem'] }, { ...right, from: ['stem'] }]);
});

test('a stream that two nodes read is to each of them what a chain gives', () => {
  fc.assert(
    fc.property(forked, codes, ([stem, left, right], window) => {
      const whole = model([stem!, left!, right!]);
      const [a, l, r] = new Interpreter(whole).run(window);
      expect([a, l]).toEqual(new Interpreter(model([stem!, left!])).run(window));
      expect([a, r]).toEqual(new Interpreter(model([stem!, right!])).run(window));
      expect(shapes(whole).get('right')).toEqual({ channels: r!.channels, positions: r!.positions });
      expect([...ranges(whole).keys()]).toEqual([INPUT, 'stem', 'left', 'right']);
      expect(readers(whole, 'stem')).toEqual([left, right]);
      expect(ends(whole)).toEqual([left, right]);
    }),
  );
});

/** Convolutions that each read the input or any node before. */
const graph = fc.integer({ min: 2, max: 6 }).chain((count) => {
  const grow = (own: IntegerLayer[]): fc.Arbitrary<IntegerLayer[]> =>
    own.length === count
      ? fc.constant(own)
      : fc.constantFrom(INPUT, ...own.map(({ name }) => name)).chain((edge) => {
          const { channels, positions } = shapes(model(own)).get(edge)!;
          return layers(`node${own.length}`, channels, positions, false).chain((node) =>
            grow([...own, { ...node, from: [edge] }]),
          );
        });
  return grow([]);
});

test('each stream of any graph is what the chain that leads to it gives', () => {
  fc.assert(
    fc.property(graph, codes, (own, window) => {
      const whole = model(own);
      const streams = new Interpreter(whole).run(window);
      const range = ranges(whole);
      own.forEach((node, i) => {
        const chain = [node];
        while (chain[0]!.from[0] !== INPUT) chain.unshift(own.find(({ name }) => name === chain[0]!.from[0])!);
        const alone = model(chain);
        expect(streams[i]).toEqual(new Interpreter(alone).run(window).at(-1));
        expect(shapes(whole).get(node.name)).toEqual(shapes(alone).get(node.name));
        expect(range.get(node.name)).toEqual(ranges(alone).get(node.name));
      });
    }),
  );
});

test('what leaves a graph stays the same without its dead channels', () => {
  fc.assert(
    fc.property(graph, codes, (own, window) => {
      const whole = model(own);
      const less = removeDeadChannels(whole);
      const values = (of: IntegerModel) => new Interpreter(of).run(window).filter((_, i) => isEnd(of, of.layers[i]!));
      expect(values(less)).toEqual(values(whole));
    }),
  );
});

test('every value of every stream lies in its range', () => {
  fc.assert(
    fc.property(forked, codes, (own, window) => {
      const whole = model(own);
      const all = ranges(whole);
      for (const [i, { values }] of new Interpreter(whole).run(window).entries()) {
        const { min, max } = all.get(whole.layers[i]!.name)!;
        for (const value of values) expect(value >= min && value <= max).toBe(true);
      }
    }),
  );
});

test('scores lie in their range: that of the accumulators', () => {
  fc.assert(
    fc.property(anyModel, fc.infiniteStream(fc.integer({ min: 0, max: 2047 })), (own, stream) => {
      const { samples, channels } = own.input;
      const scores = new Interpreter(own).scores([...stream.take(samples * channels)]);
      const { min, max } = ranges(own).get(ends(own)[0]!.name)!;
      for (const score of scores) expect(score >= min && score <= max).toBe(true);
    }),
  );
});

test('a chain reads the input first, then each the one before', () => {
  const shape = { inChannels: 1, outChannels: 1, kernel: 1, stride: 1, padding: 0, pool: null };
  const chain = chained(['a', 'b', 'c'].map((name) => ({ name, ...shape })));
  expect(chain.map(({ from }) => from)).toEqual([[INPUT], ['a'], ['b']]);
});
