import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardFlags } from '../../generator/model/guard.js';
import type { Guard } from '../../generator/network/input.js';

/** The definitions of docs/monitor.md word by word, of one channel. */
function asDefined(codes: readonly number[], { flat, rails }: Guard) {
  const flags = { flat: false, saturated: false, leadOff: false };
  if (flat !== undefined) {
    const rows: number[][] = [];
    for (const code of codes) {
      const row = rows.at(-1);
      if (row !== undefined && Math.abs(code - row[0]!) <= flat.within) row.push(code);
      else rows.push([code]);
    }
    flags.flat = Math.max(...codes) - Math.min(...codes) < flat.range || rows.some((row) => row.length > flat.samples);
  }
  if (rails !== undefined) {
    const text = codes.map((code) => (code <= rails.low ? 'l' : code >= rails.high ? 'h' : '-')).join('');
    flags.saturated = text.replaceAll('-', '').length > rails.saturated;
    flags.leadOff = (text.match(/l+|h+/g) ?? []).some((row) => row.length > rails.leadOff);
  }
  return flags;
}

const small = fc.integer({ min: 1, max: 6 });
const guards = fc.record({
  flat: fc.option(fc.record({ range: small, samples: small, within: fc.integer({ min: 0, max: 2 }) }), {
    nil: undefined,
  }),
  rails: fc.option(
    fc.record({
      low: fc.integer({ min: 0, max: 1 }),
      high: fc.integer({ min: 2, max: 7 }),
      saturated: small,
      leadOff: small,
    }),
    { nil: undefined },
  ),
});
const channel = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 12, maxLength: 12 });

test('flags are those of the definition, of any channel', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(guards, fc.array(channel, { minLength: 1, maxLength: 2 }), (guard, columns) => {
      const codes = Array.from({ length: 12 * columns.length }, (_, i) => {
        return columns[i % columns.length]![Math.floor(i / columns.length)]!;
      });
      // Bits above the code's are not looked at.
      const found = guardFlags(
        { input: { channels: columns.length, codeBits: 3, guard } },
        codes.map((c) => c + 8),
      );
      const each = columns.map((own) => asDefined(own, guard));
      const expected = {
        flat: each.some(({ flat }) => flat),
        saturated: each.some(({ saturated }) => saturated),
        leadOff: each.some(({ leadOff }) => leadOff),
      };
      expect(found).toEqual(expected);
      for (const [flag, value] of Object.entries(found)) seen.add(`${flag} ${value}`);
    }),
    { numRuns: 500 },
  );
  // Each flag was up and down: windows without flags alone would say little.
  expect(seen.size).toBe(6);
});
