import { UserError } from '../../support/errors.js';
import type { Tensor } from '../op-graph.js';
import { externalData } from './external.js';
import type { Bytes, TensorProto } from './messages.js';
import { type DataType, TYPES, typeName, whole } from './types.js';

/** Most numbers of a model, in all its tensors: far more than hardware holds. */
const MOST = 2 ** 26;
/** Most axes of a tensor. */
export const MOST_AXES = 32;

const READ = Object.values(TYPES).map(({ name }) => name);
const FIELDS = ['floatData', 'int32Data', 'int64Data', 'doubleData', 'uint64Data', 'rawData'] as const;

/** Numbers of a tensor; `field` names it in messages. Throws UserError. */
export type ReadTensor = (proto: TensorProto, field: string) => Tensor;

type Refuse = (message: string, value: unknown, allowed: string, at?: number) => never;

/** Reads the tensors of one model, with those that lie in files beside it, which are noted in `beside`. */
export function tensorReader(where: string, beside: Set<string>): ReadTensor {
  const external = externalData(where, beside);
  let left = MOST;
  return (proto, field) => {
    const refuse: Refuse = (message, value, allowed, at) => {
      throw new UserError({ where, field: at === undefined ? field : `${field}[${at}]`, message, value, allowed });
    };
    const type = TYPES[proto.dataType];
    if (type === undefined)
      return refuse('a type of numbers that is not read', typeName(proto.dataType), READ.join(', '));
    if (proto.segment !== null) refuse('a part of a tensor', 'segment', 'whole tensors');
    const shape = shapeOf(proto, refuse);
    const count = shape.reduce((a, b) => a * b, 1);
    if (!(count <= left))
      refuse('more numbers than are read', count, `${MOST} in the whole model, of which ${left} are left`);
    // All that could be larger than the file is told by now: nothing of its length has been made.
    const bytes = Math.ceil((count * type.bits) / 8);
    const values = numbersOf(proto, type, count, bytes, () => external(proto, field, bytes), refuse);
    left -= count;
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0 && type.integer) refuse('a whole number that a double does not hold', undefined, 'up to 53 bits', at);
    if (at >= 0) refuse('not a finite number', String(values[at]), 'finite numbers', at);
    return { shape, values, integer: type.integer, ...(type.range && { range: type.range }) };
  };
}

function shapeOf({ dims }: TensorProto, refuse: Refuse): number[] {
  if (dims.length > MOST_AXES) refuse('no shape of a tensor', `${dims.length} axes`, `up to ${MOST_AXES} axes`);
  const shape = dims.map(whole);
  if (shape.some((n) => !Number.isSafeInteger(n) || n < 0))
    refuse('no shape of a tensor', shape, 'lengths of 0 or more');
  return shape;
}

/** Numbers from where they are: in a file beside the model, raw or in the field of their type. */
function numbersOf(
  proto: TensorProto,
  type: DataType,
  count: number,
  bytes: number,
  external: () => Uint8Array,
  refuse: Refuse,
): Float64Array {
  if (proto.dataLocation === 1) return fromRaw(external(), type, count, bytes, refuse);
  if (proto.dataLocation !== 0) refuse('its data lie nowhere', proto.dataLocation, '0: in the file, 1: beside it');
  const filled = FIELDS.filter((field) => proto[field].length > 0);
  const strange = filled.find((field) => field !== 'rawData' && field !== type.field);
  if (strange !== undefined) refuse('its data are in a field of other types', strange, `rawData, ${type.field}`);
  if (filled.length > 1) refuse('its data are there twice', filled, 'rawData or one other field');
  if (filled[0] === 'rawData' || filled.length === 0) return fromRaw(proto.rawData, type, count, bytes, refuse);
  const values = proto[type.field].map((value) => (typeof value === 'number' ? value : whole(value)));
  const { of = (value) => value, limits: [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } = type;
  const wanted = type.bits < 8 ? bytes : count;
  if (values.length !== wanted) refuse('its data do not fit its shape', `${values.length} numbers`, `${wanted}`);
  const at = values.findIndex((value) => value < low || value > high);
  if (at >= 0) refuse('no number of its type', values[at], `${low} to ${high}`, at);
  if (type.bits < 8) return fromRaw(Uint8Array.from(values), type, count, bytes, refuse);
  return Float64Array.from(values, of);
}

function fromRaw(raw: Bytes, { read }: DataType, count: number, bytes: number, refuse: Refuse): Float64Array {
  if (raw.length !== bytes) refuse('its data do not fit its shape', `${raw.length} bytes`, `${bytes} bytes`);
  const values = new Float64Array(count);
  if (!(raw instanceof Uint8Array)) return values;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let i = 0; i < count; i++) values[i] = read(view, i);
  return values;
}
