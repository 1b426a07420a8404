import { type Problem, UserError } from '../../support/errors.js';
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

/** All axes from this one on are one. */
const joining = (op: Op): Op => ({ ...op, attributes: { axis: 1, ...op.attributes, joins: 1 } });

/** What the values besides the first are made for. */
const training = (op: Op): Op =>
  op.to.slice(1).some((name) => name !== '') ? { ...op, attributes: { ...op.attributes, training_mode: 1 } } : op;

/** Operators that mean something else before the set of which number, in today's words. */
const REWORDED = new Map<string, { before: number; as: (op: Op) => Op }>([
  ['Softmax', { before: 13, as: joining }],
  ['LogSoftmax', { before: 13, as: joining }],
  ['Hardmax', { before: 13, as: joining }],
  ['BatchNormalization', { before: 14, as: training }],
]);

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

/** Adds numbers that become an input, under this name. */
export type AddConstant = (name: string, tensor: Tensor) => void;

/**
 * The newest form of an operator of an older set; what becomes an input is added to the constants.
 *
 * @throws UserError for a form that its set does not have
 */
export function modern(op: Op, opset: number, where: string, fresh: FreshName, add: AddConstant): Op {
  const dropped = DROPPED.get(op.op);
  const old = dropped && op.attributes[dropped.attribute];
  if (dropped !== undefined && old !== undefined && old !== dropped.only)
    throw refused(op, where, { message: `attribute ${dropped.attribute}`, value: old, allowed: `${dropped.only}` });
  const reworded = REWORDED.get(op.op);
  if (reworded !== undefined && opset < reworded.before) return reworded.as(op);
  const moved = MOVED.get(op.op);
  if (moved === undefined) return op;
  if (opset < moved.before) return withInputs(op, moved.inputs, opset, where, fresh, add);
  const late = Object.keys(moved.inputs).find((name) => Object.hasOwn(op.attributes, name));
  if (late === undefined) return op;
  throw refused(op, where, { message: `has ${late} as an attribute`, allowed: `an input, in set ${opset}` });
}

const refused = (op: Op, where: string, problem: Omit<Problem, 'where' | 'field'>) =>
  new UserError({ where, field: `${op.op} ${op.name}`, ...problem });

/** Attributes as inputs behind the first. */
function withInputs(
  op: Op,
  inputs: Readonly<Record<string, Kind>>,
  opset: number,
  where: string,
  fresh: FreshName,
  add: AddConstant,
): Op {
  if (op.from.length > 1)
    throw refused(op, where, { message: 'reads more than one value', allowed: `one, in set ${opset}` });
  const added = Object.entries(inputs).map(([name, kind]) => {
    if (!Object.hasOwn(op.attributes, name)) return '';
    const value = op.attributes[name]!;
    const tensor = TENSORS[kind](value);
    if (tensor === null)
      throw refused(op, where, { message: `attribute ${name} is of another type`, value, allowed: WORDS[kind] });
    const key = fresh(`${op.to.find((made) => made !== '')}: ${name}`);
    add(key, tensor);
    return key;
  });
  const rest = Object.entries(op.attributes).filter(([name]) => !Object.hasOwn(inputs, name));
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
