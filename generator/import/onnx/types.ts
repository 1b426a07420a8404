import { bfloat16, float16 } from '../safetensors/half.js';
import type { Int64 } from './messages.js';

/** A type of numbers as ONNX stores it. */
export interface DataType {
  name: string;
  /** Bits of a number in raw data; of several in a byte, the first lies in its lowest bits. */
  bits: number;
  /** Number `i` of raw data, little-endian; NaN: a whole number that a double does not hold. */
  read: (view: DataView, i: number) => number;
  /** Where numbers lie that are not raw. */
  field: 'floatData' | 'int32Data' | 'int64Data' | 'doubleData' | 'uint64Data';
  /** What a number of that field stands for, if not itself. */
  of?: (value: number) => number;
  /** Least and largest number of that field. */
  limits?: readonly [number, number];
  integer: boolean;
  range?: readonly [number, number];
}

const signed = (bits: number): readonly [number, number] => [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
const unsigned = (bits: number): readonly [number, number] => [0, 2 ** bits - 1];

const real = (name: string, bits: number, field: DataType['field'], read: DataType['read']): DataType => ({
  ...{ name, bits, field, read, integer: false },
});

const half = (name: string, of: (bits: number) => number): DataType => ({
  ...{ name, bits: 16, field: 'int32Data', of, limits: unsigned(16), integer: false },
  read: (view, i) => of(view.getUint16(2 * i, true)),
});

const whole32 = (
  name: string,
  bits: number,
  range: readonly [number, number],
  read: DataType['read'],
  field: DataType['field'] = 'int32Data',
): DataType => ({ name, bits, field, read, limits: range, integer: true, range });

const whole64 = (name: string, field: DataType['field'], read: (view: DataView, at: number) => bigint): DataType => ({
  ...{ name, bits: 64, field, integer: true },
  read: (view, i) => exactly(read(view, 8 * i)),
});

/** Several numbers in each byte, in either field. */
const packed = (name: string, bits: number, range: readonly [number, number]): DataType => ({
  ...{ name, bits, field: 'int32Data', limits: unsigned(8), integer: true, range },
  read: (view, i) => {
    const value = (view.getUint8(Math.floor((i * bits) / 8)) >> ((i * bits) % 8)) & (2 ** bits - 1);
    return value > range[1] ? value - 2 ** bits : value;
  },
});

const truth = (value: number) => Number(value !== 0);

/** ONNX's types of numbers by their number in the file. */
export const TYPES: Readonly<Record<number, DataType>> = {
  1: real('float', 32, 'floatData', (view, i) => view.getFloat32(4 * i, true)),
  2: whole32('uint8', 8, unsigned(8), (view, i) => view.getUint8(i)),
  3: whole32('int8', 8, signed(8), (view, i) => view.getInt8(i)),
  4: whole32('uint16', 16, unsigned(16), (view, i) => view.getUint16(2 * i, true)),
  5: whole32('int16', 16, signed(16), (view, i) => view.getInt16(2 * i, true)),
  6: whole32('int32', 32, signed(32), (view, i) => view.getInt32(4 * i, true)),
  7: whole64('int64', 'int64Data', (view, at) => view.getBigInt64(at, true)),
  9: {
    ...{ name: 'bool', bits: 8, field: 'int32Data', of: truth, integer: true },
    read: (view, i) => truth(view.getUint8(i)),
  },
  10: half('float16', float16),
  11: real('double', 64, 'doubleData', (view, i) => view.getFloat64(8 * i, true)),
  12: whole32('uint32', 32, unsigned(32), (view, i) => view.getUint32(4 * i, true), 'uint64Data'),
  13: whole64('uint64', 'uint64Data', (view, at) => view.getBigUint64(at, true)),
  16: half('bfloat16', bfloat16),
  21: packed('uint4', 4, unsigned(4)),
  22: packed('int4', 4, signed(4)),
  25: packed('uint2', 2, unsigned(2)),
  26: packed('int2', 2, signed(2)),
};

/** Types that are known by name and not read. */
const OTHERS: Readonly<Record<number, string>> = {
  0: 'undefined',
  8: 'string',
  14: 'complex64',
  15: 'complex128',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  23: 'float4e2m1',
  24: 'float8e8m0',
  27: 'float6e2m3',
  28: 'float6e3m2',
};

/** Types of 16 bits that a network may compute in. */
export const HALF_TYPES = [10, 16];

export const typeName = (type: number): string => TYPES[type]?.name ?? OTHERS[type] ?? `type ${type}`;

/** A whole number of 64 bits; NaN where no double is it, but for the ends of the range, which stand for "all". */
export function whole({ low, high, unsigned }: Int64): number {
  return exactly((BigInt(unsigned ? high >>> 0 : high) << 32n) | BigInt(low >>> 0));
}

const END = 2n ** 63n - 1n;

/** Slice says "to the end" by the largest number, and backwards by the least or by the largest with a minus. */
const ENDS = [END, -END, -END - 1n];

const exactly = (value: bigint): number => {
  const near = Number(value);
  return Number.isSafeInteger(near) || ENDS.includes(value) ? near : Number.NaN;
};
