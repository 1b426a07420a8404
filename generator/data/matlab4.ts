import { type Problem, UserError } from '../config/errors.js';

/** One full real matrix of a MATLAB level-4 file; `values` in column order, as stored. */
export interface Matlab4Matrix {
  name: string;
  rows: number;
  columns: number;
  values: Int16Array | Float64Array;
}

/** Digit P of the type word (MOPT): how a value is stored. Order and sizes as in the MAT-file format, version 4. */
const PRECISIONS: { bytes: number; read: (view: DataView, at: number) => number }[] = [
  { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  { bytes: 1, read: (view, at) => view.getUint8(at) },
];
const INT16 = 3;
const HEADER_BYTES = 20;
/** Longest name of a MATLAB variable, 63, and its zero byte. */
const NAME_BYTES = 64;
const ALLOWED = 'one full, real, little-endian numeric matrix in MATLAB level 4';
const RESAVE = "save it in MATLAB or Octave with the option '-v4'";

/**
 * Reads a MATLAB level-4 file that holds exactly one matrix: a header of five little-endian 32-bit words
 * (type, rows, columns, imaginary part, length of the name), the name with its closing zero byte, then the values.
 *
 * @param where names the file in messages
 * @throws UserError for every other format, kind of matrix, byte order or length
 */
export function readMatlab4(bytes: Uint8Array, where: string): Matlab4Matrix {
  const refuse = (problem: Omit<Problem, 'where'>): never => {
    throw new UserError({ where, allowed: ALLOWED, ...problem });
  };
  const text = String.fromCharCode(...bytes.subarray(0, 16));
  if (text.startsWith('\x89HDF')) refuse({ message: 'this is an HDF5 file', fix: RESAVE });
  if (text.startsWith('MATLAB 7.3')) refuse({ message: 'this is a MATLAB 7.3 (HDF5) file', fix: RESAVE });
  if (text.startsWith('MATLAB 5.0')) refuse({ message: 'this is a MATLAB level-5 file', fix: RESAVE });
  if (bytes.length < HEADER_BYTES)
    refuse({ message: `truncated: ${bytes.length} bytes, the header alone has ${HEADER_BYTES}` });

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [type, rows, columns, imaginary, nameBytes] = [0, 4, 8, 12, 16].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const swapped = view.getUint32(0, false);
  if (type > 9999 && swapped >= 1000 && swapped < 2000)
    refuse({ field: 'type', message: 'big-endian values', value: swapped });
  // type = 1000 M + 100 O + 10 P + T; M: byte order or machine, O: always 0, P: precision, T: full, text or sparse.
  const precision = PRECISIONS[Math.floor(type / 10) % 10];
  if (type > 4999 || Math.floor(type / 100) % 10 !== 0 || precision === undefined || type % 10 > 2)
    return refuse({ field: 'type', message: 'not a MATLAB level-4 file', value: type });
  if (type >= 1000) refuse({ field: 'type', message: 'values of another byte order or machine', value: type });
  if (type % 10 === 1) refuse({ field: 'type', message: 'a text matrix', value: type });
  if (type % 10 === 2) refuse({ field: 'type', message: 'a sparse matrix', value: type });
  if (imaginary !== 0) refuse({ field: 'imaginary', message: 'a complex matrix', value: imaginary });

  if (nameBytes > NAME_BYTES)
    refuse({ field: 'name', message: 'too long', value: nameBytes, allowed: `1 to ${NAME_BYTES} bytes` });

  const start = HEADER_BYTES + nameBytes;
  const needed = start + rows * columns * precision.bytes;
  const shape = `the header says ${rows} x ${columns} values of ${precision.bytes} bytes`;
  if (bytes.length < needed)
    refuse({ message: `truncated: ${shape} (${needed} bytes in all), the file has ${bytes.length}` });
  if (bytes.length > needed)
    refuse({ message: `${bytes.length - needed} bytes follow the matrix: ${shape}, which ends at byte ${needed}` });
  if (nameBytes === 0 || bytes[start - 1] !== 0)
    refuse({ field: 'name', message: 'the name of the matrix does not end in a zero byte' });

  const count = rows * columns;
  const values = Math.floor(type / 10) === INT16 ? new Int16Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = precision.read(view, start + i * precision.bytes);
  return { name: String.fromCharCode(...bytes.subarray(HEADER_BYTES, start - 1)), rows, columns, values };
}
