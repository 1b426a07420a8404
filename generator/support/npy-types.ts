import { UserError } from './errors.js';

/** Numbers of an array, in memory's own form. */
export type Numbers =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

/** Values in C order: the last index runs fastest. */
export type NpyValues =
  | { type: 'float'; values: Float32Array | Float64Array }
  /** Of 64 bits as doubles, all of which are whole and exact. */
  | { type: 'integer'; values: Numbers }
  /** 0 or 1. */
  | { type: 'bool'; values: Uint8Array }
  | { type: 'text'; values: string[] };

/** How elements of one type are stored. */
export interface NpyType {
  /** Bytes of an element. */
  size: number;
  /** @param bytes of `count` elements, in this machine's order, at the beginning of their buffer; throws UserError naming an element */
  decode(bytes: Uint8Array, count: number, where: string): NpyValues;
}

/** Texts are held as strings, each of which takes more memory than its bytes. */
const MAX_TEXTS = 2 ** 22;
const PICKLE_FIX = 'np.save(file, values, allow_pickle=False) of an array of numbers, all rows of one length';
const OTHER_KINDS: Readonly<Record<string, string>> = {
  O: 'Python objects (a pickle, which could run code): they are not read',
  c: 'complex numbers',
  m: 'time spans',
  M: 'points in time',
  V: 'raw bytes',
};

type Buffers<T> = new (buffer: ArrayBufferLike, offset: number, length: number) => T;
const simple = <T extends NpyValues['type']>(
  type: T,
  Values: Buffers<Numbers> & { BYTES_PER_ELEMENT: number },
): NpyType => ({
  size: Values.BYTES_PER_ELEMENT,
  decode: (bytes, count) => ({ type, values: new Values(bytes.buffer, bytes.byteOffset, count) }) as NpyValues,
});

const NUMBERS: Readonly<Record<string, NpyType>> = {
  f2: {
    size: 2,
    decode: (bytes, count) => ({
      type: 'float',
      values: halves(new Uint16Array(bytes.buffer, bytes.byteOffset, count)),
    }),
  },
  f4: simple('float', Float32Array),
  f8: simple('float', Float64Array),
  i1: simple('integer', Int8Array),
  i2: simple('integer', Int16Array),
  i4: simple('integer', Int32Array),
  i8: { size: 8, decode: (bytes, count, where) => longs(bytes, count, where, true) },
  u1: simple('integer', Uint8Array),
  u2: simple('integer', Uint16Array),
  u4: simple('integer', Uint32Array),
  u8: { size: 8, decode: (bytes, count, where) => longs(bytes, count, where, false) },
  b1: { size: 1, decode: (bytes) => ({ type: 'bool', values: bytes.map((byte) => (byte === 0 ? 0 : 1)) }) },
};

/** How a type such as `<f4` is stored, of words of so many bytes, and in which order these are. Throws UserError for all others. */
export function npyType(descr: string, where: string): NpyType & { word: number; big: boolean } {
  const [, order = '', code = '', digits = ''] = /^([<>|]?)([a-zA-Z])(\d{0,9})(?:\[\w+\])?$/.exec(descr) ?? [];
  const refuse = (message: string, fix?: string) =>
    new UserError({ where, field: 'descr', message, value: descr, allowed: ALLOWED, ...(fix && { fix }) });
  const found = NUMBERS[`${code}${digits}`];
  const big = order === '>';
  if (found !== undefined) return { ...found, word: found.size, big };
  const other = OTHER_KINDS[code];
  if (other !== undefined) throw refuse(other, code === 'O' ? PICKLE_FIX : undefined);
  const length = Number(digits);
  if ((code !== 'U' && code !== 'S') || !(length > 0)) throw refuse('a type that is not read');
  const size = code === 'U' ? 4 * length : length;
  return {
    size,
    word: code === 'U' ? 4 : 1,
    big,
    decode: (bytes, count, at) => texts(code, size, bytes, count, at),
  };
}

const ALLOWED = 'f2 f4 f8, i1 to i8, u1 to u8, b1, U, S';

/** Numbers of 16 bits: sign, 5 bits of exponent, 10 of mantissa (IEEE 754). */
function halves(words: Uint16Array): Float32Array {
  return Float32Array.from(words, (word) => {
    const [sign, exponent, mantissa] = [word >> 15 ? -1 : 1, (word >> 10) & 31, word & 1023];
    if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25));
  });
}

function longs(bytes: Uint8Array, count: number, where: string, signed: boolean): NpyValues {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 2 * count);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const high = signed ? words[2 * i + 1]! | 0 : words[2 * i + 1]!;
    const value = high * 2 ** 32 + words[2 * i]!;
    if (!Number.isSafeInteger(value))
      throw new UserError({
        where,
        field: `[${i}]`,
        message: 'a whole number that is not held exactly',
        value,
        allowed: 'below 2^53',
      });
    values[i] = value;
  }
  return { type: 'integer', values };
}

function texts(code: 'U' | 'S', size: number, bytes: Uint8Array, count: number, where: string): NpyValues {
  if (count > MAX_TEXTS)
    throw new UserError({ where, message: 'more texts than are read', value: count, allowed: `${MAX_TEXTS}` });
  const decoder = new TextDecoder();
  const values = Array.from({ length: count }, (_, i) => {
    const own = bytes.subarray(i * size, (i + 1) * size);
    const text = code === 'S' ? decoder.decode(own) : unicode(own, where, i);
    return text.replace(/\0+$/, '');
  });
  return { type: 'text', values };
}

/** Four bytes a character. */
function unicode(bytes: Uint8Array, where: string, index: number): string {
  const points = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  if (points.some((point) => point > 0x10ffff))
    throw new UserError({ where, field: `[${index}]`, message: 'no text of Unicode' });
  let text = '';
  for (const point of points) text += String.fromCodePoint(point);
  return text;
}
