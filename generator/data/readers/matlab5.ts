import { type Problem, UserError } from '../../support/errors.js';
import { inOrder, type MatlabMatrix, type MatlabShape, type MatlabValues, RESAVE, wrongShape } from './matlab4.js';
import { damaged, unpackedAll } from './matlab5-elements.js';
import { chooseFrom, HEADER_BYTES, isNumeric, type Variable, variablesOf } from './matlab5-variables.js';

const VERSIONS: Readonly<Record<number, string>> = { 1: 'MATLAB 5', 2: 'MATLAB 7.3' };
/** Of a file, and of a matrix of which no shape is expected. */
export const MOST_MATLAB5_BYTES = 2 ** 28;
/** Bytes of a matrix beside its values: tags, flags, axes, name. */
const BESIDE = 1024;
const ALLOWED = 'one full, real, numeric matrix in MATLAB level 4 or 5';
/** Classes of arrays by their number, from 1; the first ones are no numbers. */
const CLASSES =
  'cells,structure,object,text,sparse,double,single,int8,uint8,int16,uint16,int32,uint32,int64,uint64,function,opaque object'.split(
    ',',
  );
const FLAG = { complex: 0x800, logical: 0x200 };

type Decode = (bytes: ArrayBuffer, where: string) => MatlabValues;
/** How values are stored, which may be shorter than their class: bytes of each, and what they become. */
const STORED: Readonly<Record<number, { size: number; decode: Decode }>> = {
  1: { size: 1, decode: (bytes) => new Int8Array(bytes) },
  2: { size: 1, decode: (bytes) => new Uint8Array(bytes) },
  3: { size: 2, decode: (bytes) => new Int16Array(bytes) },
  4: { size: 2, decode: (bytes) => new Uint16Array(bytes) },
  5: { size: 4, decode: (bytes) => new Int32Array(bytes) },
  6: { size: 4, decode: (bytes) => new Uint32Array(bytes) },
  7: { size: 4, decode: (bytes) => new Float32Array(bytes) },
  9: { size: 8, decode: (bytes) => new Float64Array(bytes) },
  12: { size: 8, decode: (bytes, where) => exact(new BigInt64Array(bytes), where) },
  13: { size: 8, decode: (bytes, where) => exact(new BigUint64Array(bytes), where) },
};

/** Whether a file begins as one of level 5 does, or as one of 7.3, which has the same header. */
export const isMatlab5 = (head: Uint8Array) =>
  Buffer.from(head.subarray(0, 10)).toString('latin1') === 'MATLAB 5.0' ||
  (head.length >= HEADER_BYTES &&
    orderOf(head) !== undefined &&
    VERSIONS[versionOf(head, orderOf(head)!)] !== undefined);

/**
 * Reads one matrix of a MATLAB level-5 file (`save -v6`, `-v7`), packed or not, in both byte orders.
 *
 * @param where names the file in messages
 * @param shape that is expected, rows and columns either way; any matrix if it is not given
 * @param variable its name; left out: the file holds no other one
 * @throws UserError for other kinds of arrays, damaged files, lengths that are not those that are said, which is told before
 *   anything of that length is allocated
 */
export function readMatlab5(bytes: Uint8Array, where: string, shape?: MatlabShape, variable?: string): MatlabMatrix {
  const source = { bytes, where, little: byteOrder(bytes, where) };
  const chosen = chooseFrom(variablesOf(source), where, variable);
  const { name, kind, flags, axes } = chosen;
  const refuse = (problem: Omit<Problem, 'where'>): never => {
    throw new UserError({ where, field: name, allowed: ALLOWED, ...problem });
  };
  if (!isNumeric(kind)) refuse({ message: 'no numbers', value: CLASSES[kind - 1] ?? `class ${kind}` });
  if ((flags & FLAG.complex) !== 0) refuse({ message: 'a complex matrix' });
  if ((flags & FLAG.logical) !== 0) refuse({ message: 'a matrix of truth values' });
  const long = axes.filter((n, i) => i < 2 || n !== 1);
  if (long.length > 2) refuse({ message: 'more than two axes', value: axes.join(' x ') });
  const [rows, columns] = long as [number, number];
  const wrong = shape === undefined ? undefined : wrongShape(rows, columns, shape);
  if (wrong !== undefined) refuse(wrong);
  const count = rows * columns;
  const stored = STORED[chosen.values?.type ?? 0];
  if (stored === undefined)
    return refuse({ message: 'no values, or values of no known type', value: chosen.values?.type });
  const needed = count * stored.size;
  if (chosen.values!.bytes !== needed)
    refuse({ message: `${rows} x ${columns} values take ${needed} bytes`, value: chosen.values!.bytes });
  if (needed > MOST_MATLAB5_BYTES) refuse({ message: 'larger than is read', value: needed });
  if (chosen.bytes > needed + BESIDE) refuse({ message: 'bytes follow the values', value: chosen.bytes });
  const { start } = chosen.values!;
  const whole = chosen.packed === undefined ? chosen.source : unpackedAll(chosen.packed, source, chosen.bytes);
  if (start + needed > whole.bytes.length) throw damaged(where, 'the values end behind the file');
  const own = inOrder(whole.bytes.subarray(start, start + needed), stored.size, !source.little);
  return { name, rows, columns, values: stored.decode(own, where) };
}

/** Name of the longest of several arrays of numbers in a file; undefined: it holds no more than one variable. Throws UserError. */
export function longestVariable(bytes: Uint8Array, where: string): string | undefined {
  const variables = variablesOf({ bytes, where, little: byteOrder(bytes, where) });
  const length = ({ axes, values }: Variable) =>
    values === undefined ? 0 : axes.reduce((product, n) => product * n, 1);
  const [longest] = [...variables].sort((a, b) => length(b) - length(a));
  return variables.length > 1 ? longest?.name : undefined;
}

/** Whether words are little-endian. Throws UserError for a header that does not say it, and for other versions. */
function byteOrder(bytes: Uint8Array, where: string): boolean {
  const little = bytes.length < HEADER_BYTES ? undefined : orderOf(bytes);
  if (little === undefined)
    throw new UserError({ where, message: 'a MATLAB level-5 file without a whole header', fix: RESAVE });
  const version = versionOf(bytes, little);
  if (version === 1) return little;
  const value = VERSIONS[version] ?? version;
  throw new UserError({ where, field: 'version', message: 'not MATLAB level 5', value, fix: RESAVE });
}

function orderOf(bytes: Uint8Array): boolean | undefined {
  const mark = String.fromCharCode(bytes[126]!, bytes[127]!);
  return mark === 'IM' ? true : mark === 'MI' ? false : undefined;
}

const versionOf = (bytes: Uint8Array, little: boolean) => bytes[little ? 125 : 124]!;

/** Whole numbers of 64 bits. Throws UserError for those that a double does not hold. */
function exact(values: BigInt64Array | BigUint64Array, where: string): Float64Array {
  const numbers = Float64Array.from(values, Number);
  const bad = numbers.findIndex((value) => !Number.isSafeInteger(value));
  if (bad < 0) return numbers;
  throw new UserError({
    where,
    message: 'a whole number that is not held exactly',
    value: `${values[bad]}`,
    allowed: 'below 2^53',
  });
}
