import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldedHardware } from '../../../generator/arch/folded/folded.js';
import type { FoldedFolding, FoldedLayer, SharedWork } from '../../../generator/arch/folded/hardware.js';
import { sharedWork } from '../../../generator/arch/folded/sliding.js';
import type { IntegerModel } from '../../../generator/model/integer-model.js';
import { Interpreter } from '../../../generator/model/interpreter.js';
import { random } from '../../../generator/support/random.js';
import { drawPlan, realise } from '../../../generator/verify/fuzz/random-model.js';
import { buildTiny } from '../../emit/tiny.js';
import { asChain } from '../../model/as-chain.js';
import { slidingModel } from '../../simulate/sliding-network.js';

interface Case {
  model: IntegerModel;
  folding: FoldedFolding & { hopSamples: number };
  layer: FoldedLayer;
  seed: number;
}

/** Random networks of two layers; the first is as drawn but for its pooling, mostly one that lanes can do. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    seed: fc.nat(),
    samples: fc.integer({ min: 20, max: 160 }),
    kernel: fc.integer({ min: 1, max: 9 }),
    padding: fc.integer({ min: 0, max: 8 }),
    stride: fc.integer({ min: 1, max: 3 }),
    pool: fc.constantFrom(0, 1, 2),
    poolKernel: fc.constantFrom(2, 2, 4, 4, 8, 3),
    overlap: fc.constantFrom(0, 0, 0, 0, 1),
    lanes: fc.constantFrom(1, 2, 4, 8),
    hop: fc.integer({ min: 1, max: 12 }),
    unit: fc.constantFrom(true, true, true, false),
  })
  .map(({ seed, samples, kernel, padding, stride, pool, poolKernel, overlap, lanes, hop, unit }) => {
    const drawn = drawPlan(random(seed), 600);
    const [first] = drawn.layers;
    const poolStride = poolKernel - overlap;
    const own = { kernel, padding, stride, pool, poolKernel, poolStride, bases: 2, outChannels: 2, pruned: 0 };
    const layers = [
      { ...first!, ...own },
      { ...first!, outChannels: 2 },
    ];
    const { model } = realise({ ...drawn, samples, channels: Math.min(2, drawn.channels), layers });
    const hopSamples = unit ? hop * stride * (pool === 0 ? 1 : poolStride) : hop;
    const folding = { lanes, tapsPerLookup: 1 as const, hopSamples };
    return { model, folding, layer: foldedHardware('random', model, folding, 'test').layers[0]!, seed };
  });

/** Places of the signal, counted from the first window's start, that a value of a window depends on; null: padding is among them. */
function places({ shape, lengths }: FoldedLayer, windowStart: number, position: number): number[] | null {
  const { kernel, stride, padding, pool } = shape;
  const found = new Set<number>();
  for (let p = 0; p < (pool?.kernel ?? 1); p++)
    for (let k = 0; k < kernel; k++) {
      const at = (position * (pool?.stride ?? 1) + p) * stride + k - padding;
      if (at < 0 || at >= lengths.input) return null;
      found.add(windowStart + at);
    }
  return [...found];
}

/** Positions of a window whose value is one of the window before, by what they depend on. */
function sharedPositions(layer: FoldedLayer, hop: number): Set<number> {
  const key = (start: number, position: number) => places(layer, start, position)?.join();
  const positions = Array.from({ length: layer.lengths.output }, (_, p) => p);
  const before = new Set(positions.flatMap((p) => key(0, p) ?? []));
  return new Set(positions.filter((p) => before.has(key(hop, p) ?? 'padding')));
}

/** Tiles all of whose positions are shared; only windows of whole blocks are moved. */
function sharedTiles(layer: FoldedLayer, { lanes, hopSamples }: Case['folding']): number[] {
  const shared = sharedPositions(layer, hopSamples);
  const perTile = lanes / layer.block;
  return Array.from({ length: layer.tiles }, (_, t) => t).filter((t) =>
    Array.from({ length: perTile }, (_, i) => t * perTile + i).every((p) => shared.has(p)),
  );
}

const wholeBlocks = ({ shape: { pool }, block }: FoldedLayer) =>
  (pool?.kernel ?? 1) === block && (pool?.stride ?? 1) === block;

function expectTiles(shared: SharedWork, tiles: readonly number[], { lanes }: FoldedFolding, block: number): void {
  const perTile = lanes / block;
  expect(shared).toMatchObject({ head: tiles[0], tail: tiles.at(-1)! + 1 });
  expect(shared).toMatchObject({ from: tiles[0]! * perTile, count: tiles.length * perTile });
}

describe('random first layers and hops', () => {
  test('every tile is shared whose values depend on the same samples, and no other', () => {
    let [some, none] = [0, 0];
    fc.assert(
      fc.property(cases, ({ folding, layer }) => {
        const found = sharedWork(layer, folding);
        const tiles = wholeBlocks(layer) && layer.tilePositions === folding.lanes ? sharedTiles(layer, folding) : [];
        if (tiles.length > 0) {
          some++;
          expect(found.shared).not.toBeNull();
          expectTiles(found.shared!, tiles, folding, layer.block);
        } else {
          none++;
          expect(found).toMatchObject({ shared: null, reason: expect.stringMatching(/./) });
        }
      }),
      { numRuns: 250 },
    );
    expect(Math.min(some, none)).toBeGreaterThan(25);
  });

  test('the values are those that the interpreter computes for the window before', () => {
    fc.assert(
      fc.property(cases, ({ model, folding, layer, seed }) => {
        const { shared } = sharedWork(layer, folding);
        fc.pre(shared !== null);
        const { samples, channels, codeBits } = model.input;
        const rng = random(seed);
        const length = (samples + folding.hopSamples) * channels;
        const signal = Array.from({ length }, () => rng.integer(0, 2 ** codeBits - 1));
        const interpreter = new Interpreter(model);
        const values = (start: number) => {
          const { values: all, positions } = interpreter.run(
            signal.slice(start * channels, (start + samples) * channels),
          )[0]!;
          return Array.from({ length: layer.shape.outChannels }, (_, c) => [
            ...all.slice(c * positions, (c + 1) * positions),
          ]);
        };
        const [before, after] = [values(0), values(folding.hopSamples)];
        const { from, count, shift } = shared!;
        after.forEach((row, c) => {
          expect(row.slice(from, from + count)).toEqual(before[c]!.slice(from + shift, from + shift + count));
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('the reason why nothing is shared', () => {
  const { hardware: tiny } = buildTiny();
  test.each<[string, IntegerModel, number | undefined, string]>([
    ['no hop', slidingModel(), undefined, 'windows are on their own'],
    ['less than a position', slidingModel(), 1, "a hop of 1 is no multiple of conv1's 4 samples; 4 is"],
    ['between two positions', slidingModel(), 11, "a hop of 11 is no multiple of conv1's 4 samples; 12 is"],
    ['a whole window', slidingModel(), 36, 'a hop of 36 leaves nothing to share'],
    ['pooling windows that overlap', asChain(tiny.model), 4, 'conv1 pools windows of 3 at stride 2, which overlap'],
  ])('%s', (_, model, hopSamples, reason) => {
    const folding = { lanes: 4, tapsPerLookup: 1 as const, hopSamples };
    const hardware = foldedHardware('some', model, folding, 'test');
    expect(hardware.shared).toBeNull();
    expect(sharedWork(hardware.layers[0]!, folding)).toMatchObject({
      shared: null,
      reason: expect.stringContaining(reason),
    });
  });
});
