import { Inflate } from 'fflate';
import { type Problem, UserError } from './errors.js';
import { packedBytes, readZipDirectory, type ZipEntry } from './zip-directory.js';

export interface UnzipOptions {
  /** Whether a file is to be unpacked, by its name in the archive. */
  wanted: (name: string) => boolean;
  /** Most bytes of all wanted files together, unpacked. */
  maxBytes: number;
}

const STORED = 0;
const DEFLATED = 8;
/** No deflated byte yields more: a header that says so lies. */
const MAX_RATIO = 1032;
/** Deflated bytes that are unpacked at once: yields 8 MB at most before it is looked at. */
const PIECE = 8192;

const METHODS: Readonly<Record<number, string>> = {
  1: 'shrink',
  6: 'implode',
  9: 'deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  99: 'AES',
};

/**
 * Unpacks the wanted files of a zip archive: stored or deflated, with or without zip64. Sizes are compared with what can be and
 * with `maxBytes` before anything is allocated, then with what comes out, and so is the CRC.
 *
 * @returns bytes by name, in the order of the archive; stored ones are views of `bytes`. Folders are no files.
 * @throws UserError when this is no zip or a damaged one; when a wanted file is encrypted, packed by another method, has a name
 *   that leads out of the archive, or another length than is said; when they are larger than `maxBytes` together
 */
export function unzip(bytes: Uint8Array, where: string, { wanted, maxBytes }: UnzipOptions): Map<string, Uint8Array> {
  const chosen = readZipDirectory(bytes, where).filter(({ name }) => !name.endsWith('/') && wanted(name));
  const problems = chosen.flatMap((entry) => problemsOf(entry, where));
  const size = chosen.reduce((sum, entry) => sum + entry.size, 0);
  if (size > maxBytes)
    problems.push({
      where,
      message: 'unpacks to more than is read',
      value: size,
      allowed: `${maxBytes} bytes or less`,
    });
  if (problems.length > 0) throw new UserError(problems.slice(0, 20));
  return new Map(chosen.map((entry) => [entry.name, unpack(bytes, entry, where)]));
}

function problemsOf({ name, method, encrypted, packed, size }: ZipEntry, where: string): Problem[] {
  const problem = (message: string, more: Omit<Problem, 'where' | 'message'> = {}): Problem[] => [
    { where, field: name, message, ...more },
  ];
  if (encrypted) return problem('encrypted', { fix: 'an archive without a password' });
  if (method !== STORED && method !== DEFLATED)
    return problem('packed by a method that is not read', {
      value: METHODS[method] ?? method,
      allowed: 'stored or deflated',
    });
  if (/^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/i.test(name))
    return problem('the name leads out of the archive', { allowed: 'names without a root and without ..' });
  if (method === STORED ? size !== packed : size > MAX_RATIO * packed)
    return problem(`the directory says that ${packed} bytes unpack to ${size}, which cannot be`);
  return [];
}

function unpack(bytes: Uint8Array, entry: ZipEntry, where: string): Uint8Array {
  const packed = packedBytes(bytes, entry, where);
  const unpacked = entry.method === STORED ? packed : inflate(packed, entry, where);
  if (crc32(unpacked) === entry.crc) return unpacked;
  throw new UserError({ where, field: entry.name, message: 'damaged: other bytes than its checksum (CRC-32) says' });
}

function inflate(packed: Uint8Array, { name: field, size }: ZipEntry, where: string): Uint8Array {
  const whole = new Uint8Array(size);
  let length = 0;
  const refuse = (message: string) => new UserError({ where, field, message, allowed: `${size} bytes, as is said` });
  const stream = new Inflate((chunk) => {
    if (length + chunk.length > size) throw refuse('unpacks to more than is said');
    whole.set(chunk, length);
    length += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length; at += PIECE)
      stream.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({ where, field, message: `damaged: cannot be unpacked (${(error as Error).message})` });
  }
  if (length < size) throw refuse(`damaged: unpacks to ${length} bytes`);
  return whole;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** CRC-32 as zip has it; Node has it from version 22 on only. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
