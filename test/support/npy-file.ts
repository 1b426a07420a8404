/** A .npy file from its parts, written after the format's description; `bytes` are those of the values. */
export function npyFile(
  descr: string,
  shape: readonly number[],
  bytes: Uint8Array,
  { fortran = false, version = 1, header }: { fortran?: boolean; version?: number; header?: string } = {},
): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = header ?? `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const head = Buffer.from(text);
  const before = 8 + lengthBytes;
  const padded = Buffer.alloc(64 * Math.ceil((before + head.length + 1) / 64) - before, ' ');
  head.copy(padded);
  padded[padded.length - 1] = 10;
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntLE(padded.length, 0, lengthBytes);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), length, padded, bytes]);
}

/** The bytes of typed arrays. */
export const raw = (values: ArrayBufferView): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** Numbers as an array of one type. */
export const floats = (shape: readonly number[], values: readonly number[]): Buffer =>
  npyFile('<f4', shape, raw(Float32Array.from(values)));
export const longs = (shape: readonly number[], values: readonly number[]): Buffer =>
  npyFile('<i8', shape, raw(BigInt64Array.from(values, BigInt)));
