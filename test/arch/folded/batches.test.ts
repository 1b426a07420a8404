import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  groupsRead,
  joined,
  type Output,
  outputsOf,
  smallestBatches,
  weightsOf,
} from '../../../generator/arch/folded/batches.js';
import { phasesOf, tapOrder, tapsByPhase } from '../../../generator/arch/folded/taps.js';
import { encodeLayer } from '../../../generator/model/encode.js';
import { grouping, groupWeights } from '../../../generator/model/grouping.js';
import { integerWeights } from '../../../generator/model/weights.js';
import { anyLayer } from '../../model/random-model.js';

const reading = (...groups: number[]): Output => ({
  bias: 0,
  passes: groups.map((group) => ({ alpha: 1, group, word: null })),
});
const groupsOf = (outputs: Output[]) => smallestBatches(outputs).map(({ groups }) => groups);

describe('the smallest batches', () => {
  test.each<[string, Output[], number[][]]>([
    ['a depthwise layer: one an output', [reading(0), reading(1, 1), reading(2)], [[0], [1], [2]]],
    [
      'an add',
      [reading(0, 3), reading(1, 4), reading(2, 5)],
      [
        [0, 3],
        [1, 4],
        [2, 5],
      ],
    ],
    ['a group read far behind ties all between', [reading(0), reading(1), reading(0), reading(2)], [[0, 1], [2]]],
    ['two outputs a group', [reading(0), reading(0), reading(1), reading(1)], [[0], [1]]],
    ['an output of its bias alone', [reading(), reading(4)], [[], [4]]],
    ['groups that none reads have no place', [reading(1, 7)], [[1, 7]]],
  ])('%s', (_, outputs, groups) => {
    expect(groupsOf(outputs)).toEqual(groups);
    expect(smallestBatches(outputs).flatMap((batch) => batch.outputs)).toEqual(outputs);
  });

  test('are joined as long as they fit', () => {
    const batches = smallestBatches([reading(0, 3), reading(1, 4), reading(), reading(2, 5)]);
    expect(joined(batches, (n) => n <= 4).map(({ groups }) => groups)).toEqual([
      [0, 1, 3, 4],
      [2, 5],
    ]);
    expect(joined(batches, () => false)).toHaveLength(4);
    expect(joined(batches, () => true)[0]!.outputs).toHaveLength(4);
  });
});

test('outputs of any layer say what their passes are', () => {
  fc.assert(
    fc.property(anyLayer, (layer) => {
      const { groups } = grouping(layer, layer.structure);
      const outputs = outputsOf(encodeLayer(layer));
      const bitwidths = outputs.map(({ passes }) => {
        const own = new Array<number>(groups).fill(0);
        for (const { group } of passes) own[group]!++;
        return own;
      });
      expect(bitwidths.flat()).toEqual([...layer.bitwidths]);
      expect(outputs.flatMap(({ passes }) => passes.map(({ alpha }) => alpha))).toEqual([...layer.alphas]);
    }),
  );
});

test('a pass a weight: those of the layer, whatever the order of its taps', () => {
  fc.assert(
    fc.property(anyLayer, fc.integer({ min: 1, max: 4 }), (layer, dilation) => {
      const shape = { ...layer, dilation };
      const own = { grouping: grouping(layer, layer.structure), pixelwise: layer.structure.kind === 'pixelwise' };
      const order = tapOrder(own, phasesOf(shape));
      const perOutput = layer.inChannels * layer.kernel;
      const weights = new Int32Array(layer.outChannels * perOutput);
      const outputs = weightsOf(outputsOf(encodeLayer(layer)), layer.signs, order);
      outputs.forEach(({ passes }, o) => {
        for (const { alpha, group, word } of passes)
          weights[o * perOutput + groupWeights(layer, layer.structure, group)[order[word!.index]!]!] = word!.negative
            ? -alpha
            : alpha;
        expect(groupsRead(outputs)).toEqual([...new Set(groupsRead(outputs))]);
      });
      expect(weights).toEqual(integerWeights(layer));
    }),
  );
});

describe('taps in the order in which the lanes get them', () => {
  test.each([
    [{ kernel: 5, stride: 1 }, 1, [[0, 1, 2, 3, 4]]],
    [
      { kernel: 5, stride: 2 },
      1,
      [
        [0, 2, 4],
        [1, 3],
      ],
    ],
    [{ kernel: 2, stride: 3 }, 1, [[0], [1]]],
    [{ kernel: 3, stride: 1, dilation: 4 }, 4, [[0, 1, 2]]],
    [
      { kernel: 4, stride: 2, dilation: 3 },
      3,
      [
        [0, 2],
        [1, 3],
      ],
    ],
    [{ kernel: 4, stride: 2, dilation: 2 }, 1, [[0, 1, 2, 3]]],
    [{ kernel: 5, stride: 6, dilation: 4 }, 2, [[0, 3], [1, 4], [2]]],
  ] as [{ kernel: number; stride: number; dilation?: number }, number, number[][]][])('%j', (shape, apart, taps) => {
    expect(phasesOf(shape).apart).toBe(apart);
    expect(tapsByPhase(shape.kernel, phasesOf(shape))).toEqual(taps);
    // Of a phase: whole strides from one to the next.
    for (const phase of taps)
      phase.slice(1).forEach((tap, i) => {
        expect((tap - phase[i]!) * (shape.dilation ?? 1)).toBe(apart * shape.stride);
      });
  });
});
