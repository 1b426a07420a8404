import { UserError } from './errors.js';
import { foreignKind } from './file-kind.js';

/** What the header of a NumPy array says. */
export interface NpyHeader {
  /** Type of an element in NumPy's words, such as `<f4`; a list of fields is no type that is read. */
  descr: string;
  /** The first index runs fastest. */
  fortranOrder: boolean;
  shape: number[];
  /** First byte of the values. */
  start: number;
}

const MAGIC = '\x93NUMPY';
/** Bytes of magic and version, then those of the header's length by major version. */
const VERSION_AT = 6;
const LENGTH_AT = 8;
const LENGTH_BYTES: Readonly<Record<number, 2 | 4>> = { 1: 2, 2: 4, 3: 4 };
/** NumPy itself refuses longer ones unless it is told to trust them. */
const MAX_HEADER = 10_000;
const MAX_DEPTH = 8;
/** NumPy's own limit. */
const MAX_AXES = 64;

type Literal = string | boolean | number | Literal[] | Map<string, Literal>;

/**
 * The header of a .npy file (NumPy enhancement proposal 1, versions 1 to 3): a literal of Python, of which nothing is evaluated.
 *
 * @throws UserError when this is no .npy file, or its header has other fields than NumPy writes
 */
export function readNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const allowed = 'an array that NumPy saved (.npy)';
  if (head.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    const kind = foreignKind(bytes);
    throw new UserError({ where, message: `no NumPy array${kind === null ? '' : `: this is ${kind}`}`, allowed });
  }
  const size = LENGTH_BYTES[bytes[VERSION_AT] ?? 0];
  if (size === undefined)
    throw new UserError({ where, field: 'version', message: 'not read', value: bytes[VERSION_AT], allowed: '1 to 3' });
  const truncated = () => new UserError({ where, message: `truncated: ${bytes.length} bytes hold no header`, allowed });
  if (bytes.length < LENGTH_AT + size) throw truncated();
  const length = head.readUIntLE(LENGTH_AT, size);
  const start = LENGTH_AT + size + length;
  if (length > MAX_HEADER)
    throw new UserError({ where, field: 'header', message: 'too long', value: length, allowed: `${MAX_HEADER} bytes` });
  if (start > bytes.length) throw truncated();
  return { ...fieldsOf(head.toString('utf8', LENGTH_AT + size, start), where), start };
}

function fieldsOf(text: string, where: string): Omit<NpyHeader, 'start'> {
  const refuse = (field: string, message: string, value: unknown, more: object = {}) =>
    new UserError({ where, field, message, value, ...more });
  const parsed = new LiteralParser(text).parse();
  if (!(parsed instanceof Map) || parsed.size !== 3)
    throw refuse('header', 'not what NumPy writes', text.trim(), { allowed: 'descr, fortran_order and shape' });
  const [descr, fortranOrder, shape] = ['descr', 'fortran_order', 'shape'].map((key) => parsed.get(key));
  if (Array.isArray(descr))
    throw refuse('descr', 'an array of structures', text.trim(), { fix: 'save each field as an array of its own' });
  if (typeof descr !== 'string') throw refuse('descr', 'no type', text.trim());
  if (typeof fortranOrder !== 'boolean') throw refuse('fortran_order', 'neither True nor False', text.trim());
  if (!Array.isArray(shape) || !shape.every((n): n is number => typeof n === 'number' && Number.isSafeInteger(n)))
    throw refuse('shape', 'no list of whole numbers', text.trim());
  if (shape.length > MAX_AXES) throw refuse('shape', 'too many axes', shape.length, { allowed: `${MAX_AXES} or less` });
  return { descr, fortranOrder, shape };
}

/** Literals of Python as NumPy's headers have them: texts without escapes, True, False, whole numbers, tuples, lists, one dictionary. */
class LiteralParser {
  readonly #tokens: string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = text.match(/'[^'\\\n]*'|"[^"\\\n]*"|\d+L?|\w+|[^\s]/g) ?? [];
  }

  /** undefined: the text is no such literal. */
  parse(): Literal | undefined {
    const value = this.#value(0);
    return this.#at === this.#tokens.length ? value : undefined;
  }

  #value(depth: number): Literal | undefined {
    const token = this.#tokens[this.#at++] ?? '';
    if (depth > MAX_DEPTH) return undefined;
    if (token === 'True' || token === 'False') return token === 'True';
    if (/^\d+L?$/.test(token)) return Number.parseInt(token, 10);
    if (/^(['"]).*\1$/.test(token)) return token.slice(1, -1);
    if (token === '(') return this.#list(')', depth);
    if (token === '[') return this.#list(']', depth);
    return token === '{' ? this.#dictionary(depth) : undefined;
  }

  #list(end: string, depth: number): Literal[] | undefined {
    const values: Literal[] = [];
    while (!this.#skip(end)) {
      const value = this.#value(depth + 1);
      if (value === undefined) return undefined;
      values.push(value);
      if (!this.#skip(',') && this.#tokens[this.#at] !== end) return undefined;
    }
    return values;
  }

  #dictionary(depth: number): Map<string, Literal> | undefined {
    const values = new Map<string, Literal>();
    while (!this.#skip('}')) {
      const key = this.#value(depth + 1);
      if (typeof key !== 'string' || values.has(key) || !this.#skip(':')) return undefined;
      const value = this.#value(depth + 1);
      if (value === undefined) return undefined;
      values.set(key, value);
      if (!this.#skip(',') && this.#tokens[this.#at] !== '}') return undefined;
    }
    return values;
  }

  #skip(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }
}
