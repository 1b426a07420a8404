import { UserError } from '../../support/errors.js';
import type { OpInput } from '../op-graph.js';
import type { TypeProto, ValueInfoProto } from './messages.js';
import { MOST_AXES } from './tensor.js';
import { typeName, whole } from './types.js';

/** Types that an input may have: numbers. */
const INPUT_TYPES = [1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 16];

/** What an input may be besides a tensor. */
const KINDS: Readonly<Record<NonNullable<TypeProto['value']>, string>> = {
  tensorType: 'a tensor',
  sequenceType: 'a sequence',
  mapType: 'a map',
  opaqueType: 'a value of a type of its own',
  sparseTensorType: 'a sparse tensor',
  optionalType: 'an optional value',
};

/** An input's name and lengths. Throws UserError for what is no tensor of numbers. */
export function inputOf({ name, type }: ValueInfoProto, where: string): OpInput {
  const field = `input ${name}`;
  const tensor = type?.tensorType ?? null;
  if (tensor === null) {
    const value = type?.value && KINDS[type.value];
    throw new UserError({ where, field, message: 'is no tensor', value, allowed: 'a tensor of numbers' });
  }
  if (!INPUT_TYPES.includes(tensor.elemType))
    throw new UserError({
      where,
      field,
      message: 'a type that no signal has',
      value: typeName(tensor.elemType),
      allowed: INPUT_TYPES.map(typeName).join(', '),
    });
  if (tensor.shape === null)
    throw new UserError({
      where,
      field,
      message: 'the file does not say its axes',
      allowed: 'windows, channels, positions',
    });
  // An axis without a length, and one that has a letter for it, is open; a length of 0 is one.
  const shape = tensor.shape.dim.map(({ value, dimValue }) => (value === 'dimValue' ? whole(dimValue) : null));
  if (shape.length > MOST_AXES)
    throw new UserError({ where, field, message: 'too many axes', value: shape.length, allowed: `up to ${MOST_AXES}` });
  if (shape.some((n) => n !== null && !(Number.isSafeInteger(n) && n > 0)))
    throw new UserError({
      where,
      field,
      message: 'no lengths of axes',
      value: shape,
      allowed: '1 or more, or a name for a length that is open',
    });
  return { name, shape };
}
