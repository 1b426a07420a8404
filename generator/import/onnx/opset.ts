import { UserError } from '../../support/errors.js';
import type { Attribute, Op, Tensor } from '../op-graph.js';
import type { OperatorSetIdProto } from './messages.js';
import type { FreshName } from './names.js';
import { whole } from './types.js';

/** Operator sets whose meaning is known here. */
const OPSETS = { min: 7, max: 25 };

/** Names of ONNX's own set of operators. */
export const OWN: readonly string[] = ['', 'ai.onnx'];

/** What an attribute that became an input holds: whole numbers, one of them, or a real number. */
type Kind = 'ints' | 'int' | 'float';

const AXES = { axes: 'ints' } as const;
const REDUCTIONS = ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'SumSquare'];

/** Attributes that later operator sets read as inputs, behind the first and in the order of these; before the set of which number. */
const MOVED = new Map<string, { before: number; inputs: Readonly<Record<string, Kind>> }>([
  ['Squeeze', { before: 13, inputs: AXES }],
  ['Unsqueeze', { before: 13, inputs: AXES }],
  ['ReduceSum', { before: 13, inputs: AXES }],
  ...REDUCTIONS.map((name) => [`Reduce${name}`, { before: 18, inputs: AXES }] as const),
  ['Slice', { before: 10, inputs: { starts: 'ints', ends: 'ints', axes: 'ints' } }],
  ['Pad', { before: 11, inputs: { pads: 'ints', value: 'float' } }],
  ['Clip', { before: 11, inputs: { min: 'float', max: 'float' } }],
  ['Split', { before: 13, inputs: { split: 'ints' } }],
  ['Dropout', { before: 12, inputs: { ratio: 'float' } }],
  ['TopK', { before: 10, inputs: { k: 'int' } }],
]);

/** Attributes that were dropped, with the one value of them that an operator without them has. */
const DROPPED = new Map([['BatchNormalization', { attribute: 'spatial', only: 1 }]]);

/** Before set 13 all axes from this one on are one. */
const JOINING: readonly string[] = ['Softmax', 'LogSoftmax', 'Hardmax'];

/**
 * Version of ONNX's own operators among those that are imported; null: none is.
 *
 * @throws UserError unless its meaning is known
 */
export function opsetOf(imports: readonly OperatorSetIdProto[], where: string, field: string): number | null {
  const versions = [...new Set(imports.flatMap((one) => (OWN.includes(one.domain) ? [whole(one.version)] : [])))];
  const [version] = versions;
  if (version === undefined) return null;
  if (versions.length > 1)
    throw new UserError({ where, field, message: 'several sets of operators', value: versions, allowed: 'one' });
  if (version >= OPSETS.min && version <= OPSETS.max) return version;
  throw unknown(where, field, version);
}

/** Why a file's operators are not understood. */
export const unknown = (where: string, field: string, value: number | null) =>
  new UserError({
    where,
    field,
    message: 'operators of a set that is not known here',
    value,
    allowed: `${OPSETS.min} to ${OPSETS.max}`,
    fix: 'torch.onnx.export(..., opset_version=18), or onnx.version_converter',
  });

/**
 * The newest form of an operator of an older set; what becomes an input is added to the constants.
 *
 * @throws UserError for a form that its set does not have
 */
export function modern(
  op: Op,
  opset: number,
  where: string,
  fresh: FreshName,
  add: (name: string, tensor: Tensor) => void,
): Op {
  const field = `${op.op} ${op.name}`;
  const dropped = DROPPED.get(op.op);
  const old = dropped && op.attributes[dropped.attribute];
  if (dropped !== undefined && old !== undefined && old !== dropped.only)
    throw new UserError({
      where,
      field,
      message: `attribute ${dropped.attribute}`,
      value: old,
      allowed: `${dropped.only}`,
    });
  if (JOINING.includes(op.op) && opset < 13) return { ...op, attributes: { axis: 1, ...op.attributes, joins: 1 } };
  const moved = MOVED.get(op.op);
  if (moved === undefined) return op;
  const kinds = Object.entries(moved.inputs);
  if (opset >= moved.before) {
    const late = kinds.find(([name]) => Object.hasOwn(op.attributes, name));
    if (late === undefined) return op;
    const allowed = `an input, in set ${opset}`;
    throw new UserError({ where, field, message: `has ${late[0]} as an attribute`, allowed });
  }
  if (op.from.length > 1)
    throw new UserError({ where, field, message: 'reads more than one value', allowed: `one, in set ${opset}` });
  const added = kinds.map(([name, kind]) => {
    const value = Object.hasOwn(op.attributes, name) ? op.attributes[name] : undefined;
    if (value === undefined) return '';
    const key = fresh(`${op.to[0] ?? op.name}: ${name}`);
    const tensor = TENSORS[kind](value);
    if (tensor === null)
      throw new UserError({
        where,
        field,
        message: `attribute ${name} is of another type`,
        value,
        allowed: WORDS[kind],
      });
    add(key, tensor);
    return key;
  });
  const rest = Object.entries(op.attributes).filter(([name]) => !Object.hasOwn(moved.inputs, name));
  return { ...op, from: [...op.from, ...added], attributes: Object.fromEntries(rest) };
}

const WORDS: Readonly<Record<Kind, string>> = { ints: 'whole numbers', int: 'a whole number', float: 'a number' };

/** An attribute as a tensor; null: it is of another kind. */
const TENSORS: Readonly<Record<Kind, (value: Attribute) => Tensor | null>> = {
  ints: (value) =>
    Array.isArray(value) && value.every((n) => Number.isInteger(n))
      ? { shape: [value.length], values: Float64Array.from(value as readonly number[]), integer: true }
      : null,
  int: (value) =>
    Number.isInteger(value) ? { shape: [1], values: Float64Array.of(value as number), integer: true } : null,
  float: (value) => (typeof value === 'number' ? { shape: [], values: Float64Array.of(value), integer: false } : null),
};
