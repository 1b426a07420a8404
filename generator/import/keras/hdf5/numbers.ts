/*
 * Numbers of HDF5 datasets and of weight files, little-endian, as float64.
 */

type Decode = (view: DataView, at: number) => number;

const little = true;

/** By kind and bytes. What has no exact float64 (64 bit integers beyond 2^53) is no weight of a network. */
const DECODERS: Readonly<Record<string, Decode>> = {
  f2: (view, at) => halfToNumber(view.getUint16(at, little)),
  f4: (view, at) => view.getFloat32(at, little),
  f8: (view, at) => view.getFloat64(at, little),
  b2: (view, at) => bfloatToNumber(view.getUint16(at, little)),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at) => view.getInt16(at, little),
  i4: (view, at) => view.getInt32(at, little),
  i8: (view, at) => Number(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at) => view.getUint16(at, little),
  u4: (view, at) => view.getUint32(at, little),
  u8: (view, at) => Number(view.getBigUint64(at, little)),
};

/** f: IEEE 754, b: bfloat16, i and u: integers; with the bytes of one. */
export type NumberKind = keyof typeof DECODERS & string;

export const isNumberKind = (kind: string): kind is NumberKind => Object.hasOwn(DECODERS, kind);

export const bytesOfKind = (kind: NumberKind): number => Number(kind.slice(1));

/** `count` numbers from the start of `bytes`, which must hold them. */
export function decodeNumbers(bytes: Uint8Array, kind: NumberKind, count: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decode = DECODERS[kind]!;
  const size = bytesOfKind(kind);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = decode(view, i * size);
  return values;
}

/** IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const WORD = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of a binary32. */
function bfloatToNumber(bits: number): number {
  WORD.setUint32(0, bits << 16);
  return WORD.getFloat32(0);
}
