import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import { argmax, Interpreter, quantiseInput } from '../../generator/model/interpreter.js';
import { codesPerWindow } from '../../generator/network/input.js';
import { anyModel } from './random-model.js';

/** First basis and first sign of each group, [out][group]. */
function firsts(bitwidths: Uint8Array): number[] {
  let sum = 0;
  return Array.from(bitwidths, (bitwidth) => {
    sum += bitwidth;
    return sum - bitwidth;
  });
}

/**
 * The formula of integer-model.ts word by word: every basis a sum of +-x of its own, groups as rectangles found here anew,
 * no weights. Values [channel][position] of each layer.
 */
function naive(model: IntegerModel, codes: number[]): number[][][] {
  const limit = 2 ** (model.input.bits - 1);
  const { channels } = model.input;
  let x = Array.from({ length: channels }, (_, c) =>
    codes
      .filter((_, i) => i % channels === c)
      .map((code) => {
        const [zero, shift] = [model.input.zero, model.input.shift].map((of) => [of].flat()[c] ?? of) as number[];
        return Math.min(limit - 1, Math.max(-limit, Math.floor((code - zero!) / 2 ** shift!)));
      }),
  );
  return model.layers.map((l) => {
    const groupOf = (c: number, k: number) => {
      if (l.structure.kind === 'kernelwise') return c;
      if (l.structure.kind === 'pixelwise') return k;
      if (l.structure.kind === 'channelwise') return 0;
      return Math.floor(c / (l.inChannels / l.structure.count));
    };
    const members = new Map<number, [number, number][]>();
    for (let c = 0; c < l.inChannels; c++)
      for (let k = 0; k < l.kernel; k++) members.set(groupOf(c, k), [...(members.get(groupOf(c, k)) ?? []), [c, k]]);
    const groups = members.size;
    const first = firsts(l.bitwidths);
    const size = members.get(0)!.length;
    const positions = Math.floor((x[0]!.length + 2 * l.padding - l.kernel) / l.stride) + 1;
    const rows = Array.from({ length: l.outChannels }, (_, o) =>
      Array.from({ length: positions }, (_, t) => {
        let acc = l.bias[o]!;
        for (let g = 0; g < groups; g++) {
          const at = o * groups + g;
          for (let i = 0; i < l.bitwidths[at]!; i++) {
            const basis = first[at]! + i;
            let sum = 0;
            members.get(g)!.forEach(([c, k], w) => {
              const value = x[c]![t * l.stride + k - l.padding] ?? 0;
              sum += l.signs[basis * size + w] === 1 ? -value : value;
            });
            acc += l.alphas[basis]! * sum;
          }
        }
        if (l.requant === null) return acc;
        const half = l.requant.shift > 0 ? 2 ** (l.requant.shift - 1) : 0;
        return Math.min(2 ** l.requant.bits - 1, Math.max(0, Math.floor((acc + half) / 2 ** l.requant.shift)));
      }),
    );
    const { pool } = l;
    const combine = (window: number[]) =>
      pool?.kind === 'sum' ? window.reduce((sum, y) => sum + y) : Math.max(...window);
    x =
      pool === null
        ? rows
        : rows.map((row) => {
            const pooled: number[] = [];
            for (let from = 0; from + pool.kernel <= row.length; from += pool.stride)
              pooled.push(combine(row.slice(from, from + pool.kernel)));
            return pooled;
          });
    return x;
  });
}

describe('Interpreter', () => {
  it('equals the formula for every structure, stride, padding, pool and pruning', () => {
    const drawn = anyModel.chain((model) => {
      const samples = codesPerWindow(model.input);
      const code = fc.oneof(fc.integer({ min: 0, max: 2047 }), fc.constantFrom(0, 1023, 1024, 2047));
      return fc.tuple(
        fc.constant(model),
        fc.array(code, { minLength: samples, maxLength: samples }),
        fc.array(code, { minLength: samples, maxLength: samples }),
      );
    });
    fc.assert(
      fc.property(drawn, ([model, codes, others]) => {
        const interpreter = new Interpreter(model);
        interpreter.run(others); // must leave nothing behind
        const streams = interpreter.run(Int16Array.from(codes));
        const expected = naive(model, codes);
        streams.forEach((stream, i) => {
          expect([...stream.values], `layer ${i}`).toEqual(expected[i]!.flat());
          expect([stream.channels, stream.positions]).toEqual([expected[i]!.length, expected[i]![0]!.length]);
        });
        const scores = expected.at(-1)!.flat();
        expect([...interpreter.scores(codes)]).toEqual(scores);
        expect(interpreter.classify(codes)).toBe(scores.indexOf(Math.max(...scores)));
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  [1024, 0],
  [1027, 0],
  [1028, 1],
  [1023, -1],
  [1020, -1],
  [1019, -2],
  [0, -128],
  [2047, 127],
])('quantiseInput of code %i is %i', (code, x) => {
  expect([
    ...quantiseInput({ samples: 1, channels: 1, sampleRateHz: 360, codeBits: 11, zero: 1024, shift: 2, bits: 8 }, [
      code,
    ]),
  ]).toEqual([x]);
});

test.each([
  [[5], 0],
  [[1, 3, 3], 1],
  [[3, 3, 3], 0],
  [[-7, -9, -7], 0],
  [[-9, -7, -8], 1],
])('argmax of %j is %i', (values, index) => {
  expect(argmax(values)).toBe(index);
});
