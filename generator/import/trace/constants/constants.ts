import { isTensor, type Op, type Tensor } from '../../op-graph.js';
import { intOf, intsOf } from '../attributes.js';
import { product, wantedLengths } from '../axes.js';
import { cuts } from '../slices.js';
import { axisOf, Refusal } from '../value.js';
import { ARITHMETIC } from './arithmetic.js';
import { array, broadcastShape, expanded, gathered, scalar, whole } from './arrays.js';
import { type Compute, needed, numbers } from './compute.js';
import { GRIDS } from './grids.js';

const laid = (x: Tensor, shape: readonly number[]): Tensor => ({ ...x, shape: [...shape] });

/** ONNX's numbers of types that are whole: int8 to int64, bool. */
const WHOLE_TYPES = [2, 3, 4, 5, 6, 7, 9, 12, 13];

/** Arithmetic of known numbers: shapes, axes and weights. */
export const CONSTANTS: Readonly<Record<string, Compute>> = {
  ...ARITHMETIC,
  ...GRIDS,
  Identity: (_, from) => [needed(from, 0)],
  Dropout: (_, from) => [needed(from, 0)],
  Shape: (op, from) => {
    const { shape } = needed(from, 0);
    const { start = 0, end = shape.length } = op.attributes as { start?: number; end?: number };
    return [whole(shape.slice(start, end))];
  },
  Size: (_, from) => [scalar(needed(from, 0).values.length, true)],
  Cast: (op, from) => [cast(needed(from, 0), WHOLE_TYPES.includes(intOf(op, 'to', 1)))],
  CastLike: (_, from) => [cast(needed(from, 0), needed(from, 1).integer)],
  ConstantOfShape: (op, from) => {
    const value = op.attributes.value;
    const fill = isTensor(value) ? value : scalar(0, false);
    return [array([...needed(from, 0).values], fill.integer, (values) => values.fill(fill.values[0] ?? 0))];
  },
  Range: (_, from) => {
    const [start, limit, step] = [0, 1, 2].map((i) => needed(from, i).values[0] ?? 0) as [number, number, number];
    const count = Math.max(0, Math.ceil((limit - start) / step));
    return [
      array([count], needed(from, 0).integer, (values) =>
        values.forEach((_, i) => {
          values[i] = start + i * step;
        }),
      ),
    ];
  },
  Reshape: (op, from) => {
    const x = needed(from, 0);
    return [laid(x, wantedLengths([...needed(from, 1).values], x.shape, intOf(op, 'allowzero', 0) === 1))];
  },
  Flatten: (op, from) => {
    const x = needed(from, 0);
    const at = intOf(op, 'axis', 1);
    const axis = at < 0 ? at + x.shape.length : at;
    return [laid(x, [product(x.shape.slice(0, axis)), product(x.shape.slice(axis))])];
  },
  Transpose: (op, from) => {
    const x = needed(from, 0);
    const order = intsOf(op, 'perm') ?? x.shape.map((_, i) => x.shape.length - 1 - i);
    if ([...order].sort((a, b) => a - b).some((at, i) => at !== i) || order.length !== x.shape.length)
      throw new Refusal(`order [${order}] of ${x.shape.length} axes`);
    const shape = order.map((at) => x.shape[at]!);
    return [gathered(x, shape, (index) => x.shape.map((_, k) => index[order.indexOf(k)]!))];
  },
  Squeeze: (_, from) => {
    const x = needed(from, 0);
    const axes = numbers(from[1])?.map((axis) => axisOf(axis, x.shape.length));
    return [
      laid(
        x,
        x.shape.filter((n, i) => (axes === undefined ? n !== 1 : !axes.includes(i))),
      ),
    ];
  },
  Unsqueeze: (_, from) => {
    const x = needed(from, 0);
    const axes = [...needed(from, 1).values];
    const rank = x.shape.length + axes.length;
    const at = axes.map((axis) => axisOf(axis, rank));
    const left = [...x.shape];
    return [
      laid(
        x,
        Array.from({ length: rank }, (_, i) => (at.includes(i) ? 1 : left.shift()!)),
      ),
    ];
  },
  Concat: (op, from) => [
    concatenated(
      from.map((_, i) => needed(from, i)),
      intOf(op, 'axis', 0),
    ),
  ],
  Slice: (_, from) => {
    const x = needed(from, 0);
    const [starts, ends] = [needed(from, 1), needed(from, 2)].map((t) => [...t.values]) as [number[], number[]];
    const all = cuts(x.shape, starts, ends, numbers(from[3]), numbers(from[4]));
    const shape = x.shape.map((n, i) => all.find(({ axis }) => axis === i)?.count ?? n);
    return [
      gathered(x, shape, (index) =>
        index.map((n, i) => {
          const cut = all.find(({ axis }) => axis === i);
          return cut === undefined ? n : cut.start + n * cut.step;
        }),
      ),
    ];
  },
  Gather: (op, from) => {
    const [x, which] = [needed(from, 0), needed(from, 1)];
    const axis = axisOf(intOf(op, 'axis', 0), x.shape.length);
    const at = [...which.values].map((i) => axisOf(i, x.shape[axis]!));
    const rank = which.shape.length;
    const shape = [...x.shape.slice(0, axis), ...which.shape, ...x.shape.slice(axis + 1)];
    return [
      gathered(x, shape, (index) => {
        const flat = index.slice(axis, axis + rank).reduce((sum, n, k) => sum * which.shape[k]! + n, 0);
        return [...index.slice(0, axis), at[flat]!, ...index.slice(axis + rank)];
      }),
    ];
  },
  Expand: (_, from) => {
    const x = needed(from, 0);
    return [expanded(x, broadcastShape([x.shape, [...needed(from, 1).values]]))];
  },
  Tile: (_, from) => {
    const x = needed(from, 0);
    const shape = x.shape.map((n, i) => n * (needed(from, 1).values[i] ?? 1));
    return [gathered(x, shape, (index) => index.map((n, i) => n % x.shape[i]!))];
  },
  MatMul: (_, from) => {
    const [a, b] = [needed(from, 0), needed(from, 1)];
    const [rows, inner] = a.shape;
    const [other, columns] = b.shape;
    if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== other)
      throw new Refusal(`shapes [${a.shape}] and [${b.shape}] do not fit`, { allowed: 'two matrices' });
    const result = array([rows!, columns!], false, (values) => {
      for (let i = 0; i < rows!; i++)
        for (let k = 0; k < inner!; k++)
          for (let j = 0; j < columns!; j++)
            values[i * columns! + j]! += a.values[i * inner! + k]! * b.values[k * columns! + j]!;
    });
    return [result];
  },
};

/** The numbers that a Constant holds. */
export function constantOf(op: Op): Tensor {
  const { value, value_float, value_int, value_floats, value_ints } = op.attributes;
  if (isTensor(value)) return value;
  if (typeof value_float === 'number') return scalar(value_float, false);
  if (typeof value_int === 'number') return scalar(value_int, true);
  if (value_floats !== undefined) return { ...whole(value_floats as readonly number[]), integer: false };
  if (value_ints !== undefined) return whole(value_ints as readonly number[]);
  throw new Refusal('a constant without numbers', { allowed: 'a tensor, numbers or a number' });
}

function cast(x: Tensor, integer: boolean): Tensor {
  return integer && !x.integer ? { ...x, integer, values: x.values.map(Math.trunc) } : { ...x, integer };
}

function concatenated(parts: readonly Tensor[], at: number): Tensor {
  const [first] = parts;
  if (first === undefined) throw new Refusal('nothing to concatenate');
  const axis = axisOf(at, first.shape.length);
  const misfit = parts.find(
    ({ shape }) => shape.length !== first.shape.length || shape.some((n, i) => i !== axis && n !== first.shape[i]),
  );
  if (misfit !== undefined) throw new Refusal(`shapes [${first.shape}] and [${misfit.shape}] do not fit`);
  const shape = first.shape.map((n, i) => (i === axis ? parts.reduce((s, p) => s + p.shape[axis]!, 0) : n));
  const integer = parts.every((part) => part.integer);
  return array(shape, integer, (values) => {
    const inner = product(first.shape.slice(axis + 1));
    const row = shape[axis]! * inner;
    let before = 0;
    for (const { shape: own, values: from } of parts) {
      const size = own[axis]! * inner;
      for (let i = 0; i * size < from.length; i++)
        values.set(from.subarray(i * size, (i + 1) * size), i * row + before);
      before += size;
    }
  });
}
