import type { FormatName } from '../../../generator/data/readers/wfdb-formats.js';
import { pack212 } from './files.js';

/** Two's complement in so many binary digits, the highest first. */
const digits = (value: number, bits: number) => BigInt.asUintN(bits, BigInt(value)).toString(2).padStart(bits, '0');
/** Bytes of binary digits, the lowest byte first. */
const lowFirst = (text: string) =>
  Buffer.from((text.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)).reverse());
const each = (bytes: number, write: (buffer: Buffer, value: number) => void) => (values: readonly number[]) =>
  Buffer.concat(
    values.map((value) => {
      const buffer = Buffer.alloc(bytes);
      write(buffer, value);
      return buffer;
    }),
  );
const threes = (pack: (a: string, b: string, c: string) => Buffer) => (values: readonly number[]) => {
  const parts: Buffer[] = [];
  for (let i = 0; i < values.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => digits(values[i + k] ?? 0, 10)) as [string, string, string];
    parts.push(pack(a, b, c));
  }
  return Buffer.concat(parts);
};

/** What signal(5) says of each format: bytes of values in the order of the file; of format 8 of differences. The last group is filled. */
export const PACK: Record<FormatName, (values: readonly number[]) => Buffer> = {
  '8': each(1, (buffer, value) => buffer.writeInt8(value)),
  '16': each(2, (buffer, value) => buffer.writeInt16LE(value)),
  '24': each(3, (buffer, value) => buffer.writeIntLE(value, 0, 3)),
  '32': each(4, (buffer, value) => buffer.writeInt32LE(value)),
  '61': each(2, (buffer, value) => buffer.writeInt16BE(value)),
  '80': each(1, (buffer, value) => buffer.writeUInt8(value + 128)),
  '160': each(2, (buffer, value) => buffer.writeUInt16LE(value + 32768)),
  '212': (values) => pack212([...values]),
  // "the 11 least significant bits of the first byte pair, with the low bit discarded", the third in the 5 most significant bits of both.
  '310': threes((a, b, c) => Buffer.concat([lowFirst(`${c.slice(5)}${a}0`), lowFirst(`${c.slice(0, 5)}${b}0`)])),
  '311': threes((a, b, c) => lowFirst(`00${c}${b}${a}`)),
};

/** Bits of a value in a file, by the format's description. */
export const BITS: Record<FormatName, number> = {
  '8': 8,
  '16': 16,
  '24': 24,
  '32': 32,
  '61': 16,
  '80': 8,
  '160': 16,
  '212': 12,
  '310': 10,
  '311': 10,
};

/** The signed sum of values modulo 2^16. */
export const checksum = (values: readonly number[]) =>
  (values.reduce((sum, value) => (sum + value) & 0xffff, 0) << 16) >> 16;
