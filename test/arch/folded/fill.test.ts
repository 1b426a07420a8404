import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Assembler } from '../../../generator/arch/folded/assembler.js';
import { fillAndBuild } from '../../../generator/arch/folded/fill.js';
import type { FoldedSizing } from '../../../generator/arch/folded/hardware.js';
import type { Instruction } from '../../../generator/arch/folded/isa.js';
import type { Rows } from '../../../generator/arch/folded/layout.js';
import { placeRows } from '../../../generator/arch/folded/place.js';
import { foldedSizings } from '../../../generator/arch/folded/sizing.js';
import { tapOrder } from '../../../generator/arch/folded/taps.js';
import { readBy } from '../../../generator/arch/lower.js';
import { groupWeights } from '../../../generator/model/grouping.js';
import { anyEnded } from '../../model/random-network.js';

/** Window words that instructions write: by their address, the address of each lane's input, lane 0 last. */
function written(instructions: readonly Instruction[], load: number, step: number): Map<number, number[]> {
  const words = new Map<number, number[]>();
  const chain: number[] = [];
  let [address, window, rounds] = [load, 0, 1];
  for (let at = 0; at < instructions.length; at++) {
    const now = instructions[at]!;
    if (now.op === 'read') address += now.step;
    if (now.op === 'setWindow') window = now.address;
    if (now.op === 'setLoop1') rounds = now.rounds;
    if (now.op === 'next' && rounds-- > 1) at = now.target - 1;
    for (let i = 0; now.op === 'fill' && i < now.count; i++, address += now.step) {
      chain.push(address);
      if (!now.write) continue;
      words.set(window, [...chain]);
      window += step;
    }
  }
  return words;
}

/** Where a batch's window words must lie, and what each lane must hold. */
function expected(layer: FoldedSizing, streams: readonly Rows[], groups: readonly number[], taps: number) {
  const { shape, tilePositions, work, span, grouping } = layer;
  const { kernel, stride, dilation = 1, padding } = shape;
  const rows = streams.flatMap(({ channels, start, pitch }) =>
    Array.from({ length: channels }, (_, c) => start + c * pitch),
  );
  const order = tapOrder(layer, layer.phases);
  const words = work === 'tables' ? span * taps : span;
  return groups.flatMap((group, place) =>
    order.map((weight, index): [number, number[]] => {
      const member = groupWeights(layer.layer, layer.layer.structure, group)[weight]!;
      const first = rows[Math.floor(member / kernel)]! - padding + (member % kernel) * dilation;
      const missing = work === 'tables' ? words - grouping.channelsPerGroup * grouping.tapsPerGroup : 0;
      return [place * words + missing + index, Array.from({ length: tilePositions }, (_, p) => first + p * stride)];
    }),
  );
}

test('window words of random graphs: every tap of every group that is read, in every lane', () => {
  let anew = 0;
  fc.assert(
    fc.property(
      anyEnded,
      fc.constantFrom(1, 2, 4, 8),
      fc.constantFrom(1 as const, 2 as const, 4 as const),
      fc.constantFrom(3, 500),
      (model, lanes, taps, step) => {
        const layers = foldedSizings(model, { lanes, tapsPerLookup: taps });
        const { layout } = placeRows(model, layers, lanes, false);
        for (const layer of layers) {
          const streams = readBy(layer.layer).map((edge) => layout.get(edge)!);
          if (layer.phases.apart > layer.tilePositions && layer.shape.kernel > layer.phases.count) anew++;
          for (const batch of layer.batches) {
            const assembler = new Assembler({ step, store: 16 }, true);
            const input = { streams, offset: -layer.shape.padding };
            fillAndBuild(assembler, layer, input, batch, taps, () => {});
            const words = layer.work === 'tables' ? layer.span * taps : layer.span;
            const windowStep = layer.pixelwise ? layer.phases.count * words : 1;
            const found = written(assembler.instructions, 0, windowStep);
            for (const [address, lanesOf] of expected(layer, streams, batch.groups, taps))
              expect(found.get(address)?.slice(-layer.tilePositions)).toEqual(lanesOf);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(anew).toBeGreaterThan(3);
});
