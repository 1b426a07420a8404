import { deflateSync } from 'node:zlib';

/** Number of each class, of the type that stores it, and bytes of a value. */
export const NUMERIC = {
  double: { kind: 6, type: 9, size: 8 },
  single: { kind: 7, type: 7, size: 4 },
  int8: { kind: 8, type: 1, size: 1 },
  uint8: { kind: 9, type: 2, size: 1 },
  int16: { kind: 10, type: 3, size: 2 },
  uint16: { kind: 11, type: 4, size: 2 },
  int32: { kind: 12, type: 5, size: 4 },
  uint32: { kind: 13, type: 6, size: 4 },
  int64: { kind: 14, type: 12, size: 8 },
  uint64: { kind: 15, type: 13, size: 8 },
} as const;
export type Numeric = keyof typeof NUMERIC;

export interface Matrix5 {
  values: readonly number[];
  name?: string;
  /** Class, and how values are stored; left out: as the class. */
  of?: Numeric;
  stored?: Numeric;
  axes?: readonly number[];
  kind?: number;
  flags?: number;
  packed?: boolean;
  /** Bytes of the values, as the tag says. */
  said?: number;
  /** Behind the values. */
  more?: Uint8Array;
}

const WRITE: Record<Numeric, (buffer: Buffer, value: number, little: boolean) => void> = {
  double: (buffer, value, little) => (little ? buffer.writeDoubleLE(value) : buffer.writeDoubleBE(value)),
  single: (buffer, value, little) => (little ? buffer.writeFloatLE(value) : buffer.writeFloatBE(value)),
  int8: (buffer, value) => buffer.writeInt8(value),
  uint8: (buffer, value) => buffer.writeUInt8(value),
  int16: (buffer, value, little) => (little ? buffer.writeInt16LE(value) : buffer.writeInt16BE(value)),
  uint16: (buffer, value, little) => (little ? buffer.writeUInt16LE(value) : buffer.writeUInt16BE(value)),
  int32: (buffer, value, little) => (little ? buffer.writeInt32LE(value) : buffer.writeInt32BE(value)),
  uint32: (buffer, value, little) => (little ? buffer.writeUInt32LE(value) : buffer.writeUInt32BE(value)),
  int64: (buffer, value, little) =>
    little ? buffer.writeBigInt64LE(BigInt(value)) : buffer.writeBigInt64BE(BigInt(value)),
  uint64: (buffer, value, little) =>
    little ? buffer.writeBigUInt64LE(BigInt(value)) : buffer.writeBigUInt64BE(BigInt(value)),
};

const numbers = (values: readonly number[], of: Numeric, little: boolean) =>
  Buffer.concat(
    values.map((value) => {
      const buffer = Buffer.alloc(NUMERIC[of].size);
      WRITE[of](buffer, value, little);
      return buffer;
    }),
  );

/** An element; up to four bytes lie in the tag, as MATLAB writes them. */
function element(type: number, data: Uint8Array, little: boolean, said = data.length): Buffer {
  if (said > 0 && said <= 4 && data.length <= 4)
    return Buffer.concat([numbers([said * 65536 + type], 'uint32', little), data, Buffer.alloc(4 - data.length)]);
  return Buffer.concat([numbers([type, said], 'uint32', little), data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
}

function matrix(given: Matrix5, little: boolean): Buffer {
  const {
    values,
    name = 'val',
    of = 'double',
    stored = of,
    axes = [1, values.length],
    flags = 0,
    packed = false,
  } = given;
  const content = Buffer.concat([
    element(6, numbers([(given.kind ?? NUMERIC[of].kind) | flags, 0], 'uint32', little), little),
    element(5, numbers(axes, 'int32', little), little),
    element(1, Buffer.from(name, 'latin1'), little),
    element(NUMERIC[stored].type, numbers(values, stored, little), little, given.said),
    given.more ?? Buffer.alloc(0),
  ]);
  const whole = Buffer.concat([numbers([14, content.length], 'uint32', little), content]);
  if (!packed) return whole;
  const deflated = deflateSync(whole);
  return Buffer.concat([numbers([15, deflated.length], 'uint32', little), deflated]);
}

/** A MATLAB level-5 file, by the MAT-file format's description. */
export function matlab5(
  matrices: Matrix5 | readonly Matrix5[],
  { little = true, version = 1, text = 'MATLAB 5.0 MAT-file' } = {},
): Buffer {
  const head = Buffer.alloc(128, ' ');
  head.write(text, 'latin1');
  head.fill(0, 116, 124);
  if (little) head.set([0, version, 0x49, 0x4d], 124);
  else head.set([version, 0, 0x4d, 0x49], 124);
  return Buffer.concat([head, ...[matrices].flat().map((one) => matrix(one as Matrix5, little))]);
}
