import { intOf, intsOf } from '../attributes.js';
import { product } from '../axes.js';
import { axisOf, Refusal } from '../value.js';
import { elementwise, reduced } from './arrays.js';
import { type Compute, needed, numbers } from './compute.js';

const binary =
  (f: (a: number, b: number) => number, integer: 'as inputs' | 'yes' = 'as inputs'): Compute =>
  (_, from) => {
    const [a, b] = [needed(from, 0), needed(from, 1)];
    return [elementwise([a, b], integer === 'yes' || (a.integer && b.integer), f)];
  };

const unary =
  (f: (a: number) => number): Compute =>
  (_, from) => [elementwise([needed(from, 0)], needed(from, 0).integer, f)];

const many =
  (f: (...values: number[]) => number): Compute =>
  (_, from) => {
    const all = from.map((_, i) => needed(from, i));
    return [
      elementwise(
        all,
        all.every(({ integer }) => integer),
        f,
      ),
    ];
  };

const reduce =
  (fold: (values: readonly number[]) => number): Compute =>
  (op, from) => {
    const x = needed(from, 0);
    const given = numbers(from[1]) ?? intsOf(op, 'axes');
    if ((given === null || given.length === 0) && intOf(op, 'noop_with_empty_axes', 0) === 1) return [x];
    const axes = given === null || given.length === 0 ? x.shape.map((_, i) => i) : given;
    const at = axes.map((axis) => axisOf(axis, x.shape.length));
    return [reduced(x, at, intOf(op, 'keepdims', 1) === 1, fold)];
  };

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
/** Elementwise arithmetic and sums over axes. */
export const ARITHMETIC: Readonly<Record<string, Compute>> = {
  Where: (_, from) => {
    const [a, b] = [needed(from, 1), needed(from, 2)];
    return [elementwise([needed(from, 0), a, b], a.integer && b.integer, (c, x, y) => (c !== 0 ? x : y))];
  },
  Clip: (_, from) => {
    const [low, high] = [from[1]?.values[0] ?? -Infinity, from[2]?.values[0] ?? Infinity];
    return [elementwise([needed(from, 0)], needed(from, 0).integer, (v) => Math.min(high, Math.max(low, v)))];
  },
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: (op, from) => {
    const [a, b] = [needed(from, 0), needed(from, 1)];
    const both = a.integer && b.integer;
    if (both && b.values.includes(0)) throw new Refusal('divides by zero');
    return binary((x, y) => (both ? Math.trunc(x / y) : x / y))(op, from);
  },
  Mod: binary((a, b) => a - b * Math.floor(a / b)),
  Pow: binary((a, b) => a ** b),
  Min: many(Math.min),
  Max: many(Math.max),
  Sum: many((...values) => sum(values)),
  Equal: binary((a, b) => Number(a === b), 'yes'),
  Less: binary((a, b) => Number(a < b), 'yes'),
  Greater: binary((a, b) => Number(a > b), 'yes'),
  And: binary((a, b) => Number(a !== 0 && b !== 0), 'yes'),
  Or: binary((a, b) => Number(a !== 0 || b !== 0), 'yes'),
  Not: unary((a) => Number(a === 0)),
  Neg: unary((a) => -a),
  Abs: unary(Math.abs),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((a) => 1 / a),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Sign: unary(Math.sign),
  Relu: unary((a) => Math.max(0, a)),
  Sigmoid: unary((a) => 1 / (1 + Math.exp(-a))),
  Tanh: unary(Math.tanh),
  Softplus: unary((a) => Math.log1p(Math.exp(-Math.abs(a))) + Math.max(a, 0)),
  ReduceSum: reduce(sum),
  ReduceMean: reduce((values) => sum(values) / values.length),
  ReduceProd: reduce(product),
  ReduceMax: reduce((values) => values.reduce((a, b) => Math.max(a, b), -Infinity)),
  ReduceMin: reduce((values) => values.reduce((a, b) => Math.min(a, b), Infinity)),
  ReduceL1: reduce((values) => sum(values.map(Math.abs))),
  ReduceL2: reduce((values) => Math.sqrt(sum(values.map((v) => v * v)))),
  ReduceSumSquare: reduce((values) => sum(values.map((v) => v * v))),
};
