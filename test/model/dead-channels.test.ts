import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { removeDeadChannels } from '../../generator/model/dead-channels.js';
import { parseIntegerModel, printIntegerModel } from '../../generator/model/file.js';
import type { Structure } from '../../generator/model/grouping.js';
import type { IntegerLayer, IntegerModel } from '../../generator/model/integer-model.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { integerWeights } from '../../generator/model/weights.js';
import { chained } from '../../generator/network/network.js';
import { randomNetwork } from '../simulate/random-network.js';

const layer = (shape: Partial<IntegerLayer> & Pick<IntegerLayer, 'name'>): IntegerLayer => ({
  kind: 'convolution',
  from: ['input'],
  inChannels: 1,
  outChannels: 1,
  kernel: 1,
  stride: 1,
  padding: 0,
  pool: null,
  structure: { kind: 'kernelwise' },
  alphaBits: 8,
  bitwidths: new Uint8Array(),
  alphas: new Uint16Array(),
  signs: new Uint8Array(),
  bias: new Int32Array(),
  requant: { shift: 4, bits: 8 },
  scaleLog2: 0,
  ...shape,
});

/** Four channels of two positions, one basis each where `live` (none elsewhere), then a head of two taps and two classes. */
function network(structure: Structure, live: boolean[], bias = [0, 0, 0, 0]): IntegerModel {
  const groups = { kernelwise: 4, pixelwise: 2, channelwise: 1, subchannelwise: 2 }[structure.kind];
  const bases = live.filter((l) => l).length;
  return {
    name: 'dead',
    classes: ['a', 'b'],
    input: { samples: 2, channels: 1, sampleRateHz: 1, codeBits: 8, zero: 128, shift: 0, bits: 8 },
    layers: chained([
      layer({
        name: 'conv',
        outChannels: 4,
        bitwidths: Uint8Array.from(live, Number),
        alphas: new Uint16Array(bases).fill(9),
        signs: new Uint8Array(bases),
        bias: Int32Array.from(bias),
      }),
      layer({
        name: 'head',
        inChannels: 4,
        outChannels: 2,
        kernel: 2,
        structure,
        bitwidths: new Uint8Array(2 * groups).fill(1),
        alphas: Uint16Array.from({ length: 2 * groups }, (_, i) => i + 1),
        signs: Uint8Array.from({ length: 16 }, (_, i) => (i * 5) & 1),
        bias: Int32Array.of(3, -3),
        requant: null,
      }),
    ]),
  };
}

const halves: Structure = { kind: 'subchannelwise', count: 2 };

describe('removeDeadChannels', () => {
  test.each<[string, Structure, boolean[], number, number]>([
    // structure of the head, live channels -> channels left, groups of the head
    ['a kernel', { kind: 'kernelwise' }, [true, false, true, true], 3, 3],
    ['a member of each tap', { kind: 'pixelwise' }, [true, false, false, true], 2, 2],
    ['a member of all', { kind: 'channelwise' }, [false, true, true, true], 3, 1],
    ['one of each block', halves, [true, false, false, true], 2, 2],
    ['nothing where one block alone could', halves, [true, false, true, true], 4, 2],
    ['as many from the second block as from the first', halves, [true, false, true, true].reverse(), 4, 2],
    ['a whole block', halves, [false, false, true, true], 2, 1],
    ['a whole block and one more', halves, [false, false, false, true], 1, 1],
    ['all but one', { kind: 'kernelwise' }, [false, false, false, false], 1, 1],
    ['all but one, of blocks', halves, [false, false, false, false], 1, 1],
    ['nothing where all live', { kind: 'channelwise' }, [true, true, true, true], 4, 1],
  ])('takes %s', (_what, structure, live, channels, groups) => {
    const model = network(structure, live);
    const [conv, head] = removeDeadChannels(model).layers;
    expect([conv!.outChannels, conv!.bias.length, head!.inChannels]).toEqual([channels, channels, channels]);
    expect(head!.bitwidths).toHaveLength(2 * groups);
    // What is left is what was there.
    const columns = (l: IntegerLayer) => {
      const weights = integerWeights(l);
      return Array.from({ length: l.inChannels }, (_, c) =>
        [0, 1].flatMap((o) => [...weights.subarray((o * l.inChannels + c) * 2, (o * l.inChannels + c + 1) * 2)]).join(),
      );
    };
    expect(columns(model.layers[1]!)).toEqual(expect.arrayContaining(columns(head!)));
  });

  test.each([
    // 4 bits of shift: 8 rounds to 1, 7 to 0.
    [[7, 0, -9, 7], 1],
    [[8, 0, -9, 7], 1],
    [[8, 0, -9, 8], 2],
  ])('biases %j without bases leave %i channels', (bias, left) => {
    const model = network({ kind: 'kernelwise' }, [false, false, false, false], bias);
    expect(removeDeadChannels(model).layers[0]!.outChannels).toBe(left);
  });

  test('takes what nothing reads, and what then nothing reads before it', () => {
    const { layers, ...rest } = network({ kind: 'kernelwise' }, [true, true, true, true]);
    const middle = layer({
      name: 'middle',
      inChannels: 4,
      outChannels: 4,
      bitwidths: Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1),
      alphas: Uint16Array.of(9, 9, 9, 9),
      signs: new Uint8Array(4),
      bias: new Int32Array(4),
    });
    const head = {
      ...layers[1]!,
      bitwidths: Uint8Array.of(1, 0, 0, 1, 1, 0, 2, 0),
      // The two bases of the third channel cancel out.
      alphas: Uint16Array.of(1, 2, 3, 4, 4),
      signs: Uint8Array.of(0, 0, 1, 0, 0, 1, 0, 1, 1, 0),
    };
    const { layers: left } = removeDeadChannels({ ...rest, layers: chained([layers[0]!, middle, head]) });
    expect(left.map((l) => l.inChannels)).toEqual([1, 2, 2]);
  });

  test('scores stay exactly the same, the model stays legal, and nothing is left to remove', () => {
    let removed = 0;
    fc.assert(
      fc.property(randomNetwork, ({ model, fragments }) => {
        const small = removeDeadChannels(model);
        parseIntegerModel(printIntegerModel(small), 'small');
        expect(removeDeadChannels(small)).toEqual(small);
        const [before, after] = [new Interpreter(model), new Interpreter(small)];
        for (const codes of fragments) expect(after.scores(codes)).toEqual(before.scores(codes));
        const channels = (m: IntegerModel) => m.layers.reduce((sum, l) => sum + l.outChannels, 0);
        removed += channels(model) - channels(small);
      }),
      { numRuns: 300 },
    );
    expect(removed).toBeGreaterThan(30);
  });
});
