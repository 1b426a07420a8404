import { endianness } from 'node:os';
import { type Problem, UserError } from '../../support/errors.js';
import { foreignKind } from '../../support/file-kind.js';

/** Numbers as MATLAB stores them. */
export type MatlabValues =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** One full real matrix of a MATLAB file; `values` in column order, as stored. */
export interface MatlabMatrix {
  name: string;
  rows: number;
  columns: number;
  values: MatlabValues;
}

/** Channels and samples of a window, either of which may be the rows of its matrix. */
export interface MatlabShape {
  samples: number;
  channels: number;
}

/** Digit P of the type word (MOPT): how a value is stored. Order as in the MAT-file format, version 4. */
const PRECISIONS = [Float64Array, Float32Array, Int32Array, Int16Array, Uint16Array, Uint8Array] as const;
const HEADER_BYTES = 20;
/** Longest name of a MATLAB variable, 63, and its zero byte. */
const NAME_BYTES = 64;
const ALLOWED = 'one full, real, numeric matrix in MATLAB level 4 or 5';
export const RESAVE = "save it in MATLAB or Octave with the option '-v7' or '-v4'";

/** Bytes of the longest file with so many values. */
export const mostMatlab4Bytes = (values: number) => HEADER_BYTES + NAME_BYTES + values * Float64Array.BYTES_PER_ELEMENT;

/**
 * Reads a MATLAB level-4 file that holds exactly one matrix: a header of five 32-bit words (type, rows, columns, imaginary
 * part, length of the name), the name with its closing zero byte, then the values. Both byte orders are read.
 *
 * @param where names the file in messages
 * @param shape that is expected, rows and columns either way; any matrix if it is not given
 * @throws UserError for every other format, kind of matrix or length
 */
export function readMatlab4(bytes: Uint8Array, where: string, shape?: MatlabShape): MatlabMatrix {
  const refuse = (problem: Omit<Problem, 'where'>): never => {
    throw new UserError({ where, allowed: ALLOWED, ...problem });
  };
  const foreign = foreignKind(bytes);
  if (foreign !== null) refuse({ message: `this is ${foreign}`, ...(/MATLAB|HDF5/.test(foreign) && { fix: RESAVE }) });
  if (bytes.length < HEADER_BYTES)
    refuse({ message: `truncated: ${bytes.length} bytes, the header alone has ${HEADER_BYTES}` });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // type = 1000 M + 100 O + 10 P + T; M: byte order or machine, O: always 0, P: precision, T: full, text or sparse.
  const big = view.getUint32(0, true) > 9999 && view.getUint32(0, false) < 2000;
  const word = (index: number) => view.getUint32(4 * index, !big);
  const [type, rows, columns, imaginary, nameBytes] = [word(0), word(1), word(2), word(3), word(4)];
  const machine = Math.floor(type / 1000);
  const Values = PRECISIONS[Math.floor(type / 10) % 10];
  if (type > 4999 || Math.floor(type / 100) % 10 !== 0 || Values === undefined || type % 10 > 2)
    return refuse({ field: 'type', message: 'not a MATLAB level-4 file', value: type });
  if (machine !== (big ? 1 : 0))
    refuse({
      field: 'type',
      message: 'values of another machine, or of another byte order than the header',
      value: type,
    });
  if (type % 10 === 1) refuse({ field: 'type', message: 'a text matrix', value: type });
  if (type % 10 === 2) refuse({ field: 'type', message: 'a sparse matrix', value: type });
  if (imaginary !== 0) refuse({ field: 'imaginary', message: 'a complex matrix', value: imaginary });
  if (nameBytes > NAME_BYTES)
    refuse({ field: 'name', message: 'too long', value: nameBytes, allowed: `1 to ${NAME_BYTES} bytes` });
  const count = rows * columns;
  if (shape !== undefined) {
    const wrong = wrongShape(rows, columns, shape);
    if (wrong !== undefined) refuse(wrong);
  }
  const start = HEADER_BYTES + nameBytes;
  const size = Values.BYTES_PER_ELEMENT;
  const needed = start + count * size;
  const said = `the header says ${rows} x ${columns} values of ${size} bytes`;
  if (bytes.length < needed)
    refuse({ message: `truncated: ${said} (${needed} bytes in all), the file has ${bytes.length}` });
  if (bytes.length > needed)
    refuse({ message: `${bytes.length - needed} bytes follow the matrix: ${said}, which ends at byte ${needed}` });
  if (nameBytes === 0 || bytes[start - 1] !== 0)
    refuse({ field: 'name', message: 'the name of the matrix does not end in a zero byte' });
  const name = String.fromCharCode(...bytes.subarray(HEADER_BYTES, start - 1));
  return { name, rows, columns, values: new Values(inOrder(bytes.subarray(start), size, big)) };
}

/** What is wrong with the shape of a matrix. */
export function wrongShape(
  rows: number,
  columns: number,
  { samples, channels }: MatlabShape,
): Omit<Problem, 'where'> | undefined {
  if ((rows === channels && columns === samples) || (rows === samples && columns === channels)) return undefined;
  const allowed = `${channels} x ${samples} or ${samples} x ${channels}`;
  return { message: 'wrong length', value: `${rows} x ${columns}`, allowed };
}

/** A copy of the values' bytes in this machine's order. */
export function inOrder(bytes: Uint8Array, size: number, big: boolean): ArrayBuffer {
  const copy = Uint8Array.from(bytes);
  if (big !== (endianness() === 'BE')) {
    const words = Buffer.from(copy.buffer);
    if (size === 2) words.swap16();
    if (size === 4) words.swap32();
    if (size === 8) words.swap64();
  }
  return copy.buffer;
}
