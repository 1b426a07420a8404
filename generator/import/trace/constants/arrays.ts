import type { Tensor } from '../../op-graph.js';
import { product } from '../axes.js';
import { Refusal } from '../value.js';

/*
 * Arrays of known numbers: what networks compute of shapes, axes and weights before any window is seen. Row-major; shapes as in NumPy.
 */

/** Most numbers that one computation may make: weights are far smaller, and a file can ask for anything. */
const MAX_NUMBERS = 2 ** 26;

export function array(shape: readonly number[], integer: boolean, fill: (values: Float64Array) => void): Tensor {
  const size = product(shape);
  if (!(size <= MAX_NUMBERS) || shape.some((n) => !Number.isInteger(n) || n < 0))
    throw new Refusal(`makes an array of shape [${shape}]`, { allowed: `${MAX_NUMBERS} numbers or fewer` });
  const values = new Float64Array(size);
  fill(values);
  return { shape: [...shape], values, integer };
}

export const scalar = (value: number, integer: boolean): Tensor => ({
  shape: [],
  values: Float64Array.of(value),
  integer,
});

export const whole = (values: readonly number[]): Tensor => ({
  shape: [values.length],
  values: Float64Array.from(values),
  integer: true,
});

/** Steps in the flat array for each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * shape[i + 1]!;
  return strides;
}

/** Shape of an elementwise result of NumPy's broadcasting. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    const lengths = shapes.map((shape) => shape[i - rank + shape.length] ?? 1).filter((n) => n !== 1);
    const length = lengths[0] ?? 1;
    if (lengths.some((n) => n !== length))
      throw new Refusal(`shapes ${shapes.map((shape) => `[${shape}]`).join(' and ')} do not fit`);
    return length;
  });
}

/** Reads `shape` of an array, element by element: `pick` turns an index of the result into one of the array, axis by axis. */
export function gathered(
  x: Tensor,
  shape: readonly number[],
  pick: (index: readonly number[]) => readonly number[],
): Tensor {
  const strides = stridesOf(x.shape);
  return array(shape, x.integer, (values) => {
    const index = new Array<number>(shape.length).fill(0);
    for (let i = 0; i < values.length; i++) {
      const from = pick(index);
      let at = 0;
      for (let k = 0; k < strides.length; k++) at += strides[k]! * from[k]!;
      values[i] = x.values[at]!;
      for (let k = shape.length - 1; k >= 0 && ++index[k]! === shape[k]; k--) index[k] = 0;
    }
  });
}

/** An array repeated along axes of length 1 to a shape that it fits. */
export function expanded(x: Tensor, shape: readonly number[]): Tensor {
  const missing = shape.length - x.shape.length;
  return gathered(x, shape, (index) => x.shape.map((length, k) => (length === 1 ? 0 : index[k + missing]!)));
}

/** Elementwise, under broadcasting. */
export function elementwise(tensors: readonly Tensor[], integer: boolean, f: (...values: number[]) => number): Tensor {
  const shape = broadcastShape(tensors.map((tensor) => tensor.shape));
  const wide = tensors.map((tensor) =>
    tensor.shape.join() === shape.join() ? tensor.values : expanded(tensor, shape).values,
  );
  return array(shape, integer, (values) => {
    for (let i = 0; i < values.length; i++) values[i] = f(...wide.map((each) => each[i]!));
  });
}

/** Folds over axes; they stay with length 1 if asked. */
export function reduced(
  x: Tensor,
  axes: readonly number[],
  keep: boolean,
  fold: (values: readonly number[]) => number,
): Tensor {
  const kept = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const strides = stridesOf(kept);
  const sets: number[][] = Array.from({ length: product(kept) }, () => []);
  const own = stridesOf(x.shape);
  x.values.forEach((value, i) => {
    let at = 0;
    for (let k = 0; k < own.length; k++)
      if (!axes.includes(k)) at += strides[k]! * (Math.floor(i / own[k]!) % x.shape[k]!);
    sets[at]!.push(value);
  });
  const shape = keep ? kept : x.shape.filter((_, i) => !axes.includes(i));
  return array(shape, x.integer, (values) =>
    values.forEach((_, i) => {
      values[i] = fold(sets[i]!);
    }),
  );
}
