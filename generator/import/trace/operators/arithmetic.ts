import type { Tensor } from '../../op-graph.js';
import { floatOf, intOf, neededTensor } from '../attributes.js';
import { longRoles, sameAxes } from '../axes.js';
import { withChannels } from '../channels.js';
import { axesText, type Handler, onEdge, Refusal, type Signal, type Tracing, type Value } from '../value.js';
import { signalOf } from './axes.js';
import { refuseProduct } from './dense.js';
import type { Operator } from './operator.js';

/** `scale[c] * x + offset[c]`, of numbers that the file holds where `trained` is above 0. */
export function affine(
  x: Signal,
  scale: (c: number) => number,
  offset: (c: number) => number,
  trained: number,
  tracing: Tracing,
): Signal {
  const { channels } = tracing.shape(x.edge);
  const edge = tracing.add({
    kind: 'affine',
    from: [x.edge],
    parameters: trained * channels,
    scale: Float64Array.from({ length: channels }, (_, c) => scale(c)),
    offset: Float64Array.from({ length: channels }, (_, c) => offset(c)),
  });
  return onEdge(x, edge);
}

/** A number of each channel, from a tensor that is laid along the framework's axes by broadcasting. */
export function perChannel(given: Signal, tensor: Tensor, tracing: Tracing): { x: Signal; of: (c: number) => number } {
  const [first = 0] = tensor.values;
  if (tensor.values.every((value) => value === first)) {
    if (tensor.shape.length > given.axes.length)
      throw new Refusal(`numbers of shape [${tensor.shape}] make more axes of ${axesText(given.axes)}`);
    return { x: given, of: () => first };
  }
  const missing = given.axes.length - tensor.shape.length;
  const long = tensor.shape.flatMap((length, i) => (length === 1 ? [] : [i + missing]));
  const [at] = long;
  const lengths = tracing.lengths(given);
  if (missing < 0 || at === undefined || long.length > 1 || lengths[at] !== tensor.values.length)
    throw new Refusal(`numbers of shape [${tensor.shape}] over axes ${axesText(given.axes)} of lengths [${lengths}]`, {
      allowed: 'one number, or one for each channel',
    });
  if (longRoles(given, given.axes[at]!, tracing).join() === 'time' && tracing.shape(given.edge).channels > 1)
    throw new Refusal('a number for each position', { allowed: 'one number, or one for each channel' });
  return { x: withChannels(given, at, tracing), of: (c) => tensor.values[c]! };
}

/** Sum of two streams of one shape. */
export function sum(a: Signal, b: Signal, tracing: Tracing): Signal {
  const [x, y] = [tracing.shape(a.edge), tracing.shape(b.edge)];
  if (x.channels !== y.channels || x.positions !== y.positions || !sameAxes(a, b, tracing))
    throw new Refusal(
      `adds ${x.channels} channels of ${x.positions} positions to ${y.channels} of ${y.positions}, as ${axesText(a.axes)} and ${axesText(b.axes)}`,
      { allowed: 'two streams of one shape' },
    );
  const longer = a.axes.length >= b.axes.length ? a : b;
  return { ...longer, edge: tracing.add({ kind: 'add', from: [a.edge, b.edge], parameters: 0 }), grid: null };
}

const two = (from: readonly (Value | null)[]) => from.filter((value) => value?.kind === 'signal').length === 2;

const add: Handler = (_, from, tracing) => {
  if (two(from)) return [sum(signalOf(from, 0), signalOf(from, 1), tracing)];
  const at = from[0]?.kind === 'signal' ? 0 : 1;
  const { x, of } = perChannel(signalOf(from, at), neededTensor(from[1 - at], 'what is added'), tracing);
  return [affine(x, () => 1, of, 1, tracing)];
};

const negative = (x: Signal, tracing: Tracing) =>
  affine(
    x,
    () => -1,
    () => 0,
    0,
    tracing,
  );

const subtract: Handler = (_, from, tracing) => {
  if (two(from)) return [sum(signalOf(from, 0), negative(signalOf(from, 1), tracing), tracing)];
  const at = from[0]?.kind === 'signal' ? 0 : 1;
  const { x, of } = perChannel(signalOf(from, at), neededTensor(from[1 - at], 'what is subtracted'), tracing);
  return [
    at === 0
      ? affine(
          x,
          () => 1,
          (c) => -of(c),
          1,
          tracing,
        )
      : affine(x, () => -1, of, 1, tracing),
  ];
};

const multiply: Handler = (op, from, tracing) => {
  refuseProduct(op, from);
  const at = from[0]?.kind === 'signal' ? 0 : 1;
  const { x, of } = perChannel(signalOf(from, at), neededTensor(from[1 - at], 'the factor'), tracing);
  return [affine(x, of, () => 0, 1, tracing)];
};

const divide: Handler = (op, from, tracing) => {
  if (from[0]?.kind === 'constant') throw new Refusal('divides by what is computed from the signal');
  refuseProduct(op, from);
  const divisor = neededTensor(from[1], 'the divisor');
  if (divisor.values.includes(0)) throw new Refusal('divides by zero');
  const { x, of } = perChannel(signalOf(from), divisor, tracing);
  return [
    affine(
      x,
      (c) => 1 / of(c),
      () => 0,
      1,
      tracing,
    ),
  ];
};

const sumOf: Handler = (op, from, tracing) => {
  const all = from.map((_, i) => signalOf(from, i));
  const total = all.slice(1).reduce((a, b) => sum(a, b, tracing), all[0]!);
  return [
    op.op === 'Mean' && all.length > 1
      ? affine(
          total,
          () => 1 / all.length,
          () => 0,
          0,
          tracing,
        )
      : total,
  ];
};

/** `(x - mean) / sqrt(variance + epsilon) * scale + bias`, of numbers that training has fixed. */
const batchNormalization: Handler = (op, from, tracing) => {
  if (intOf(op, 'training_mode', 0) !== 0)
    throw new Refusal('takes mean and variance from the windows', { fix: 'export in evaluation mode: model.eval()' });
  const given = signalOf(from);
  if (given.axes.length < 2) throw new Refusal(`reads a tensor of ${given.axes.length} axes`);
  const x = withChannels(given, 1, tracing);
  const names = ['the scale', 'the bias', 'the mean', 'the variance'];
  const [scale, bias, mean, variance] = names.map((name, i) => neededTensor(from[i + 1], name));
  const { channels } = tracing.shape(x.edge);
  const misfit = [scale!, bias!, mean!, variance!].findIndex(({ values }) => values.length !== channels);
  if (misfit >= 0) throw new Refusal(`${names[misfit]} has not ${channels} numbers, one for each channel`);
  const epsilon = floatOf(op, 'epsilon', 1e-5);
  const factor = (c: number) => scale!.values[c]! / Math.sqrt(variance!.values[c]! + epsilon);
  const wrong = [...variance!.values].findIndex((v) => !(v + epsilon > 0));
  if (wrong >= 0)
    throw new Refusal(`the variance of channel ${wrong} is ${variance!.values[wrong]}`, { allowed: '0 or more' });
  return [affine(x, factor, (c) => bias!.values[c]! - mean!.values[c]! * factor(c), 4, tracing)];
};

const limits = 'a number for each position; products of two signals';

export const SUMS = {
  Add: {
    trace: add,
    becomes: 'a sum of two streams, or an offset of each channel',
    limits: 'a number for each position',
  },
  Sub: { trace: subtract, becomes: 'as Add', limits: 'a number for each position' },
  Sum: { trace: sumOf, becomes: 'sums of two streams' },
  Mean: { trace: sumOf, becomes: 'sums of two streams' },
  Mul: { trace: multiply, becomes: 'a factor of each channel', limits },
  Div: { trace: divide, becomes: 'a factor of each channel', limits },
  Neg: { trace: (_, from, tracing) => [negative(signalOf(from), tracing)], becomes: 'a factor of each channel' },
  BatchNormalization: {
    trace: batchNormalization,
    becomes: 'a factor and an offset of each channel',
    limits: 'training mode',
  },
} satisfies Record<string, Operator>;
