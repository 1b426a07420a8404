import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { npzNames, parseNpy, parseNpz } from '../../generator/support/npy.js';
import { messageOf } from '../data/readers/files.js';
import { mutationsOf, readOrRefuse } from '../data/readers/mutations.js';
import { floats, longs, npyFile, raw } from './npy-file.js';

const swapped = (values: ArrayBufferView) => {
  const bytes = Buffer.from(raw(values));
  const size = (values as Float32Array).BYTES_PER_ELEMENT;
  return size === 2 ? bytes.swap16() : size === 4 ? bytes.swap32() : bytes.swap64();
};
const points = (...text: string[]) =>
  Uint32Array.from(text.flatMap((one) => [...one.padEnd(4, '\0')].map((c) => c.codePointAt(0)!)));
const read = (bytes: Uint8Array) => {
  const { shape, type, values } = parseNpy(bytes, 'a.npy');
  return [type, shape, [...values]];
};

describe('parseNpy', () => {
  const six = [1, 2, 3, 4, 5, 6];
  const given: [string, Uint8Array, unknown][] = [
    ['f4', floats([2, 3], six), ['float', [2, 3], six]],
    ['f4, big-endian', npyFile('>f4', [2], swapped(Float32Array.of(1.5, -2))), ['float', [2], [1.5, -2]]],
    ['f8', npyFile('<f8', [2], raw(Float64Array.of(0.1, Number.NaN))), ['float', [2], [0.1, Number.NaN]]],
    ['f8, big-endian', npyFile('>f8', [1], swapped(Float64Array.of(0.1))), ['float', [1], [0.1]]],
    ['one value', npyFile('<f8', [], raw(Float64Array.of(7))), ['float', [], [7]]],
    ['none', npyFile('<f8', [0, 3], raw(new Float64Array(0))), ['float', [0, 3], []]],
    [
      'f2: normal, subnormal, the largest, infinite, none',
      npyFile('<f2', [7], raw(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0xfc00, 0x7e00))),
      ['float', [7], [1, -2, 2 ** -24, 65504, Infinity, -Infinity, Number.NaN]],
    ],
    ['f2, big-endian', npyFile('>f2', [1], swapped(Uint16Array.of(0x3555))), ['float', [1], [0.333251953125]]],
    ['i1', npyFile('|i1', [2], raw(Int8Array.of(-1, 127))), ['integer', [2], [-1, 127]]],
    ['u1', npyFile('|u1', [2], raw(Uint8Array.of(0, 255))), ['integer', [2], [0, 255]]],
    ['i2, big-endian', npyFile('>i2', [2], swapped(Int16Array.of(-2, 3))), ['integer', [2], [-2, 3]]],
    ['u2', npyFile('<u2', [1], raw(Uint16Array.of(65535))), ['integer', [1], [65535]]],
    ['i4', npyFile('<i4', [1], raw(Int32Array.of(-5))), ['integer', [1], [-5]]],
    ['u4', npyFile('<u4', [1], raw(Uint32Array.of(2 ** 32 - 1))), ['integer', [1], [2 ** 32 - 1]]],
    ['i8', longs([3], [-1, 2 ** 53 - 1, -(2 ** 40)]), ['integer', [3], [-1, 2 ** 53 - 1, -(2 ** 40)]]],
    ['u8, big-endian', npyFile('>u8', [1], swapped(BigUint64Array.of(7n))), ['integer', [1], [7]]],
    ['bool', npyFile('|b1', [3], Uint8Array.of(0, 1, 2)), ['bool', [3], [0, 1, 1]]],
    ['U', npyFile('<U4', [2], raw(points('Gehö', 'a'))), ['text', [2], ['Gehö', 'a']]],
    ['U, big-endian', npyFile('>U3', [1], swapped(points('ab😀'))), ['text', [1], ['ab😀']]],
    ['S', npyFile('|S3', [2], Buffer.from('ab\0xyz')), ['text', [2], ['ab', 'xyz']]],
    [
      'Fortran order',
      npyFile('<i4', [2, 3], raw(Int32Array.of(1, 4, 2, 5, 3, 6)), { fortran: true }),
      ['integer', [2, 3], six],
    ],
    [
      'Fortran order of three axes',
      npyFile('<i4', [2, 2, 2], raw(Int32Array.of(0, 4, 2, 6, 1, 5, 3, 7)), { fortran: true }),
      ['integer', [2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7]],
    ],
    [
      'Fortran order of texts',
      npyFile('|S1', [2, 2], Buffer.from('acbd'), { fortran: true }),
      ['text', [2, 2], ['a', 'b', 'c', 'd']],
    ],
    ['version 2', npyFile('<i4', [1], raw(Int32Array.of(1)), { version: 2 }), ['integer', [1], [1]]],
    ['version 3', npyFile('<i4', [1], raw(Int32Array.of(1)), { version: 3 }), ['integer', [1], [1]]],
    [
      'another order of fields, long numbers of Python 2',
      npyFile('', [], raw(Int32Array.of(9)), { header: `{"shape": (1L,), 'fortran_order': False, 'descr': '<i4'}` }),
      ['integer', [1], [9]],
    ],
  ];
  it.each(given)('%s', (_, bytes, expected) => {
    expect(read(bytes)).toEqual(expected);
    // The same where nothing is aligned.
    const moved = Buffer.concat([Buffer.from('x'), bytes]);
    expect(read(new Uint8Array(moved.buffer, moved.byteOffset + 1, bytes.length))).toEqual(expected);
  });
});

describe('parseNpy refuses', () => {
  const four = raw(Int32Array.of(1));
  const withHeader = (header: string) => npyFile('', [], four, { header });
  const given: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(0), /no NumPy array; allowed: an array that NumPy saved/],
    ['HDF5', Buffer.from('\x89HDF\r\n', 'latin1'), /this is an HDF5 file/],
    ['version 4', npyFile('<i4', [1], four, { version: 4 }), /version: not read \(found 4\); allowed: 1 to 3/],
    ['its first bytes', npyFile('<i4', [1], four).subarray(0, 9), /truncated: 9 bytes hold no header/],
    ['a part of the header', npyFile('<i4', [1], four).subarray(0, 40), /truncated: 40 bytes hold no header/],
    [
      'a part of the values',
      npyFile('<i4', [1], four).subarray(0, -1),
      /shape: truncated: .*allowed: 3 bytes are there, 4 a/,
    ],
    ['more values', npyFile('<i4', [1], Buffer.concat([four, four])), /another number of bytes \(found \[1\]\)/],
    ['gigabytes', npyFile('<f8', [2 ** 40, 2 ** 40], four), /shape: truncated/],
    ['more than is counted', npyFile('<f8', [9e15, 9e15, 0], four), /another number of bytes/],
    ['a length beyond the file', Buffer.from('\x93NUMPY\x02\x00\xff\x00\x00\x00', 'latin1'), /truncated/],
    ['a header of 2 GB', Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\x7f', 'latin1'), /too long \(found 2147483647\)/],
    ['objects', npyFile('|O', [1], four), /a pickle, .*try: np\.save\(file, values, allow_pickle=False\)/],
    ['complex numbers', npyFile('<c8', [1], four), /complex numbers/],
    ['times', npyFile('<M8[ns]', [1], four), /points in time \(found "<M8\[ns\]"\)/],
    ['longer floats', npyFile('<f16', [1], four), /a type that is not read \(found "<f16"\)/],
    ['texts of nothing', npyFile('<U0', [2 ** 50], new Uint8Array(0)), /a type that is not read/],
    ['too many texts', npyFile('|S1', [2 ** 22 + 1], new Uint8Array(2 ** 22 + 1)), /more texts than are read/],
    ['no Unicode', npyFile('<U1', [1], raw(Uint32Array.of(2 ** 30))), /\[0\]: no text of Unicode/],
    [
      'structures',
      withHeader("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}"),
      /an array of structures/,
    ],
    [
      '2^53',
      npyFile('<i8', [2], raw(BigInt64Array.of(1n, 2n ** 53n))),
      /\[1\]: a whole number that is not held exactly/,
    ],
    ['-2^63', npyFile('<i8', [1], raw(BigInt64Array.of(-(2n ** 63n)))), /not held exactly/],
    ['2^64 - 1', npyFile('<u8', [1], raw(BigUint64Array.of(2n ** 64n - 1n))), /not held exactly/],
    [
      'a call',
      withHeader("{'descr': '<i4', 'fortran_order': False, 'shape': eval('1')}"),
      /header: not what NumPy writes/,
    ],
    [
      'a field more',
      withHeader("{'descr': '<i4', 'fortran_order': False, 'shape': (1,), 'x': 1}"),
      /not what NumPy writes/,
    ],
    [
      'a field twice',
      withHeader("{'descr': '<i4', 'descr': '<i4', 'fortran_order': False, 'shape': (1,)}"),
      /not what/,
    ],
    ['an escape', withHeader("{'descr': '\\x3ci4', 'fortran_order': False, 'shape': (1,)}"), /not what NumPy writes/],
    ['no dictionary', withHeader('(1, 2)'), /not what NumPy writes/],
    ['nothing in the header', withHeader(' '), /not what NumPy writes/],
    ['brackets', withHeader('('.repeat(5000)), /not what NumPy writes/],
    [
      'a negative length',
      withHeader("{'descr': '<i4', 'fortran_order': False, 'shape': (-1,)}"),
      /not what NumPy writes/,
    ],
    [
      'a length that is a text',
      withHeader("{'descr': '<i4', 'fortran_order': False, 'shape': ('1',)}"),
      /shape: no list/,
    ],
    [
      'an order that is a number',
      withHeader("{'descr': '<i4', 'fortran_order': 0, 'shape': (1,)}"),
      /neither True nor/,
    ],
    ['65 axes', npyFile('<i4', new Array(65).fill(1), four), /too many axes/],
  ];
  it.each(given)('%s', (_, bytes, message) => expect(messageOf(() => parseNpy(bytes, 'a.npy'))).toMatch(message));

  it('mutated files are read or refused', () => {
    const valid = npyFile('<f4', [2, 3], raw(Float32Array.of(1, 2, 3, 4, 5, 6)), { fortran: true });
    fc.assert(fc.property(mutationsOf(valid), (bytes) => void readOrRefuse(() => parseNpy(bytes, 'a'))));
  });
});

describe('parseNpz', () => {
  const npz = () =>
    zipSync({ 'X.npy': floats([1, 2], [1, 2]), 'y.npy': longs([1], [3]), 'readme.txt': raw(Uint8Array.of(1)) });
  it('all arrays, or those that are named', () => {
    expect(npzNames(npz(), 'a.npz')).toEqual(['X', 'y']);
    expect([...parseNpz(npz(), 'a.npz').keys()]).toEqual(['X', 'y']);
    const [[name, y]] = [...parseNpz(npz(), 'a.npz', ['y'])] as [[string, ReturnType<typeof parseNpy>]];
    expect([name, y.type, [...y.values]]).toEqual(['y', 'integer', [3]]);
  });

  const bad = () => zipSync({ 'X.npy': npyFile('|O', [1], new Uint8Array(4)), 'y.npy': longs([1], [3]) });
  const given: [string, () => unknown, RegExp][] = [
    ['no zip', () => parseNpz(floats([1], [1]), 'a.npz'), /a\.npz: no zip archive: this is a NumPy array/],
    ['an array that is not there', () => parseNpz(npz(), 'a.npz', ['Z']), /no such array \(found "Z"\); allowed: X, y/],
    ['a pickle', () => parseNpz(bad(), 'a.npz'), /a\.npz: X\.npy: descr: Python objects/],
    ['more than is read', () => parseNpz(npz(), 'a.npz', undefined, 99), /unpacks to more than is read/],
  ];
  it.each(given)('refuses %s', (_, run, message) => expect(messageOf(run)).toMatch(message));
  it('a pickle beside what is wanted does no harm', () => expect(parseNpz(bad(), 'a', ['y']).size).toBe(1));
});
