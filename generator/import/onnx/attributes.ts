import { UserError } from '../../support/errors.js';
import type { Attribute } from '../op-graph.js';
import type { AttributeProto, Bytes } from './messages.js';
import type { ReadTensor } from './tensor.js';
import { whole } from './types.js';

const text = (bytes: Bytes) => new TextDecoder().decode(Uint8Array.from(bytes));

/** By ONNX's number of an attribute's type; others (graphs, types) are left out, as no operator with them comes in. */
const VALUES: Readonly<Record<number, (a: AttributeProto, field: string, read: ReadTensor) => Attribute | null>> = {
  1: ({ f }) => f,
  2: ({ i }) => whole(i),
  3: ({ s }) => text(s),
  4: ({ t }, field, read) => t && read(t, field),
  6: ({ floats }) => [...floats],
  7: ({ ints }) => ints.map(whole),
  8: ({ strings }) => strings.map(text),
};

/**
 * Attributes of an operator by their names.
 *
 * @param operator its name in messages
 * @throws UserError for numbers that are none, and for names that are there twice
 */
export function attributesOf(
  attributes: readonly AttributeProto[],
  operator: string,
  where: string,
  read: ReadTensor,
): Record<string, Attribute> {
  const found = new Map<string, Attribute>();
  for (const each of attributes) {
    const field = `${operator}: attribute ${each.name}`;
    if (found.has(each.name)) throw new UserError({ where, field, message: 'a name that is there twice' });
    if (each.refAttrName !== '')
      throw new UserError({ where, field, message: 'refers to a function, and is in none', value: each.refAttrName });
    const value = VALUES[each.type || impliedType(each)]?.(each, field, read) ?? null;
    if (value === null) continue;
    if (isNoNumber(each.name, value))
      throw new UserError({ where, field, message: 'no finite number, or a whole one of more than 53 bits' });
    found.set(each.name, value);
  }
  return Object.fromEntries(found);
}

/** Attributes that infinity leaves open: bounds of a Clip. */
const BOUNDS: readonly string[] = ['min', 'max'];

const isNoNumber = (name: string, value: Attribute) => {
  const numbers = typeof value === 'number' ? [value] : Array.isArray(value) ? value : [];
  const wrong = BOUNDS.includes(name) ? Number.isNaN : (each: number) => !Number.isFinite(each);
  return numbers.some((each) => typeof each === 'number' && wrong(each));
};

/** Files of the first versions say no type: what is there tells it. */
function impliedType(a: AttributeProto): number {
  if (a.t !== null) return 4;
  if (a.g.length > 0) return 5;
  if (a.ints.length > 0) return 7;
  if (a.floats.length > 0) return 6;
  if (a.strings.length > 0) return 8;
  if (a.s.length > 0) return 3;
  return a.f !== 0 ? 1 : 2;
}
