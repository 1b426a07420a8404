import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkNetwork } from '../../generator/model/check-network.js';
import { removeDeadChannels } from '../../generator/model/dead-channels.js';
import { parseIntegerModel, printIntegerModel } from '../../generator/model/file.js';
import type { IntegerNetwork, IntegerNode } from '../../generator/model/integer-model.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { ranges } from '../../generator/model/ranges.js';
import { storage } from '../../generator/model/storage.js';
import { integerWeights } from '../../generator/model/weights.js';
import { INPUT, isEnd } from '../../generator/network/network.js';
import { shapes } from '../../generator/network/shapes.js';
import { anyCodes, anyEnded, anyNetwork, INPUT_SPEC } from './random-network.js';

/** [channel][position]. */
type Rows = number[][];

/** Value by value, from the definition: zeros beyond the ends. */
function naive(node: IntegerNode, from: readonly Rows[]): Rows {
  if (node.kind === 'concat') return from.flat();
  const clamp = (sum: number) => {
    if (node.requant === null) return sum;
    const { shift, bits } = node.requant;
    const y = Math.floor(sum / 2 ** shift + (shift > 0 ? 0.5 : 0));
    const [low, high] = node.activation === 'none' ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
    return Math.max(low, Math.min(y, high));
  };
  const values = (node.kind === 'add' ? sumsOfAdd(node, from) : sumsOf(node, from[0]!)).map((row) => row.map(clamp));
  const { pool } = node;
  if (pool === null) return values;
  return values.map((row) => {
    const pooled: number[] = [];
    for (let t = 0; t + pool.kernel <= row.length; t += pool.stride) {
      const window = row.slice(t, t + pool.kernel);
      pooled.push(pool.kind === 'max' ? Math.max(...window) : window.reduce((a, b) => a + b));
    }
    return pooled;
  });
}

const sumsOfAdd = ({ align }: Extract<IntegerNode, { kind: 'add' }>, [a, b]: readonly Rows[]): Rows =>
  a!.map((row, c) => row.map((value, t) => value * 2 ** align[0] + b![c]![t]! * 2 ** align[1]));

function sumsOf(node: Extract<IntegerNode, { kind: 'convolution' }>, x: Rows): Rows {
  const { inChannels, outChannels, kernel, stride, padding, dilation = 1, paddingAfter = padding, bias } = node;
  const weights = integerWeights(node);
  const positions = x[0]!.length;
  return Array.from({ length: outChannels }, (_, o) => {
    const row: number[] = [];
    for (let at = -padding; at + (kernel - 1) * dilation < positions + paddingAfter; at += stride) {
      let sum = bias[o]!;
      for (let c = 0; c < inChannels; c++)
        for (let k = 0; k < kernel; k++)
          sum += weights[(o * inChannels + c) * kernel + k]! * (x[c]![at + k * dilation] ?? 0);
      row.push(sum);
    }
    return row;
  });
}

test('every value of every network is what the definition says, and lies in its range', () => {
  fc.assert(
    fc.property(anyNetwork, anyCodes, (network, codes) => {
      const { channels, samples } = INPUT_SPEC;
      const input = Array.from({ length: channels }, (_, c) =>
        Array.from({ length: samples }, (_, t) => codes[t * channels + c]! - 128),
      );
      const streams = new Map<string, Rows>([[INPUT, input]]);
      const all = shapes(network);
      const range = ranges(network);
      const found = new Interpreter(network).run(codes);
      network.layers.forEach((node, i) => {
        const wanted = naive(
          node,
          node.from.map((edge) => streams.get(edge)!),
        );
        streams.set(node.name, wanted);
        const { values, channels, positions } = found[i]!;
        expect({ channels, positions }).toEqual(all.get(node.name));
        expect([...values]).toEqual(wanted.flat());
        const { min, max } = range.get(node.name)!;
        for (const value of values) expect(value >= min && value <= max).toBe(true);
      });
    }),
    { numRuns: 400 },
  );
});

test('a file gives back every network, and says nothing of what is as ever', () => {
  fc.assert(
    fc.property(anyEnded, (network) => {
      fc.pre(checkNetwork(network).length === 0);
      const text = printIntegerModel(network);
      expect(parseIntegerModel(text, 'm')).toEqual(network);
      for (const word of ['"dilation": 1', '"activation": "relu"', '"per": "window"']) expect(text).not.toContain(word);
    }),
    { numRuns: 200 },
  );
});

test('scores stay the same without dead channels', () => {
  fc.assert(
    fc.property(anyNetwork, anyCodes, (network, codes) => {
      const less = removeDeadChannels(network);
      const ends = (of: IntegerNetwork) => new Interpreter(of).run(codes).filter((_, i) => isEnd(of, of.layers[i]!));
      expect(ends(less)).toEqual(ends(network));
    }),
    { numRuns: 200 },
  );
});

test('scores of each step are [class][position]', () => {
  fc.assert(
    fc.property(anyEnded, anyCodes, (network, codes) => {
      const { channels, positions } = shapes(network).get('scores')!;
      expect(new Interpreter(network).scores(codes)).toHaveLength(channels * positions);
      const unsaid = checkNetwork({ ...network, per: undefined }).map(({ message }) => message);
      expect(unsaid.includes('the last layer must give one position')).toBe(positions !== 1);
    }),
    { numRuns: 100 },
  );
});

const add: IntegerNode = {
  ...{ kind: 'add', name: 'sum', from: [INPUT, INPUT], outChannels: 2, align: [0, 3] },
  ...{ pool: null, requant: { shift: 2, bits: 8 }, scaleLog2: 0 },
};
const problems = (...layers: IntegerNode[]) => {
  const found = checkNetwork({ name: 'm', classes: ['a', 'b'], input: INPUT_SPEC, layers });
  return found.map(({ field, message }) => `${field}: ${message}`);
};

test('what does not fit is named', () => {
  const join: IntegerNode = { kind: 'concat', name: 'both', from: [INPUT, 'sum'], outChannels: 4 };
  const end: IntegerNode = { ...add, name: 'end', from: ['sum', 'sum'], requant: null };
  expect(problems(add, join)).toContain(
    'layers[1]: scores come from a convolution or a sum, not from streams side by side',
  );
  expect(problems(add, join, { ...end, from: ['both', 'sum'], outChannels: 4 })).toContain(
    'layers[2].from[1]: sum has another number of channels than both',
  );
  expect(
    problems({ ...add, pool: { kind: 'max', kernel: 2, stride: 2 } }, { ...join, from: ['sum', INPUT] }),
  ).toContain('layers[1].from[1]: input has another number of positions than sum');
  expect(problems({ ...add, pool: { kind: 'max', kernel: 15, stride: 1 } }, end)).toContain(
    "layers[0].pool.kernel: longer than the sum's 14 positions",
  );
  expect(problems({ ...add, outChannels: 3 }, end)).toContain('layers[0].outChannels: not the channels that it reads');
  expect(problems({ ...add, align: [0, 31] }, { ...end, outChannels: 2 })).toContain(
    'layers[1]: the last layer must give one position',
  );
});

test('streams that are joined again and again do not grow without end', () => {
  const joins = Array.from({ length: 40 }, (_, i): IntegerNode => {
    const edge = i === 0 ? INPUT : `join${i - 1}`;
    return { kind: 'concat', name: `join${i}`, from: [edge, edge], outChannels: 2 ** (i + 2) };
  });
  expect(problems(...joins)).toContain('layers[15].from: too many channels');
});

test('an add stores its shifts', () => {
  const { totalBits, requantBits } = storage({ layers: [add] });
  expect([totalBits, requantBits]).toEqual([15, 15]);
});
