import { endianness } from 'node:os';
import { UserError } from './errors.js';
import { readNpyHeader } from './npy-header.js';
import { type NpyValues, type Numbers, npyType } from './npy-types.js';
import { MAX_BYTES } from './read-file.js';
import { unzip } from './zip.js';
import { readZipDirectory } from './zip-directory.js';

export type { NpyValues, Numbers } from './npy-types.js';

/** An array of any number of axes; 0 axes: one value. Values may be no finite numbers, which is for the caller to judge. */
export type NpyArray = { shape: readonly number[]; dtype: string } & NpyValues;

/**
 * Reads a .npy file of numbers, truth values or texts in either byte order and either order of axes; nothing of it is evaluated.
 *
 * @param where names the file in messages
 * @returns values in C order; views of `bytes` where their form allows it
 * @throws UserError for objects (pickles), structures and other types, for a file that is shorter or longer than its header
 *   says, which is told before anything is allocated, and for whole numbers that a double does not hold
 */
export function parseNpy(bytes: Uint8Array, where: string): NpyArray {
  const { descr, fortranOrder, shape, start } = readNpyHeader(bytes, where);
  const { size, word, big, decode } = npyType(descr, where);
  const count = shape.reduce((product, n) => product * n, 1);
  const there = bytes.length - start;
  if (!Number.isSafeInteger(count) || count * size !== there)
    throw new UserError({
      where,
      field: 'shape',
      message: `${count * size > there ? 'truncated: ' : ''}the values take another number of bytes`,
      value: shape,
      allowed: `${there} bytes are there, ${size} a value`,
    });
  const found = decode(inOrder(bytes.subarray(start), word, big), count, where);
  const values = fortranOrder && shape.length > 1 ? cOrder(found.values, shape) : found.values;
  return { shape, dtype: descr, ...found, values } as NpyArray;
}

/** Names of the arrays of a .npz file, in its order. Throws UserError when it is no zip archive. */
export function npzNames(bytes: Uint8Array, where: string): string[] {
  const names = readZipDirectory(bytes, where).map(({ name }) => name);
  return names.filter((name) => EXTENSION.test(name)).map((name) => name.replace(EXTENSION, ''));
}

const EXTENSION = /\.npy$/;

/**
 * Arrays of a .npz file (np.savez, np.savez_compressed).
 *
 * @param names of those that are unpacked; all if left out
 * @param maxBytes of all of them, unpacked
 * @throws UserError as `unzip` and `parseNpy`, and naming what is missing of `names`
 */
export function parseNpz(
  bytes: Uint8Array,
  where: string,
  names?: readonly string[],
  maxBytes = MAX_BYTES,
): Map<string, NpyArray> {
  const there = npzNames(bytes, where);
  const chosen = new Set(names ?? there);
  const missing = [...chosen].filter((name) => !there.includes(name));
  if (missing.length > 0)
    throw new UserError(
      missing.map((value) => ({
        where,
        message: 'no such array',
        value,
        allowed: there.join(', ') || 'none is there',
      })),
    );
  const wanted = (name: string) => EXTENSION.test(name) && chosen.has(name.replace(EXTENSION, ''));
  const files = [...unzip(bytes, where, { wanted, maxBytes })];
  return new Map(files.map(([file, content]) => [file.replace(EXTENSION, ''), parseNpy(content, `${where}: ${file}`)]));
}

/** Words in this machine's order, the first at a whole multiple of its size; a copy unless they are so already. */
function inOrder(bytes: Uint8Array, word: number, big: boolean): Uint8Array {
  const native = word === 1 || big === (endianness() === 'BE');
  if (native && bytes.byteOffset % 8 === 0) return bytes;
  // Buffers of their own begin at multiples of eight.
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  const words = Buffer.from(copy.buffer);
  if (!native && word === 2) words.swap16();
  if (!native && word === 4) words.swap32();
  if (!native && word === 8) words.swap64();
  return copy;
}

/** Values whose first index ran fastest, with the last one running fastest. */
function cOrder(values: Numbers | string[], shape: readonly number[]): Numbers | string[] {
  const turned = values.slice() as string[];
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, n) => product * n, 1));
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    turned[to] = values[from] as string;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return turned;
}
