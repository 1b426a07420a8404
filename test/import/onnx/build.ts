import protobuf from 'protobufjs/light.js';
import { DESCRIPTOR } from '../../../generator/import/onnx/messages.js';

/** Numbers of a tensor; floats unless a type of ONNX is named by its number. */
export interface Values {
  shape: number[];
  values: ArrayLike<number>;
  type?: number;
}

export interface BuiltNode {
  op: string;
  from: string[];
  to: string[];
  name?: string;
  domain?: string;
  /** Whole numbers are ints, in a list too; a number with a point of its own is `{ f }`. */
  attributes?: Record<string, number | number[] | string | { f: number } | Values>;
}

export interface BuiltInput {
  name?: string;
  /** A text is the name of a length that is open. */
  shape: (number | string)[];
  /** ONNX's number of a type; floats unless said otherwise. */
  type?: number;
}

export interface BuiltModel {
  input?: BuiltInput;
  /** Several, in the place of the one. */
  inputs?: BuiltInput[];
  nodes: BuiltNode[];
  constants?: Record<string, Values>;
  outputs?: string[];
  opset?: number;
  /** Fields of the messages, put over what is built. */
  graph?: Record<string, unknown>;
  model?: Record<string, unknown>;
}

const type = () => protobuf.Root.fromJSON(DESCRIPTOR).lookupType('ModelProto');

/** Fields of numbers by ONNX's number of their type, where that is not `int32Data`. */
const FIELDS: Readonly<Record<number, string>> = {
  1: 'floatData',
  7: 'int64Data',
  11: 'doubleData',
  12: 'uint64Data',
  13: 'uint64Data',
};

export const tensor = (name: string, { shape, values, type = 1 }: Values): Record<string, unknown> => ({
  name,
  dims: shape,
  dataType: type,
  [FIELDS[type] ?? 'int32Data']: Array.from(values),
});

const attribute = (name: string, value: NonNullable<BuiltNode['attributes']>[string]): Record<string, unknown> => {
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: Buffer.from(value) };
  if (Array.isArray(value)) return { name, type: 7, ints: value };
  if ('f' in value) return { name, type: 1, f: value.f };
  return { name, type: 4, t: tensor('', value) };
};

const inputOf = ({ name = 'x', shape, type: elemType = 1 }: BuiltInput): Record<string, unknown> => {
  const dim = shape.map((n) => (typeof n === 'number' ? { dimValue: n } : { dimParam: n }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
};

/** Bytes of an ONNX file. The input is `x` of windows of 2 x 8 and the last node's value the output, unless said otherwise. */
export function onnx({
  input,
  inputs,
  nodes,
  constants = {},
  outputs,
  opset = 18,
  graph,
  model,
}: BuiltModel): Uint8Array {
  const built = {
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      node: nodes.map(({ op, from, to, name = '', domain = '', attributes = {} }) => ({
        opType: op,
        input: from,
        output: to,
        name,
        domain,
        attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      })),
      initializer: Object.entries(constants).map(([key, value]) => tensor(key, value)),
      input: (inputs ?? [input ?? { shape: ['N', 2, 8] }]).map(inputOf),
      output: (outputs ?? [nodes[nodes.length - 1]!.to[0]!]).map((output) => ({ name: output })),
      ...graph,
    },
    ...model,
  };
  return type().encode(type().fromObject(built)).finish();
}

/** Numbers from -1 to 1 that follow from a seed. */
export function numbers(count: number, seed = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(state / 2 ** 31 - 1);
  });
}

export const values = (shape: number[], seed = 1): Values => ({
  shape,
  values: numbers(
    shape.reduce((a, b) => a * b, 1),
    seed,
  ),
});

export const whole = (...list: number[]): Values => ({ shape: [list.length], values: list, type: 7 });
