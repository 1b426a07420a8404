import type { Metadata, ready } from 'h5wasm';
import { bytesOfKind, decodeNumbers, isNumberKind, type NumberKind } from './numbers.js';
import type { Hdf5Dataset, Hdf5Group, Hdf5Node } from './tree.js';

/** The HDF5 library as WebAssembly. */
export type Hdf5Library = Awaited<typeof ready>;

/** Most of one file. No network that becomes hardware comes near them; a file can say anything. */
export const MAX_NUMBERS = 2 ** 24;
const MAX_OBJECTS = 100_000;
const MAX_DEPTH = 64;
const MAX_TEXT_BYTES = 2 ** 26;

/** Too much of something: refused as a whole. */
export class TooMuch extends Error {}

/**
 * Reads groups, attributes that are texts, and datasets of numbers. Groups may hold themselves by links: depth and number of
 * objects are bounded. Every size is looked at before anything of that size is read.
 *
 * @param wanted children of the root to descend into; others are only noted to be there
 * @throws TooMuch; an error of the library where the file is damaged
 */
export function walkHdf5(library: Hdf5Library, file: bigint, wanted: readonly string[]): Hdf5Group {
  let objects = 0;
  let numbers = MAX_NUMBERS;
  let textBytes = MAX_TEXT_BYTES;
  const { H5T_STRING, H5T_INTEGER, H5T_FLOAT, H5T_OPAQUE } = library.H5T_class_t;
  return group('/', 0);

  function group(path: string, depth: number): Hdf5Group {
    if (depth > MAX_DEPTH) throw new TooMuch(`groups nested more than ${MAX_DEPTH} deep, or one that holds itself`);
    const children = new Map<string, Hdf5Node>();
    for (const name of library.get_names(file, path, false)) {
      // Keras 2 on Windows puts backslashes between names.
      const leftOut = depth === 0 && !wanted.includes(name.split('\\')[0]!);
      children.set(name, leftOut ? { kind: 'other' } : node(join(path, name), depth + 1));
    }
    return { kind: 'group', attributes: attributesOf(path), children };
  }

  function node(path: string, depth: number): Hdf5Node {
    if (++objects > MAX_OBJECTS) throw new TooMuch(`more than ${MAX_OBJECTS} groups and datasets`);
    const type = library.get_type(file, path);
    if (type === library.H5G_GROUP) return group(path, depth);
    return type === library.H5G_DATASET ? dataset(path) : { kind: 'other' };
  }

  function dataset(path: string): Hdf5Dataset {
    const metadata = library.get_dataset_metadata(file, path);
    const shape = metadata.shape ?? [];
    const attributes = attributesOf(path);
    const read = (): { values: Float64Array } | { fault: string } => {
      const kind = kindOf(metadata, attributes.get('dtype')?.[0]);
      if (metadata.shape === null) return { fault: 'empty: it has no shape' };
      if (kind === null) return { fault: 'no numbers, or of a type that is not read' };
      if (metadata.virtual_sources !== undefined) return { fault: 'a virtual dataset, whose numbers are elsewhere' };
      const chunk = (metadata.chunks ?? []).reduce((a, b) => a * b, 1);
      if (!(metadata.total_size <= numbers && chunk <= MAX_NUMBERS))
        return { fault: `with it, the file would hold more than ${MAX_NUMBERS} numbers` };
      numbers -= metadata.total_size;
      const bytes = bytesAt(metadata.total_size * bytesOfKind(kind), (at) =>
        library.get_dataset_data(file, path, null, null, null, at),
      );
      return { values: decodeNumbers(bytes, kind, metadata.total_size) };
    };
    return { kind: 'dataset', attributes, shape, values: null, ...read() };
  }

  function kindOf({ type, size, signed }: Metadata, declared: string | undefined): NumberKind | null {
    const kinds = new Map([
      [H5T_FLOAT.value as number, declared === 'bfloat16' && size === 2 ? 'b' : 'f'],
      [H5T_INTEGER.value, declared === 'bfloat16' && size === 2 ? 'b' : signed ? 'i' : 'u'],
      // NumPy has no bfloat16: h5py writes it as two bytes of no meaning, Keras says what they are.
      [H5T_OPAQUE.value, declared === 'bfloat16' ? 'b' : '?'],
    ]);
    const kind = `${kinds.get(type) ?? '?'}${size}`;
    return isNumberKind(kind) ? kind : null;
  }

  function attributesOf(path: string): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const name of library.get_attribute_names(file, path)) {
      const metadata = library.get_attribute_metadata(file, path, name);
      if (metadata.type !== H5T_STRING.value || metadata.shape === null) continue;
      const bytes = metadata.size * metadata.total_size;
      if (!(bytes <= textBytes)) throw new TooMuch(`attributes of more than ${MAX_TEXT_BYTES} bytes`);
      textBytes -= bytes;
      const raw = bytesAt(bytes, (at) => library.get_attribute_data(file, path, name, at));
      found.set(name, textsOf(raw, metadata));
    }
    return found;
  }

  /** Texts of fixed length, or pointers to texts that end with a zero. Keras writes UTF-8 whatever the type says. */
  function textsOf(raw: Uint8Array, { vlen, size, total_size }: Metadata): string[] {
    const pointers = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    return Array.from({ length: total_size }, (_, i) => {
      if (!vlen) return text(raw.subarray(i * size, (i + 1) * size));
      const start = pointers.getUint32(i * size, true);
      if (start === 0) return '';
      const end = library.HEAPU8.indexOf(0, start);
      textBytes -= end - start;
      if (end < 0 || textBytes < 0) throw new TooMuch(`attributes of more than ${MAX_TEXT_BYTES} bytes`);
      return text(library.HEAPU8.subarray(start, end));
    });
  }

  /** What `fill` writes to memory of the library. */
  function bytesAt(count: number, fill: (at: bigint) => number): Uint8Array {
    const at = library._malloc(Math.max(1, count));
    if (at === 0) throw new TooMuch(`not enough memory for ${count} bytes`);
    try {
      if (fill(BigInt(at)) < 0) throw new Error('a read failed');
      return library.HEAPU8.slice(at, at + count);
    } finally {
      library._free(at);
    }
  }
}

const join = (path: string, name: string) => (path === '/' ? `/${name}` : `${path}/${name}`);

const DECODER = new TextDecoder();

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return DECODER.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
