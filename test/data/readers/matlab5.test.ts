import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMatlab } from '../../../generator/data/readers/matlab.js';
import { isMatlab5, readMatlab5 } from '../../../generator/data/readers/matlab5.js';
import { readFolder } from '../sets.js';
import { codes3600, folderOf, matlab4, problemsOf } from './files.js';
import { type Matrix5, matlab5, NUMERIC, type Numeric } from './matlab5-bytes.js';
import { mutationsOf, readOrRefuse } from './mutations.js';
import { codesOf, opened } from './opened.js';

const valuesOf = (bytes: Uint8Array, variable?: string) => [...readMatlab5(bytes, 'f.mat', undefined, variable).values];
const LIMITS: Record<Numeric, number[]> = {
  double: [0.1, -1e300, 3],
  single: [0.5, -2.25, 3],
  int8: [-128, 127, 0],
  uint8: [255, 0, 7],
  int16: [-32768, 32767, 967],
  uint16: [65535, 0, 1],
  int32: [-2147483648, 2147483647, 0],
  uint32: [4294967295, 0, 1],
  int64: [-(2 ** 53) + 1, 2 ** 53 - 1, 0],
  uint64: [2 ** 53 - 1, 0, 1],
};

describe('readMatlab5 reads', () => {
  describe.each(Object.keys(NUMERIC) as Numeric[])('%s', (of) => {
    test.each([
      ['little-endian', true, false],
      ['big-endian', false, false],
      ['packed', true, true],
      ['packed, big-endian', false, true],
    ])('%s', (_, little, packed) => {
      const bytes = matlab5({ values: LIMITS[of], of, packed, axes: [3, 1], name: 'x1' }, { little });
      const { values, ...matrix } = readMatlab5(bytes, 'f.mat', { samples: 3, channels: 1 });
      expect([matrix, [...values]]).toEqual([{ name: 'x1', rows: 3, columns: 1 }, LIMITS[of]]);
    });
  });

  test.each<[string, Matrix5 | Matrix5[], string | undefined]>([
    ['values that are stored shorter than their class', { values: [1, 2, 3], stored: 'uint8' }, undefined],
    ['few values, which lie in the tag', { values: [1, 2, 3], of: 'uint8', name: 'v' }, undefined],
    ['a third axis of length 1', { values: [1, 2, 3], axes: [1, 3, 1] }, undefined],
    [
      'one of several variables',
      [
        { values: [7], name: 'fs' },
        { values: [1, 2, 3], packed: true },
      ],
      'val',
    ],
    ['besides texts', [{ values: [65], kind: 4, name: 'who' }, { values: [1, 2, 3] }], 'val'],
    ['besides what has no name', [{ values: [1, 2, 3] }, { values: [0], name: '' }], undefined],
  ])('%s', (_, matrices, variable) => {
    expect(valuesOf(matlab5(matrices), variable)).toEqual([1, 2, 3]);
  });

  test('what was written, packed or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.boolean(),
        (values, packed) => {
          expect(valuesOf(matlab5({ values, packed }))).toEqual(values);
        },
      ),
    );
  });

  test('by its header whatever its text says', () => {
    const other = matlab5({ values: [1, 2, 3] }, { text: 'written by another program' });
    expect([isMatlab5(other), isMatlab5(matlab4([1]))]).toEqual([true, false]);
    expect(valuesOf(other)).toEqual([1, 2, 3]);
  });
});

describe('readMatlab5 refuses', () => {
  const good = matlab5({ values: [1, 2, 3] });
  const packed = matlab5({ values: [1, 2, 3], packed: true });
  const one = (more: object) => matlab5({ values: [1, 2, 3], ...more });
  const flipped = packed.map((byte, i) => (i > packed.length - 5 ? byte ^ 255 : byte));
  /** A packed element of zeros that says it is a matrix of two gigabytes. */
  const bomb = () => {
    const zeros = Buffer.alloc(2 ** 24);
    const head = matlab5({ values: [], said: 2 ** 31, axes: [1, 2 ** 28] }).subarray(128);
    head.writeUInt32LE(0xfffffff0, 4);
    const deflated = deflateSync(Buffer.concat([head, zeros]));
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(15, 0);
    tag.writeUInt32LE(deflated.length, 4);
    return Buffer.concat([good.subarray(0, 128), tag, deflated]);
  };
  test.each<[string, Uint8Array, object]>([
    ['half a header', good.subarray(0, 100), { message: /without a whole header/, fix: /-v7/ }],
    ['no byte order', matlab5({ values: [1] }).fill(32, 126, 128), { message: /header/ }],
    ['version 7.3', matlab5({ values: [1] }, { version: 2 }), { field: 'version', value: 'MATLAB 7.3', fix: /-v7/ }],
    ['a version of the future', matlab5({ values: [1] }, { version: 9 }), { field: 'version', value: 9 }],
    ['no variable', one({}).subarray(0, 128), { message: 'no variable' }],
    ['a missing value', one({}).subarray(0, -8), { message: /truncated/ }],
    ['half a tag', Buffer.concat([one({}), Buffer.alloc(5)]), { message: /within an element/ }],
    ['an element that is none', Buffer.concat([one({}), Buffer.alloc(8, 1)]), { message: /damaged/ }],
    [
      'two variables',
      matlab5([
        { values: [1], name: 'a' },
        { values: [2], name: 'b' },
      ]),
      { message: 'several variables', value: ['a', 'b'], fix: /options\.variable/ },
    ],
    ['a text', one({ kind: 4 }), { message: 'no numbers', value: 'text' }],
    ['cells', one({ kind: 1 }), { value: 'cells' }],
    ['a sparse matrix', one({ kind: 5 }), { value: 'sparse' }],
    ['a class that there is not', one({ kind: 99 }), { value: 'class 99' }],
    ['a complex matrix', one({ flags: 0x800, more: matlab4([1, 2, 3]) }), { message: 'a complex matrix' }],
    ['truth values', one({ flags: 0x200, of: 'uint8' }), { message: 'a matrix of truth values' }],
    [
      'three axes',
      one({ values: [1, 2, 3, 4], axes: [1, 2, 2] }),
      { message: 'more than two axes', value: '1 x 2 x 2' },
    ],
    ['one axis', one({ axes: [3] }), { message: /fewer than two axes/ }],
    ['fewer values than axes say', one({ axes: [1, 4] }), { message: /1 x 4 values take 32 bytes/, value: 24 }],
    ['more values than axes say', one({ axes: [1, 2] }), { message: /1 x 2 values take 16 bytes/, value: 24 }],
    ['values behind the end', one({ said: 32, axes: [1, 4] }), { message: /the values end behind/ }],
    ['axes of 2^31', one({ axes: [2147483647, 2147483647] }), { message: /values take/ }],
    ['bytes behind the values', one({ more: Buffer.alloc(2000) }), { message: /bytes follow/ }],
    ['a number beyond doubles', one({ of: 'int64', values: [1, 2, 2 ** 60] }), { message: /not held exactly/ }],
    ['packed bytes that are damaged', flipped, { message: /cannot be unpacked/ }],
    ['packed bytes that are cut off', packed.subarray(0, -9), { message: /truncated/ }],
    ['a bomb', bomb(), { message: 'larger than is read' }],
  ])('%s', (_, bytes, expected) => {
    const given = Object.fromEntries(
      Object.entries(expected).map(([key, value]) => [
        key,
        value instanceof RegExp ? expect.stringMatching(value) : value,
      ]),
    );
    expect(problemsOf(() => readMatlab5(bytes, 'the/file.mat'))).toEqual([
      expect.objectContaining({ where: 'the/file.mat', ...given }),
    ]);
  });

  test('a variable that is not there, or there twice', () => {
    const two = matlab5([
      { values: [1], name: 'a' },
      { values: [2], name: 'a' },
    ]);
    for (const [bytes, name] of [
      [two, 'a'],
      [one({}), 'vall'],
    ] as const)
      expect(problemsOf(() => readMatlab5(bytes, 'f', undefined, name))).toMatchObject([
        { field: 'variable', value: name },
      ]);
  });

  test('a matrix of another shape', () => {
    expect(problemsOf(() => readMatlab5(one({}), 'f', { samples: 2, channels: 1 }))).toMatchObject([
      { message: 'wrong length', value: '1 x 3', allowed: '1 x 2 or 2 x 1' },
    ]);
  });

  test('mutated files, or reads them', () => {
    const files = [
      one({}),
      packed,
      matlab5([
        { values: [1, 2], name: 'a', packed: true },
        { values: [3], of: 'int8' },
      ]),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...files).chain(mutationsOf), (bytes) => {
        readOrRefuse(() => readMatlab5(bytes, 'f', { samples: 3, channels: 1 }));
        readOrRefuse(() => readMatlab5(bytes, 'f', undefined, 'val'));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('in class folders', () => {
  test('beside level 4, the same windows', () => {
    const dir = folderOf({
      '1 NSR/100m (0).mat': matlab4(codes3600(7)),
      '1 NSR/100m (1).mat': matlab5({ values: codes3600(7), packed: true }),
      '1 NSR/100m (2).MAT': matlab5({ values: codes3600(7), of: 'int16', axes: [3600, 1] }),
    });
    expect(new Set(readFolder(dir).hashes).size).toBe(1);
  });
  const dataset = (options: object) => ({
    reader: 'class-folders',
    options,
    classes: ['a'],
    input: { samples: 2, channels: 2, rateHz: 1, codeBits: 8 },
  });
  const two = matlab5([
    { values: [9], name: 'fs' },
    { values: [1, 2, 3, 4], axes: [2, 2], name: 'x' },
  ]);
  test('one of several variables', () => {
    expect(codesOf(opened(dataset({ variable: 'x' }), { 'a/1.mat': two }))).toEqual([[1, 2, 3, 4]]);
    expect(problemsOf(() => opened(dataset({}), { 'a/1.mat': two }))).toMatchObject([{ message: 'several variables' }]);
    expect(
      problemsOf(() =>
        opened(dataset({ variable: 'y' }), { 'a/1.mat': matlab4([1, 2, 3, 4], { rows: 2, columns: 2, name: 'x' }) }),
      ),
    ).toMatchObject([{ field: 'variable', value: 'y', allowed: 'x' }]);
  });
  test('values that are no codes', () => {
    const real = matlab5({ values: [1, 2, 3, 0.5], axes: [2, 2] });
    expect(problemsOf(() => opened(dataset({}), { 'a/1.mat': real }))).toMatchObject([
      { message: 'no ADC code', value: 0.5 },
    ]);
  });
  test('a file of no kind, and one that says nothing', () => {
    const dir = folderOf({ 'x.mat': 'MATLAB 5.0' });
    writeFileSync(join(dir, 'y.mat'), '');
    expect(problemsOf(() => readMatlab(join(dir, 'x.mat')))[0]!.message).toMatch(/level-5/);
    expect(problemsOf(() => readMatlab(join(dir, 'y.mat')))[0]!.message).toMatch(/truncated/);
  });
});
