import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32, ESCAPE, encodeFrame, FLAG, FrameReader } from '../../generator/link/frames.js';

const MOST = 64;
// Flags and escapes come often, so that stuffing matters.
const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(FLAG, ESCAPE, 0x5e, 0x5d));
const content = fc.array(byte, { minLength: 1, maxLength: MOST });

const read = (bytes: Iterable<number>) => {
  const reader = new FrameReader(MOST);
  const frames = reader.push(bytes).map((frame) => [...frame]);
  return { frames, faults: reader.faults };
};

test('the check sum is that of zlib; of a frame with its check sum it is always the same', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(crc32(bytes)).toBe(zlibCrc32(bytes));
      const crc = Buffer.alloc(4);
      crc.writeUInt32LE(crc32(bytes));
      // bb_link compares with the complement of this.
      expect(~crc32([...bytes, ...crc]) >>> 0).toBe(0xdebb20e3);
    }),
  );
});

test('frames come through in any pieces, flags inside them escaped', () => {
  fc.assert(
    fc.property(fc.array(content, { maxLength: 5 }), fc.integer({ min: 1, max: 20 }), (contents, piece) => {
      const line = contents.flatMap((one) => [...encodeFrame(Uint8Array.from(one))]);
      expect(line.filter((b) => b === FLAG)).toHaveLength(2 * contents.length);
      const reader = new FrameReader(MOST);
      const found: number[][] = [];
      for (let i = 0; i < line.length; i += piece)
        found.push(...reader.push(line.slice(i, i + piece)).map((frame) => [...frame]));
      expect(found).toEqual(contents);
      expect(reader.faults).toBe(0);
    }),
  );
});

/** Changes to a line of bytes, as noise makes them. */
const change = fc.record({
  kind: fc.constantFrom('flip', 'drop', 'add', 'cut'),
  at: fc.nat(1000),
  value: fc.integer({ min: 1, max: 255 }),
});
const apply = (line: number[], { kind, at, value }: { kind: string; at: number; value: number }): number[] => {
  const i = at % Math.max(1, line.length);
  const [before, after] = [line.slice(0, i), line.slice(i)];
  if (kind === 'cut') return [...before, ...after.slice(value % 40)];
  if (kind === 'drop') return [...before, ...after.slice(1)];
  if (kind === 'add') return [...before, value, ...after];
  return [...before, (after[0] ?? 0) ^ value, ...after.slice(1)];
};

describe('noise', () => {
  test('no disturbed frame is taken for another one', () => {
    fc.assert(
      fc.property(content, fc.array(change, { minLength: 1, maxLength: 4 }), (one, changes) => {
        const { frames } = read(changes.reduce(apply, [...encodeFrame(Uint8Array.from(one))]));
        // A frame whose flag alone was doubled, or whose change was undone, is the same frame.
        expect(frames.filter((frame) => frame.join() !== one.join())).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  test('after any garbage the next frame is found', () => {
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 200 }), content, (garbage, one) => {
        const { frames, faults } = read([...garbage, ...encodeFrame(Uint8Array.from(one))]);
        expect(frames.at(-1)).toEqual(one);
        if (!garbage.includes(FLAG)) expect(faults).toBe(0);
      }),
    );
  });

  test.each([
    ['a frame that is too long', [...encodeFrame(new Uint8Array(MOST + 1))], 1],
    ['a frame of nothing but a check sum', [...encodeFrame(new Uint8Array(0))], 1],
    ['a frame shorter than a check sum', [FLAG, 1, 2, FLAG], 1],
    ['an escape before the flag', [FLAG, ...encodeFrame(Uint8Array.of(1)).slice(1, -1), ESCAPE, FLAG], 1],
    ['flags in a row', [FLAG, FLAG, FLAG], 0],
    ['bytes before any flag', [1, 2, 3, FLAG], 0],
  ])('%s is no frame', (_, line, faults) => {
    expect(read(line)).toEqual({ frames: [], faults });
  });
});
