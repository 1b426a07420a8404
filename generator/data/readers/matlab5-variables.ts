import { UserError } from '../../support/errors.js';
import { damaged, type Element, elementAt, peeked, type Source, TYPE } from './matlab5-elements.js';

/** In front of the variables of a file. */
export const HEADER_BYTES = 128;
/** Of a file, an array, a name. */
const MOST = { variables: 4096, axes: 32, nameBytes: 256 };
/** Numbers of the first and the last class of numbers. */
const [FIRST_NUMERIC, LAST_NUMERIC] = [6, 15];

/** A variable of a file as its first bytes describe it. */
export interface Variable {
  name: string;
  kind: number;
  flags: number;
  axes: readonly number[];
  /** Where its values lie in the matrix; undefined: it is no array of numbers. */
  values: Element | undefined;
  /** Bytes of the matrix with its tag. */
  bytes: number;
  /** What it is unpacked from. */
  packed: Uint8Array | undefined;
  /** The matrix, its tag first; of what is packed only the beginning. */
  source: Source;
}

/** All named variables of a file. */
export function variablesOf(source: Source): Variable[] {
  const { bytes, where } = source;
  const variables: Variable[] = [];
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const element = elementAt(source, at);
    if (element.start + element.bytes > bytes.length)
      throw damaged(
        where,
        `truncated: an element ends at byte ${element.start + element.bytes}, the file has ${bytes.length}`,
      );
    const own = bytes.subarray(element.start, element.start + element.bytes);
    if (element.type === TYPE.compressed) variables.push(variableOf(peeked(own, source), own));
    else if (element.type === TYPE.matrix)
      variables.push(variableOf({ ...source, bytes: bytes.subarray(at, element.start + element.bytes) }, undefined));
    else throw damaged(where, `an element of type ${element.type} at byte ${at}, which is no matrix`);
    if (variables.length > MOST.variables)
      throw new UserError({ where, message: 'more variables than are looked at', allowed: `${MOST.variables}` });
    at = element.next;
  }
  // What has no name belongs to the program that wrote the file.
  return variables.filter(({ name }) => name !== '');
}

function variableOf(source: Source, packed: Uint8Array | undefined): Variable {
  const { bytes, where, little } = source;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const matrix = elementAt(source, 0);
  if (matrix.type !== TYPE.matrix) throw damaged(where, `an element of type ${matrix.type} in place of a matrix`);
  const part = (at: number, types: readonly number[], most: number, what: string) => {
    const element = elementAt(source, at);
    if (!types.includes(element.type) || element.bytes > most || element.start + element.bytes > bytes.length)
      throw damaged(where, `${what} of a matrix`);
    return element;
  };
  const flags = part(matrix.start, [TYPE.uint32], 8, 'no flags');
  if (flags.bytes !== 8) throw damaged(where, 'no flags of a matrix');
  const axes = part(flags.next, [TYPE.int32, TYPE.uint32], 4 * MOST.axes, 'no axes');
  if (axes.bytes < 8) throw damaged(where, 'fewer than two axes of a matrix');
  const name = part(axes.next, [TYPE.int8, TYPE.uint8, TYPE.utf8], MOST.nameBytes, 'no name');
  const word = view.getUint32(flags.start, little);
  return {
    name: String.fromCharCode(...bytes.subarray(name.start, name.start + name.bytes)).replace(/\0+$/, ''),
    kind: word & 0xff,
    flags: word,
    axes: Array.from({ length: axes.bytes / 4 }, (_, i) => view.getUint32(axes.start + 4 * i, little)),
    values: isNumeric(word & 0xff) && name.next + 8 <= bytes.length ? elementAt(source, name.next) : undefined,
    bytes: matrix.start + matrix.bytes,
    packed,
    source,
  };
}

export function chooseFrom(variables: readonly Variable[], where: string, name: string | undefined): Variable {
  const names = variables.map((one) => one.name);
  const found = name === undefined ? variables : variables.filter((one) => one.name === name);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const allowed = names.slice(0, 20).join(', ') || 'none is there';
  if (name !== undefined)
    throw new UserError({ where, field: 'variable', message: 'not once in this file', value: name, allowed });
  const message = names.length === 0 ? 'no variable' : 'several variables';
  throw new UserError({
    where,
    message,
    value: names.slice(0, 20),
    ...(names.length > 0 && { fix: 'options.variable with the name of the one that is read' }),
  });
}

/** Whether a class is one of numbers. */
export const isNumeric = (kind: number) => kind >= FIRST_NUMERIC && kind <= LAST_NUMERIC;
