import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rows } from '../../../generator/arch/folded/layout.js';
import { placeRows } from '../../../generator/arch/folded/place.js';
import { foldedSizings } from '../../../generator/arch/folded/sizing.js';
import { readBy } from '../../../generator/arch/lower.js';
import { INPUT } from '../../../generator/network/network.js';
import { paddings } from '../../../generator/network/nodes/convolution.js';
import { anyEnded } from '../../model/random-network.js';

const anyLanes = fc.constantFrom(1, 2, 4, 8);

/** Every word that a stream's rows take, zeros included. */
const extent = ({ start, store, before, channels, pitch }: Rows) => ({
  first: Math.min(store, start - before),
  end: start + channels * pitch,
});

test('rows of random graphs: zeros for every reader, and no word that another stream still holds', () => {
  fc.assert(
    fc.property(anyEnded, anyLanes, fc.boolean(), (model, lanes, keepFirst) => {
      const layers = foldedSizings(model, { lanes, tapsPerLookup: 2 });
      const { layout, words } = placeRows(model, layers, lanes, keepFirst);
      const names = [INPUT, ...layers.map(({ name }) => name)];
      const readers = (edge: string) => layers.flatMap(({ layer }, i) => (readBy(layer).includes(edge) ? [i] : []));
      // A layer stores its stream while it reads others: it is held from then to the last reader.
      const held = (edge: string) => {
        const always = keepFirst && edge === layers[0]!.name;
        return always ? [-1, layers.length] : [names.indexOf(edge) - 1, Math.max(...readers(edge))];
      };
      for (const { layer, shape } of layers)
        for (const edge of readBy(layer)) {
          const rows = layout.get(edge)!;
          const { before, after } = paddings(shape);
          expect(rows.before).toBeGreaterThanOrEqual(before);
          expect(rows.after).toBeGreaterThanOrEqual(after);
          expect(rows.pitch - rows.length).toBeGreaterThanOrEqual(Math.max(rows.before, rows.after));
        }
      const placed = [...layout];
      placed.forEach(([a, rows], i) => {
        expect(extent(rows).first).toBeGreaterThanOrEqual(0);
        expect(extent(rows).end).toBeLessThanOrEqual(words);
        for (const [b, others] of placed.slice(i + 1)) {
          const [from, to] = held(a) as [number, number];
          const [otherFrom, otherTo] = held(b) as [number, number];
          if (from > otherTo || otherFrom > to) continue;
          const [own, other] = [extent(rows), extent(others)];
          expect(own.end <= other.first || other.end <= own.first).toBe(true);
        }
      });
    }),
    { numRuns: 200 },
  );
});
