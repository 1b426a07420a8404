import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runCycles } from '../../../generator/arch/stream/cycles.js';
import { weightMemory } from '../../../generator/arch/stream/engines/single/sizing.js';
import { streamOrder } from '../../../generator/arch/stream/order.js';
import { streamHardware } from '../../../generator/arch/stream/stream.js';
import { Interpreter, quantiseInput } from '../../../generator/model/interpreter.js';
import { codesPerWindow } from '../../../generator/network/input.js';
import { buildTiny } from '../../emit/tiny.js';
import { randomNetwork } from '../../simulate/random-network.js';

test('a stream holds every channel and position once', () => {
  fc.assert(
    fc.property(randomNetwork, ({ model, lanes }) => {
      for (const layer of streamHardware('random', model, { lanes }, 'x').layers) {
        const { outChannels } = layer.shape;
        const seen = new Set(streamOrder(layer).map(({ channel, position }) => position * outChannels + channel));
        expect(streamOrder(layer)).toHaveLength(outChannels * layer.lengths.output);
        expect(seen).toEqual(new Set(Array.from({ length: outChannels * layer.lengths.output }, (_, i) => i)));
      }
    }),
  );
});

test('one lane gives position-major order', () => {
  const { model } = buildTiny().hardware;
  const [layer] = streamHardware('tiny', model, { lanes: [1, 1, 1, 1] }, 'x').layers;
  const { outChannels } = layer!.shape;
  streamOrder(layer!).forEach(({ channel, position }, i) => {
    expect(position * outChannels + channel).toBe(i);
  });
});

test('no accumulator of any layer leaves its range, and the width is the smallest that holds the range', () => {
  fc.assert(
    fc.property(randomNetwork, ({ model, lanes, fragments }) => {
      const hardware = streamHardware('random', model, { lanes }, 'x');
      for (const { accRange, accBits } of hardware.layers) {
        const fits = (bits: number) => accRange.min >= -(2 ** (bits - 1)) && accRange.max < 2 ** (bits - 1);
        expect(fits(accBits)).toBe(true);
        expect(accBits === 1 || !fits(accBits - 1)).toBe(true);
      }
      // Scores are accumulators as they are.
      const { accRange } = hardware.layers.at(-1)!;
      for (const codes of fragments)
        for (const score of new Interpreter(model).scores(codes)) {
          expect(score).toBeGreaterThanOrEqual(accRange.min);
          expect(score).toBeLessThanOrEqual(accRange.max);
        }
      expect(quantiseInput(model.input, fragments[0]!)).toHaveLength(codesPerWindow(model.input));
    }),
    { numRuns: 50 },
  );
});

test('a long run is the short one continued', () => {
  fc.assert(
    fc.property(randomNetwork, ({ model, lanes }) => {
      const { layers } = streamHardware('random', model, { lanes }, 'x');
      const long = runCycles(layers, 30).completions;
      expect(runCycles(layers, 6).completions).toEqual(long.slice(0, 6));
      expect(long.every((cycle, f) => f === 0 || cycle > long[f - 1]!)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test.each([
  [1, { width: 2, depth: 1, rest: 0 }],
  [1070, { width: 2, depth: 535, rest: 0 }],
  [4096, { width: 2, depth: 2048, rest: 0 }],
  [4352, { width: 2, depth: 2048, rest: 128 }],
  [4353, { width: 4, depth: 1089, rest: 0 }],
  [12930, { width: 8, depth: 1617, rest: 0 }],
  [16611, { width: 8, depth: 2048, rest: 29 }],
])('a weight stream of %d bits fills whole blocks', (bits, memory) => {
  expect(weightMemory(bits)).toEqual({ bits, ...memory });
});
