import type { Attribute, Op, Tensor } from '../op-graph.js';
import { Refusal, type Value } from './value.js';

/*
 * Attributes and constant inputs of operators, read strictly: what is there must be of the kind that ONNX says.
 */

export function intOf(op: Op, name: string, absent: number): number {
  const value = op.attributes[name] ?? absent;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw wrong(name, value, 'a whole number');
}

export function floatOf(op: Op, name: string, absent: number): number {
  const value = op.attributes[name] ?? absent;
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw wrong(name, value, 'a number');
}

export function textOf(op: Op, name: string, absent: string): string {
  const value = op.attributes[name] ?? absent;
  if (typeof value === 'string') return value;
  throw wrong(name, value, 'a text');
}

export function intsOf(op: Op, name: string): readonly number[] | null {
  const value = op.attributes[name];
  if (value === undefined) return null;
  if (isList(value) && value.every((n) => typeof n === 'number' && Number.isInteger(n))) return value as number[];
  throw wrong(name, value, 'whole numbers');
}

const isList = (value: Attribute): value is readonly number[] | readonly string[] => Array.isArray(value);

const wrong = (name: string, value: Attribute, allowed: string) =>
  new Refusal(`attribute ${name} is ${JSON.stringify(value).slice(0, 80)}`, { allowed });

/** An input that must be known numbers; null: it is not there. */
export function tensorOf(value: Value | null | undefined, what: string): Tensor | null {
  if (value === null || value === undefined) return null;
  if (value.kind === 'constant') return value.tensor;
  throw new Refusal(`${what} is computed from the signal`, { allowed: 'numbers that the file holds' });
}

/** An input that must be known numbers and be there. */
export function neededTensor(value: Value | null | undefined, what: string): Tensor {
  const tensor = tensorOf(value, what);
  if (tensor === null) throw new Refusal(`${what} is missing`);
  return tensor;
}

/** Whole numbers of a constant input, such as axes; null: it is not there. */
export function wholeOf(value: Value | null | undefined, what: string): number[] | null {
  const tensor = tensorOf(value, what);
  if (tensor === null) return null;
  const numbers = [...tensor.values];
  if (numbers.every((n) => Number.isInteger(n))) return numbers;
  throw new Refusal(`${what} is [${numbers}]`, { allowed: 'whole numbers' });
}
