import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layerSizings } from '../../../generator/arch/sizing.js';
import { runCycles } from '../../../generator/arch/stream/cycles.js';
import { hasLanes, type LayerHardware } from '../../../generator/arch/stream/engines.js';
import { laneGroups } from '../../../generator/arch/stream/groups.js';
import { chooseLanes, fewestOf, lanesOfGroups, leastCycles, serial } from '../../../generator/arch/stream/lanes.js';
import { layerHardware } from '../../../generator/arch/stream/layer.js';
import { Deadlock } from '../../../generator/arch/stream/network.js';
import { streamHardware } from '../../../generator/arch/stream/stream.js';
import type { IntegerNetwork } from '../../../generator/model/integer-model.js';
import type { Node } from '../../../generator/network/network.js';
import { UserError } from '../../../generator/support/errors.js';
import { anyEnded } from '../../model/random-network.js';
import { graphNetwork } from '../../simulate/graph-stream.js';

/** A residual: what a convolution makes of the input, and of that another, added, then scores. */
function residual(change: Partial<Record<string, object>> = {}, per?: 'step'): IntegerNetwork {
  const conv = (name: string, from: string, inChannels: number, outChannels: number, kernel: number) => ({
    ...{ kind: 'convolution' as const, name, from: [from] as const, inChannels, outChannels, kernel, stride: 1 },
    ...{ padding: (kernel - 1) / 2, pool: null, structure: { kind: 'channelwise' as const }, alphaBits: 4 },
    bitwidths: new Uint8Array(outChannels).fill(1),
    alphas: new Uint16Array(outChannels).fill(3),
    signs: new Uint8Array(outChannels * inChannels * kernel),
    bias: new Int32Array(outChannels),
    ...{ requant: { shift: 2, bits: 8 }, scaleLog2: 0 },
    ...change[name],
  });
  const layers = [
    conv('first', 'input', 1, 2, 3),
    conv('second', 'first', 2, 2, 5),
    {
      ...{ kind: 'add' as const, name: 'sum', from: ['first', 'second'] as const, outChannels: 2 },
      ...{ align: [0, 1] as const, pool: null, requant: { shift: 1, bits: 8 }, scaleLog2: 0, ...change.sum },
    },
    { ...conv('scores', 'sum', 2, 2, 3), requant: null },
  ];
  const input = { samples: 16, channels: 1, sampleRateHz: 1, codeBits: 8, zero: 128, shift: 0, bits: 8 };
  return { name: 'residual', classes: ['a', 'b'], input, layers, ...(per && { per }) } as IntegerNetwork;
}

const problemsOf = (model: IntegerNetwork, lanes: number[], tapsPerCycle?: 'kernel') => {
  try {
    streamHardware('x', model, { lanes, tapsPerCycle }, 'design.json');
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  return [];
};

describe('lanes of joins', () => {
  test.each([
    [[2, 4, 1], undefined, '[2, 2, 1]', 'first in rows of 2, second in rows of 4'],
    [[8, 1, 1], undefined, '[1, 1, 1]', 'first in rows of 8, second in rows of 1'],
    [[3, 5, 1], 'kernel' as const, '[3, 3, 1]', 'first in rows of 3, second in rows of 5'],
  ])('%j of %s taps are refused with the join, both streams and the nearest that fit', (lanes, taps, fix, orders) => {
    expect(problemsOf(residual(), lanes, taps)).toEqual([
      expect.objectContaining({
        ...{ where: 'design.json', field: 'folding.lanes', value: lanes, fix },
        message: `layer sum joins streams of different orders: ${orders}`,
      }),
    ]);
    expect(problemsOf(residual(), JSON.parse(fix), taps)).toEqual([]);
  });

  test('a pool makes one convolution fit another of fewer lanes', () => {
    const pool = { kind: 'max', kernel: 2, stride: 2 };
    const model = residual({ first: { stride: 2 }, second: {} });
    const pooled = {
      ...model,
      layers: model.layers.map((l) =>
        l.name === 'second' ? { ...l, from: ['input'] as const, inChannels: 1, signs: new Uint8Array(10), pool } : l,
      ),
    } as IntegerNetwork;
    expect(problemsOf(pooled, [2, 4, 1])).toEqual([]);
    expect(problemsOf(pooled, [2, 2, 1])).toMatchObject([{ fix: '[1, 2, 1]' }]);
  });

  test('an add is given no lanes', () => {
    expect(problemsOf(residual(), [2, 2, 2, 1])).toMatchObject([
      { message: 'has 4 entries, the model 3 layers that have lanes: first, second, scores' },
    ]);
  });

  test('scores of each step come position by position', () => {
    const model = residual({}, 'step');
    expect(problemsOf(model, [2, 2, 4])).toMatchObject([
      {
        message: 'layer scores gives the scores of each position, so position by position: in rows of 1',
        fix: '[2, 2, 1]',
      },
    ]);
    expect(problemsOf(model, [2, 2, 1])).toEqual([]);
    const sizings = layerSizings(model);
    expect(chooseLanes(sizings, { cyclesPerLayer: 480 }, 'x', true).at(-1)).toBe(1);
    expect(() => chooseLanes(sizings, { cyclesPerLayer: 479 }, 'x', true)).toThrow('even with 1 lanes');
    expect(chooseLanes(sizings, { cyclesPerLayer: 479 }, 'x').at(-1)).toBeGreaterThan(1);
  });
});

/** Orders are the same at every join; checked here from the streams themselves. */
function expectJoined(layers: readonly LayerHardware[]) {
  const orders = new Map(layers.map(({ name, bursts }) => [name, bursts.join()]));
  for (const { reads, inputBursts, lengths } of layers)
    for (const { edge } of reads.flat()) {
      const ones = new Array(lengths.input).fill(1).join();
      expect(edge === 'input' ? ones : orders.get(edge)).toBe(inputBursts.join());
    }
}

test('chosen lanes fit at every join, and keep the cycles, with the least that do', () => {
  fc.assert(
    fc.property(anyEnded, fc.double({ min: 0, max: 1, noNaN: true }), (model, at) => {
      const sizings = layerSizings(model);
      const groups = laneGroups(sizings, serial, model.per === 'step');
      const bound = Math.max(...groups.map(leastCycles));
      const cycles = Math.ceil(bound * (1 + 10 * at));
      const lanes = chooseLanes(sizings, { cyclesPerLayer: cycles }, 'x', model.per === 'step');
      const layers = layerHardware(sizings, lanes);
      expectJoined(layers);
      for (const layer of layers.filter(hasLanes)) expect(layer.cycles).toBeLessThanOrEqual(cycles);
      expect(lanes).toEqual(
        lanesOfGroups(
          groups,
          groups.map((group) => fewestOf(group, cycles)!),
        ),
      );
      // A cycle fewer than any lanes take is refused.
      expect(() => chooseLanes(sizings, { cyclesPerLayer: bound - 1 }, 'x', model.per === 'step')).toThrow(UserError);
    }),
    { numRuns: 60 },
  );
});

describe('queues', () => {
  const withWords = (layers: readonly LayerHardware[], change: (words: number) => number) =>
    layers.map((layer) => ({ ...layer, queues: layer.queues.map((parts) => parts.map(change)) }));

  test('of random graphs, however much deeper, make none faster by more than a little', () => {
    const designs = Array.from({ length: 40 }, (_, seed) => graphNetwork(seed));
    let queued = 0;
    for (const { design, model } of designs) {
      const { layers, intervalCycles } = streamHardware('x', model, design.folding, 'x');
      if (layers.some(({ queues }) => queues.flat().some((words) => words > 0))) queued++;
      const joins = layers.map((layer) => ({
        ...layer,
        queues: layer.queues.map((parts) => parts.map(() => (layer.reads.flat().length > 1 ? 500 : 0))),
      }));
      const { completions } = runCycles(joins, 7);
      expect(intervalCycles).toBeLessThanOrEqual(1.02 * (completions[6]! - completions[5]!));
    }
    expect(queued).toBeGreaterThan(10);
  });

  test('a residual waits in one queue; without it the network would stop, and with less it would be slower or stop', () => {
    // What is added behind a wide kernel: many positions are ahead.
    const model = residual({ second: { kernel: 9, padding: 4, signs: new Uint8Array(36) } });
    const { layers, intervalCycles } = streamHardware('x', model, { lanes: [2, 2, 1] }, 'x');
    const [words, other] = layers.find(({ name }) => name === 'sum')!.queues.flat();
    expect(other).toBe(0);
    // Four positions of two channels behind that which is added.
    expect(words).toBeGreaterThanOrEqual(2 * 4);
    expect(() =>
      runCycles(
        withWords(layers, () => 0),
        2,
      ),
    ).toThrow(Deadlock);
    const slower = (fewer: number) => {
      try {
        const { completions } = runCycles(
          withWords(layers, (n) => (n === 0 ? 0 : fewer)),
          7,
        );
        return completions[6]! - completions[5]! > intervalCycles;
      } catch (error) {
        return error instanceof Deadlock;
      }
    };
    expect(slower(words!)).toBe(false);
    expect(slower(2)).toBe(true);
  });
});

test('nodes of a random network are drawn that join and do not', () => {
  const kinds = (node: Node) => node.kind;
  const drawn = Array.from({ length: 40 }, (_, seed) => graphNetwork(seed).model.layers.map(kinds)).flat();
  expect(new Set(drawn).size).toBe(3);
});
