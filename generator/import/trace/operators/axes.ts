import { intOf, intsOf, tensorOf, wholeOf } from '../attributes.js';
import { product, reshaped, transposed, wantedLengths } from '../axes.js';
import { broadcastShape, scalar, whole } from '../constants/arrays.js';
import { axisOf, constant, type Handler, Refusal, type Signal, type Value } from '../value.js';
import type { Operator } from './operator.js';

/** The first input, which is a stream: where it is known numbers the operator has been computed before. */
export function signalOf(from: readonly (Value | null)[], at = 0): Signal {
  const value = from[at];
  if (value?.kind === 'signal') return value;
  throw new Refusal(`input ${at} is no signal`);
}

const same: Handler = (_, from) => [signalOf(from)];

/** To the type of another value: numbers that are known stay known. */
const castLike: Handler = (_, from) => [from[0]?.kind === 'constant' ? from[0] : signalOf(from)];

/** Repeats what has a length of 1: a stream stays as it is. */
const expand: Handler = (_, from, tracing) => {
  const x = signalOf(from);
  const has = tracing.lengths(x);
  const wanted = broadcastShape([has, wholeOf(from[1], 'the shape') ?? []]);
  if (wanted.join() === has.join()) return [x];
  throw new Refusal(`repeats a stream of lengths [${has}] to [${wanted}]`, { allowed: 'the same lengths' });
};

/** Of evaluation: nothing. */
const dropout: Handler = (_, from) => {
  if ((tensorOf(from[2], 'the training mode')?.values[0] ?? 0) !== 0)
    throw new Refusal('leaves out values at random', { fix: 'export in evaluation mode: model.eval()' });
  return [signalOf(from)];
};

const reshape: Handler = (op, from, tracing) => {
  const x = signalOf(from);
  const wanted = wholeOf(from[1], 'the shape') ?? [];
  return [reshaped(x, wantedLengths(wanted, tracing.lengths(x), intOf(op, 'allowzero', 0) === 1), tracing)];
};

const flatten: Handler = (op, from, tracing) => {
  const x = signalOf(from);
  const lengths = tracing.lengths(x);
  const given = intOf(op, 'axis', 1);
  const at = given < 0 ? given + lengths.length : given;
  return [reshaped(x, [product(lengths.slice(0, at)), product(lengths.slice(at))], tracing)];
};

const transpose: Handler = (op, from) => {
  const x = signalOf(from);
  return [transposed(x, intsOf(op, 'perm') ?? x.axes.map((_, i) => x.axes.length - 1 - i))];
};

const squeeze: Handler = (_, from, tracing) => {
  const x = signalOf(from);
  const lengths = tracing.lengths(x);
  const axes = wholeOf(from[1], 'the axes')?.map((axis) => axisOf(axis, lengths.length));
  const long = axes?.find((axis) => lengths[axis] !== 1);
  if (long !== undefined) throw new Refusal(`leaves out axis ${long} of length ${lengths[long]}`);
  return [
    reshaped(
      x,
      lengths.filter((n, i) => (axes === undefined ? n !== 1 : !axes.includes(i))),
      tracing,
    ),
  ];
};

const unsqueeze: Handler = (_, from) => {
  const x = signalOf(from);
  const axes = wholeOf(from[1], 'the axes') ?? [];
  const rank = x.axes.length + axes.length;
  const at = axes.map((axis) => axisOf(axis, rank));
  const left = [...x.axes];
  return [{ ...x, axes: Array.from({ length: rank }, (_, i) => (at.includes(i) ? [] : left.shift()!)) }];
};

const shape: Handler = (op, from, tracing) => {
  const lengths = tracing.lengths(signalOf(from));
  return [constant(whole(lengths.slice(intOf(op, 'start', 0), intOf(op, 'end', lengths.length))))];
};

const axes = 'nothing: axes are named anew';

/** Operators that move axes, and no number. */
export const AXES = {
  Identity: { trace: same, becomes: 'nothing', moves: true, onGrids: true },
  Dropout: { trace: dropout, becomes: 'nothing', limits: 'training mode', moves: true, onGrids: true },
  Cast: { trace: same, becomes: 'nothing', moves: true },
  CastLike: { trace: castLike, becomes: 'nothing', moves: true },
  Expand: { trace: expand, becomes: 'nothing', limits: 'a stream that is repeated', moves: true, onGrids: true },
  Reshape: {
    trace: reshape,
    becomes: `${axes}; channels in another order (channel shuffle)`,
    limits: 'positions that are split',
    moves: true,
    onGrids: true,
  },
  Flatten: { trace: flatten, becomes: axes, moves: true, onGrids: true },
  Transpose: { trace: transpose, becomes: axes, moves: true, onGrids: true },
  Squeeze: { trace: squeeze, becomes: axes, moves: true, onGrids: true },
  Unsqueeze: { trace: unsqueeze, becomes: axes, moves: true, onGrids: true },
  Shape: { trace: shape, becomes: 'known numbers', onGrids: true },
  Size: {
    trace: (_, from, tracing) => [constant(scalar(product(tracing.lengths(signalOf(from))), true))],
    becomes: 'known numbers',
    onGrids: true,
  },
} satisfies Record<string, Operator>;
