import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMatlab4 } from '../../../generator/data/readers/matlab4.js';
import { matlab4, problemsOf } from './files.js';
import { mutationsOf, readOrRefuse } from './mutations.js';

/** A level-4 file with a name of one letter, all its words turned round. */
function bigEndian(bytes: Uint8Array, size: number): Buffer {
  const swapped = Buffer.from(bytes);
  swapped.subarray(0, 20).swap32();
  const nameBytes = bytes[16]!;
  const values = swapped.subarray(20 + nameBytes);
  if (size === 2) values.swap16();
  if (size === 4) values.swap32();
  if (size === 8) values.swap64();
  return swapped;
}

describe('readMatlab4 reads', () => {
  test.each([
    ['double', 0, [0.1, -1e300, 3]],
    ['single', 10, [0.5, -2.25, 3]],
    ['int32', 20, [-2147483648, 2147483647, 0]],
    ['int16', 30, [-32768, 32767, 967]],
    ['uint16', 40, [65535, 0, 1]],
    ['uint8', 50, [255, 0, 7]],
  ])('%s', (_, type, values) => {
    const matrix = readMatlab4(matlab4(values, { type, rows: 3, columns: 1, name: 'x1' }), 'f.mat');
    expect({ ...matrix, values: [...matrix.values] }).toEqual({ name: 'x1', rows: 3, columns: 1, values });
  });

  test.each([
    ['double', 0, 8, [0.1, -1e300, 3]],
    ['single', 10, 4, [0.5, -2.25, 3]],
    ['int32', 20, 4, [-2147483648, 2147483647, 0]],
    ['int16', 30, 2, [-32768, 32767, 967]],
    ['uint16', 40, 2, [65535, 0, 1]],
    ['uint8', 50, 1, [255, 0, 7]],
  ])('%s, big-endian', (_, type, size, values) => {
    const bytes = bigEndian(matlab4(values, { type: 1000 + type, name: 'x' }), size);
    expect([...readMatlab4(bytes, 'f.mat').values]).toEqual(values);
  });

  test('what was written, at any place of a larger buffer', () => {
    const row = fc.array(fc.integer({ min: -32768, max: 32767 }), { maxLength: 40 });
    fc.assert(
      fc.property(row, fc.nat(7), (values, before) => {
        const bytes = Buffer.concat([Buffer.alloc(before, 0xff), matlab4(values)]).subarray(before);
        expect([...readMatlab4(bytes, 'f.mat').values]).toEqual(values);
      }),
    );
  });
});

describe('readMatlab4 refuses', () => {
  const good = matlab4([1, 2, 3]);
  const text = (start: string) => Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(200)]);
  test.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /truncated: 0 bytes/],
    ['half a header', good.subarray(0, 11), /truncated: 11 bytes/],
    ['a missing name', good.subarray(0, 22), /truncated/],
    ['a missing value', good.subarray(0, -1), /truncated: .*1 x 3 values of 2 bytes \(30 bytes in all\).* 29$/],
    ['bytes at the end', Buffer.concat([good, Buffer.from([0])]), /^1 bytes follow/],
    ['a second matrix', Buffer.concat([good, good]), /^30 bytes follow/],
    ['level 5', text('MATLAB 5.0 MAT-file, Platform: GLNXA64'), /level-5/],
    ['level 7.3', text('MATLAB 7.3 MAT-file'), /7\.3/],
    ['HDF5', text('\x89HDF\r\n\x1a\n'), /HDF5/],
    ['some text', text('not a matrix at all'), /not a MATLAB level-4/],
    ['a big-endian header of little-endian values', bigEndian(matlab4([1, 2, 3]), 2), /another byte order/],
    ['a little-endian header of big-endian values', matlab4([1], { type: 1030 }), /another byte order/],
    ['another machine', matlab4([1], { type: 2030 }), /another machine/],
    ['a NumPy array', text('\x93NUMPY\x01\0'), /NumPy/],
    ['a text file', text('967,968,970\n'), /not a MATLAB level-4/],
    ['the O digit', matlab4([1], { type: 130 }), /not a MATLAB level-4/],
    ['precision 6', matlab4([1], { type: 60 }), /not a MATLAB level-4/],
    ['a text matrix', matlab4([65], { type: 51 }), /text matrix/],
    ['a sparse matrix', matlab4([1, 1, 5], { type: 2, rows: 1, columns: 3 }), /sparse/],
    ['a complex matrix', matlab4([1, 2], { columns: 1, imaginary: 1 }), /complex/],
    ['a long name', matlab4([1], { name: 'v'.repeat(64) }), /too long/],
    ['a name without end', good.map((byte, i) => (i === 23 ? 65 : byte)), /zero byte/],
  ])('%s', (_, bytes, message) => {
    const [problem] = problemsOf(() => readMatlab4(bytes, 'the/file.mat'));
    expect(problem).toMatchObject({ where: 'the/file.mat', message: expect.stringMatching(message) });
  });

  test('a matrix of another shape, before its size is looked at', () => {
    const huge = matlab4([1, 2], { rows: 2 ** 31, columns: 2 ** 31 });
    expect(problemsOf(() => readMatlab4(huge, 'f', { samples: 2, channels: 1 }))[0]).toMatchObject({
      message: 'wrong length',
    });
    expect([...readMatlab4(matlab4([1, 2], { rows: 2, columns: 1 }), 'f', { samples: 2, channels: 1 }).values]).toEqual(
      [1, 2],
    );
    expect(
      problemsOf(() => readMatlab4(matlab4([1, 2, 3, 4], { rows: 2, columns: 2 }), 'f', { samples: 4, channels: 1 })),
    ).toHaveLength(1);
  });

  test('mutated files, or reads them', () => {
    fc.assert(
      fc.property(mutationsOf(matlab4([1, 2, 3, 4], { type: 10 })), (bytes) => {
        readOrRefuse(() => readMatlab4(bytes, 'f', { samples: 4, channels: 1 }));
        readOrRefuse(() => readMatlab4(bytes, 'f'));
      }),
      { numRuns: 1000 },
    );
  });

  test('every file cut short, with UserError', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), (length) => {
        expect(problemsOf(() => readMatlab4(good.subarray(0, length), 'f')).length).toBe(1);
      }),
    );
  });
});
