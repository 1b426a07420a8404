import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { UserError } from './errors.js';
import { systemReason } from './system-errors.js';

/** Most bytes of a file that is read whole unless the reader says otherwise. */
export const MAX_BYTES = 2 ** 30;

/**
 * All bytes of a regular file. Pipes, devices, sockets and folders are refused before anything is read of them (a pipe would
 * wait for ever, /dev/zero never ends), and so are files of more than `most` bytes, whether they say so or grow meanwhile.
 *
 * @throws UserError naming the file and why
 */
export function readRegularFile(path: string, max = MAX_BYTES): Buffer {
  return withRegularFile(path, max, (open, bytes) => readAll(path, open, bytes, max));
}

/** The first bytes of a regular file, at most `count`: enough to tell of what kind it is, however large it is. */
export function readHead(path: string, count: number): Buffer {
  return withRegularFile(path, Number.POSITIVE_INFINITY, (open, bytes) => {
    const head = Buffer.alloc(Math.min(count, bytes));
    return head.subarray(0, readSync(open, head, 0, head.length, 0));
  });
}

function withRegularFile<T>(path: string, max: number, use: (open: number, bytes: number) => T): T {
  let open: number | undefined;
  try {
    refuseSpecial(path, statSync(path), max);
    // Another file may have taken the name since; without waiting, should that be a pipe.
    open = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(open);
    refuseSpecial(path, stats, max);
    return use(open, stats.size);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({ where: path, message: `cannot be read: ${systemReason(error)}` });
  } finally {
    if (open !== undefined) closeSync(open);
  }
}

/** The same as text, which must be UTF-8; a byte order mark is left out. */
export function readTextFile(path: string, max?: number): string {
  return decodeText(readRegularFile(path, max), path);
}

/** Bytes of the file `where` as text. Throws UserError unless they are UTF-8. */
export function decodeText(bytes: Uint8Array, where: string): string {
  const [a, b] = bytes;
  const utf16 = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (bytes.length > 1 && (a === 0 || b === 0));
  const fix = 'save it as UTF-8';
  if (utf16) throw new UserError({ where, message: 'text in UTF-16, or no text at all', allowed: 'UTF-8', fix });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError({ where, message: 'not a text in UTF-8', fix });
  }
}

/** Of what kind something is that is neither a file nor a folder; null if it is one of these. */
export function specialKind(stats: Stats): string | null {
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device';
  return null;
}

function refuseSpecial(where: string, stats: Stats, max: number): void {
  const kind = stats.isDirectory() ? 'a folder' : specialKind(stats);
  if (kind !== null) throw new UserError({ where, message: `${kind}, not a file`, allowed: 'a regular file' });
  if (stats.size > max)
    throw new UserError({ where, message: 'larger than is read', value: stats.size, allowed: `${max} bytes or less` });
}

function readAll(where: string, open: number, expected: number, max: number): Buffer {
  // One byte more tells the end of a file that is as long as it says without growing the buffer.
  let buffer = Buffer.allocUnsafe(expected + 1);
  let length = 0;
  for (;;) {
    const read = readSync(open, buffer, length, buffer.length - length, null);
    if (read === 0) return buffer.subarray(0, length);
    length += read;
    if (length > max) throw new UserError({ where, message: 'larger than is read', allowed: `${max} bytes or less` });
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafe(2 * buffer.length + 4096);
      buffer.copy(larger);
      buffer = larger;
    }
  }
}
