import { UserError } from '../../support/errors.js';
import type { Tensor } from '../op-graph.js';
import { bfloat16, float16 } from '../safetensors/half.js';
import type { External } from './external.js';
import type { Int64, TensorProto } from './messages.js';

/** Most numbers of one tensor. */
const MOST = 2 ** 28;

interface DataType {
  name: string;
  /** Bytes of a value in raw data. */
  bytes: number;
  read: (view: DataView, at: number) => number;
  /** Where values lie that are not raw. */
  field: 'floatData' | 'int32Data' | 'int64Data' | 'doubleData' | 'uint64Data';
  /** What a value of that field is, if not itself. */
  of?: (value: number) => number;
  integer: boolean;
  range?: readonly [number, number];
}

const signed = (bits: number): readonly [number, number] => [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
const unsigned = (bits: number): readonly [number, number] => [0, 2 ** bits - 1];

/** ONNX's types of numbers by their number in the file. */
const TYPES: Readonly<Record<number, DataType>> = {
  1: { name: 'float', bytes: 4, read: (v, at) => v.getFloat32(at, true), field: 'floatData', integer: false },
  2: {
    name: 'uint8',
    bytes: 1,
    read: (v, at) => v.getUint8(at),
    field: 'int32Data',
    integer: true,
    range: unsigned(8),
  },
  3: { name: 'int8', bytes: 1, read: (v, at) => v.getInt8(at), field: 'int32Data', integer: true, range: signed(8) },
  4: {
    name: 'uint16',
    bytes: 2,
    read: (v, at) => v.getUint16(at, true),
    field: 'int32Data',
    integer: true,
    range: unsigned(16),
  },
  5: {
    name: 'int16',
    bytes: 2,
    read: (v, at) => v.getInt16(at, true),
    field: 'int32Data',
    integer: true,
    range: signed(16),
  },
  6: {
    name: 'int32',
    bytes: 4,
    read: (v, at) => v.getInt32(at, true),
    field: 'int32Data',
    integer: true,
    range: signed(32),
  },
  7: { name: 'int64', bytes: 8, read: (v, at) => Number(v.getBigInt64(at, true)), field: 'int64Data', integer: true },
  9: { name: 'bool', bytes: 1, read: (v, at) => Number(v.getUint8(at) !== 0), field: 'int32Data', integer: true },
  10: {
    name: 'float16',
    bytes: 2,
    read: (v, at) => float16(v.getUint16(at, true)),
    field: 'int32Data',
    of: float16,
    integer: false,
  },
  11: { name: 'double', bytes: 8, read: (v, at) => v.getFloat64(at, true), field: 'doubleData', integer: false },
  12: {
    name: 'uint32',
    bytes: 4,
    read: (v, at) => v.getUint32(at, true),
    field: 'uint64Data',
    integer: true,
    range: unsigned(32),
  },
  13: {
    name: 'uint64',
    bytes: 8,
    read: (v, at) => Number(v.getBigUint64(at, true)),
    field: 'uint64Data',
    integer: true,
  },
  16: {
    name: 'bfloat16',
    bytes: 2,
    read: (v, at) => bfloat16(v.getUint16(at, true)),
    field: 'int32Data',
    of: bfloat16,
    integer: false,
  },
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
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
};

export const typeName = (type: number): string => TYPES[type]?.name ?? OTHERS[type] ?? `type ${type}`;
const READ = Object.values(TYPES).map(({ name }) => name);

/** A whole number of 64 bits that a double holds; the ends of the range, which stand for "all", as they are nearest. */
export const whole = (value: Int64): number => (typeof value === 'number' ? value : Number(value.toString()));

/**
 * Numbers of a tensor.
 *
 * @param external reads those that lie in a file beside the model
 * @throws UserError that names the tensor
 */
export function readTensor(proto: TensorProto, where: string, field: string, external: External): Tensor {
  const refuse = (message: string, value: unknown, allowed: string): never => {
    throw new UserError({ where, field, message, value, allowed });
  };
  const type = TYPES[proto.dataType];
  if (type === undefined)
    return refuse('a type of numbers that is not read', typeName(proto.dataType), READ.join(', '));
  const shape = proto.dims.map(whole);
  const count = shape.reduce((a, b) => a * b, 1);
  if (shape.some((n) => !Number.isSafeInteger(n) || n < 0) || !(count <= MOST))
    return refuse('no shape of a tensor', shape, `lengths of 0 or more, ${MOST} numbers in all`);
  const values = valuesOf(proto, type, count, external, refuse);
  const at = values.findIndex((v) => !Number.isFinite(v));
  if (at >= 0 && !type.integer)
    throw new UserError({ where, field: `${field}[${at}]`, message: 'not a finite number', value: String(values[at]) });
  return { shape, values, integer: type.integer, ...(type.range && { range: type.range }) };
}

function valuesOf(
  proto: TensorProto,
  { bytes, read, field, of = (v) => v }: DataType,
  count: number,
  external: External,
  refuse: (message: string, value: unknown, allowed: string) => never,
): Float64Array {
  const raw = proto.dataLocation === 1 ? external(proto, count * bytes) : proto.rawData;
  if (raw.length > 0 || (count > 0 && proto[field].length === 0)) {
    if (raw.length !== count * bytes)
      refuse('its data do not fit its shape', `${raw.length} bytes`, `${count * bytes} bytes`);
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    return Float64Array.from({ length: count }, (_, i) => read(view, i * bytes));
  }
  const values = proto[field];
  if (values.length !== count) refuse('its data do not fit its shape', `${values.length} numbers`, `${count}`);
  return Float64Array.from(values, (v) => of(whole(v)));
}
