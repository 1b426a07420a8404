import { strFromU8 } from 'fflate';
import { type Problem, UserError } from './errors.js';
import { foreignKind } from './file-kind.js';

/** One file of an archive, as the central directory describes it. */
export interface ZipEntry {
  name: string;
  /** 0: stored, 8: deflated; others are not read. */
  method: number;
  encrypted: boolean;
  /** Bytes in the archive, and unpacked, as is said. */
  packed: number;
  size: number;
  /** CRC-32 of the unpacked bytes. */
  crc: number;
  /** Of its local header, from the beginning of the file. */
  offset: number;
}

const END = { signature: 0x06054b50, bytes: 22 };
const END64 = { signature: 0x06064b50, bytes: 56 };
const LOCATOR64 = { signature: 0x07064b50, bytes: 20 };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const MAX_COMMENT = 0xffff;
/** In a field of 16 or 32 bits: the value is in the record of zip64. */
const [SEE_64_SHORT, SEE_64] = [0xffff, 0xffffffff];
const UTF8 = 1 << 11;

/**
 * The central directory of a zip archive (APPNOTE 6.3, with zip64), every entry once, in its order. It alone counts: local
 * headers only say where the bytes begin (`packedBytes`).
 *
 * @throws UserError when this is no zip, a part of one, or its records contradict each other
 */
export function readZipDirectory(bytes: Uint8Array, where: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { entries, start, end } = findDirectory(view, bytes, where);
  const found: ZipEntry[] = [];
  const names = new Set<string>();
  const problems: Problem[] = [];
  let at = start;
  while (at < end) {
    if (end - at < CENTRAL.bytes || view.getUint32(at, true) !== CENTRAL.signature)
      throw damaged(where, `entry ${found.length} of the directory is none`);
    const next = at + CENTRAL.bytes + short(view, at + 28) + short(view, at + 30) + short(view, at + 32);
    if (next > end) throw damaged(where, `entry ${found.length} of the directory is longer than the directory`);
    const entry = readEntry(view, bytes, at, where);
    if (names.has(entry.name)) problems.push({ where, message: 'two files of one name', value: entry.name });
    names.add(entry.name);
    found.push(entry);
    at = next;
  }
  if (found.length !== entries)
    throw damaged(where, `${found.length} files in the directory, ${entries} are said to be there`);
  if (problems.length > 0) throw new UserError(problems.slice(0, 20));
  return found;
}

/**
 * The bytes of an entry as they lie in the archive, a view.
 *
 * @throws UserError when they are not there
 */
export function packedBytes(bytes: Uint8Array, { name, offset, packed }: ZipEntry, where: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const outside = () => damaged(where, 'the bytes of a file do not lie in the archive', name);
  if (offset + LOCAL.bytes > bytes.length || view.getUint32(offset, true) !== LOCAL.signature) throw outside();
  const start = offset + LOCAL.bytes + short(view, offset + 26) + short(view, offset + 28);
  if (start + packed > bytes.length) throw outside();
  return bytes.subarray(start, start + packed);
}

const short = (view: DataView, at: number) => view.getUint16(at, true);

function damaged(where: string, message: string, value?: string): UserError {
  return new UserError({
    where,
    message: `a damaged zip archive: ${message}`,
    ...(value !== undefined && { value }),
    fix: 'fetch or write the file again',
  });
}

interface Place {
  entries: number;
  start: number;
  end: number;
}

/** Where the directory lies, by the record at the end of the file. */
function findDirectory(view: DataView, bytes: Uint8Array, where: string): Place {
  const at = findEnd(view, bytes, where);
  const [disk, directoryDisk] = [short(view, at + 4), short(view, at + 6)];
  let place = {
    entries: short(view, at + 10),
    bytes: view.getUint32(at + 12, true),
    start: view.getUint32(at + 16, true),
  };
  if ((disk !== 0 || directoryDisk !== 0) && disk !== SEE_64_SHORT)
    throw new UserError({ where, message: 'one part of a zip archive of several', allowed: 'an archive in one file' });
  const large = place.entries === SEE_64_SHORT || place.bytes === SEE_64 || place.start === SEE_64;
  let before = at;
  const locator = at - LOCATOR64.bytes;
  if (large && locator >= 0 && view.getUint32(locator, true) === LOCATOR64.signature) {
    before = long(view, locator + 8);
    if (before + END64.bytes > locator || view.getUint32(before, true) !== END64.signature)
      throw damaged(where, 'the record of its end (zip64) is not where it is said to be');
    place = { entries: long(view, before + 32), bytes: long(view, before + 40), start: long(view, before + 48) };
  }
  if (place.start + place.bytes !== before)
    throw damaged(where, 'the directory does not end where the record of its end begins');
  return { entries: place.entries, start: place.start, end: before };
}

/** Index of the record at the end, behind which is nothing but a comment of the length that it says. */
function findEnd(view: DataView, bytes: Uint8Array, where: string): number {
  const last = bytes.length - END.bytes;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--)
    if (view.getUint32(at, true) === END.signature && at + END.bytes + short(view, at + 20) === bytes.length) return at;
  if (bytes.length >= 4 && view.getUint32(0, true) === LOCAL.signature)
    throw damaged(where, 'truncated, or something follows its end');
  const kind = bytes.length === 0 ? 'empty' : foreignKind(bytes);
  throw new UserError({ where, message: `no zip archive${kind === null ? '' : `: this is ${kind}`}` });
}

function readEntry(view: DataView, bytes: Uint8Array, at: number, where: string): ZipEntry {
  const flags = short(view, at + 8);
  const nameEnd = at + CENTRAL.bytes + short(view, at + 28);
  const name = strFromU8(bytes.subarray(at + CENTRAL.bytes, nameEnd), (flags & UTF8) === 0);
  const extra = { from: nameEnd, to: nameEnd + short(view, at + 30) };
  const [size, packed, offset] = sizes(
    view,
    [24, 20, 42].map((field) => view.getUint32(at + field, true)),
    extra,
    () => damaged(where, 'the sizes of a file (zip64) are missing', name),
  ) as [number, number, number];
  return {
    name,
    method: short(view, at + 10),
    encrypted: (flags & 1) !== 0,
    packed,
    size,
    crc: view.getUint32(at + 16, true),
    offset,
  };
}

/** Values of 32 bits; those that are too large for them follow each other, in this order, in the extra field 1. */
function sizes(
  view: DataView,
  given: readonly number[],
  { from, to }: { from: number; to: number },
  missing: () => UserError,
): number[] {
  if (!given.includes(SEE_64)) return [...given];
  for (let at = from; at + 4 <= to; at += 4 + short(view, at + 2)) {
    if (short(view, at) !== 1) continue;
    const end = Math.min(to, at + 4 + short(view, at + 2));
    let next = at + 4;
    return given.map((value) => {
      if (value !== SEE_64) return value;
      if (next + 8 > end) throw missing();
      next += 8;
      return long(view, next - 8);
    });
  }
  throw missing();
}

/** A number of 64 bits. What is beyond 2^53 is beyond every file too. */
const long = (view: DataView, at: number) => Number(view.getBigUint64(at, true));
