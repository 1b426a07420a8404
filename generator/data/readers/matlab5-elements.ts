import { constants, inflateSync } from 'node:zlib';
import { UserError } from '../../support/errors.js';

/** Types of elements of a MATLAB level-5 file. */
export const TYPE = { int8: 1, uint8: 2, int32: 5, uint32: 6, matrix: 14, compressed: 15, utf8: 16 } as const;

/** An element: its type, and where its data lie. */
export interface Element {
  type: number;
  start: number;
  bytes: number;
  /** Where the next one begins. */
  next: number;
}

/** Bytes of a level-5 file or of what was compressed in it, with the byte order of their words. */
export interface Source {
  bytes: Uint8Array;
  little: boolean;
  where: string;
}

export const damaged = (where: string, message: string) =>
  new UserError({ where, message: `a damaged MATLAB level-5 file: ${message}` });

/**
 * The element at a place: a tag of two words, type and length, and the data, which end at a multiple of eight; short data lie in the
 * tag's second word.
 *
 * @throws UserError when not even the tag is there
 */
export function elementAt({ bytes, little, where }: Source, at: number): Element {
  if (at + 8 > bytes.length) throw damaged(where, `it ends at byte ${bytes.length}, within an element`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint32(at, little);
  if (first >>> 16 !== 0) {
    const length = first >>> 16;
    if (length > 4) throw damaged(where, `a short element of ${length} bytes at byte ${at}`);
    return { type: first & 0xffff, start: at + 4, bytes: length, next: at + 8 };
  }
  const length = view.getUint32(at + 4, little);
  const padded = first === TYPE.compressed ? length : Math.ceil(length / 8) * 8;
  return { type: first, start: at + 8, bytes: length, next: at + 8 + padded };
}

/** Most bytes that so many deflated ones yield. */
const RATIO = 1032;
/** Deflated bytes of which the first ones of a matrix are unpacked, to see what it is. */
const PEEK = 1024;

/** What the first bytes of a compressed element unpack to. Throws UserError when they are damaged. */
export function peeked(packed: Uint8Array, source: Source): Source {
  const head = packed.subarray(0, PEEK);
  return unpacked(head, source, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: PEEK * RATIO + 64 });
}

/** All of a compressed element. Throws UserError when it is damaged or not of so many bytes. */
export function unpackedAll(packed: Uint8Array, source: Source, length: number): Source {
  const whole = unpacked(packed, source, { maxOutputLength: length });
  if (whole.bytes.length === length) return whole;
  throw damaged(source.where, `${length} bytes are said to be compressed, ${whole.bytes.length} are`);
}

function unpacked(packed: Uint8Array, source: Source, options: Parameters<typeof inflateSync>[1]): Source {
  try {
    return { ...source, bytes: inflateSync(packed, options) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const larger = code === 'ERR_BUFFER_TOO_LARGE';
    throw damaged(source.where, larger ? 'more is compressed than is said' : `cannot be unpacked (${message})`);
  }
}
