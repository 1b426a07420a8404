import { PLAIN } from '../../graph/graph.js';
import type { Op, Tensor } from '../../op-graph.js';
import { floatOf, intOf, neededTensor, tensorOf } from '../attributes.js';
import { longRoles } from '../axes.js';
import { elementwise, gathered } from '../constants/arrays.js';
import { type Axis, axesText, type Handler, Refusal, type Signal, signal, type Tracing, type Value } from '../value.js';
import { signalOf } from './axes.js';
import { dequantised, onGrid, stepOf } from './conv.js';
import type { Operator } from './operator.js';

/** Sums over the last axis: `y[..., o] = sum of x[..., i] * w[i][o] + bias[o]`, as a convolution. */
export function dense(x: Signal, w: Tensor, bias: Tensor | null, tracing: Tracing): Signal {
  const axis = x.axes[x.axes.length - 1] ?? [];
  const [inputs = 0, outputs = 0] = w.shape;
  const lengths = tracing.lengths(x);
  if (w.shape.length !== 2 || inputs !== lengths[lengths.length - 1])
    throw new Refusal(`weights of shape [${w.shape}] over axes of lengths [${lengths}]`);
  if (bias !== null && bias.values.length !== outputs && bias.values.length !== 1)
    throw new Refusal(`a bias of shape [${bias.shape}] for ${outputs} outputs`);
  const { channels, positions } = tracing.shape(x.edge);
  const roles = longRoles(x, axis, tracing);
  const kernel = kernelOf(roles, x, channels, positions);
  // Weights [out][channel][tap], whichever of the two the framework's axis counts faster.
  const timeFast = roles[roles.length - 1] === 'time';
  const weights = gathered(w, [outputs, channels, kernel], ([o, c, t]) => [
    timeFast ? c! * kernel + t! : t! * channels + c!,
    o!,
  ]);
  const edge = tracing.add({
    kind: 'conv',
    from: [x.edge],
    parameters: inputs * outputs + (bias === null ? 0 : outputs),
    weights: weights.values,
    bias: Float64Array.from({ length: outputs }, (_, o) => bias?.values[bias.values.length === 1 ? 0 : o] ?? 0),
    outChannels: outputs,
    kernel,
    groups: 1,
    ...PLAIN,
  });
  const left = (each: Axis): Axis => each.filter((role) => role === 'batch' || role === 'time');
  return signal(
    edge,
    x.axes.map((each, i) => (i === x.axes.length - 1 ? (['channel'] as const) : left(each))),
  );
}

/** Taps of the convolution: 1 where channels alone are summed up, all positions where these are too. */
function kernelOf(roles: Axis, x: Signal, channels: number, positions: number): number {
  if (!roles.includes('batch')) {
    if (roles.every((role) => role === 'channel') && (roles.length === 1 || channels === 1)) return 1;
    if ((roles.length === 2 && roles.includes('channel')) || (roles[0] === 'time' && channels === 1)) return positions;
  }
  throw new Refusal(`sums over the last axis of ${axesText(x.axes)}`, {
    allowed: 'an axis of channels, or of channels and positions',
  });
}

const transposedMatrix = (w: Tensor): Tensor => gathered(w, [w.shape[1]!, w.shape[0]!], ([i, j]) => [j!, i!]);

const times = (tensor: Tensor, factor: number): Tensor =>
  factor === 1 ? tensor : elementwise([tensor], false, (value) => value * factor);

const gemm: Handler = (op, from, tracing) => {
  if (intOf(op, 'transA', 0) !== 0) throw new Refusal('transA = 1', { allowed: '0' });
  const b = neededTensor(from[1], 'matrix B');
  if (b.shape.length !== 2) throw new Refusal(`matrix B of shape [${b.shape}]`, { allowed: 'two axes' });
  const w = times(intOf(op, 'transB', 0) === 1 ? transposedMatrix(b) : b, floatOf(op, 'alpha', 1));
  const c = tensorOf(from[2], 'C');
  return [dense(signalOf(from), w, c && times(c, floatOf(op, 'beta', 1)), tracing)];
};

/** Both sides are computed from the signal, or may be: nothing that hardware of fixed weights can do. */
export function refuseProduct(op: Op, from: readonly (Value | null)[]): void {
  if (from.slice(0, 2).some((value) => value?.kind === 'constant')) return;
  throw new Refusal(`${op.op} of two tensors that are computed from the signal`, {
    allowed: 'one side of numbers that the file holds',
    fix: 'a network without attention or gates',
  });
}

const matMul: Handler = (op, from, tracing) => {
  refuseProduct(op, from);
  if (from[0]?.kind === 'constant') return [leftMatrix(from[0].tensor, signalOf(from, 1), tracing)];
  const w = neededTensor(from[1], 'the matrix');
  // A stack of one matrix is that matrix.
  const flat =
    w.shape.length > 2 && w.shape.slice(0, -2).every((n) => n === 1) ? { ...w, shape: w.shape.slice(-2) } : w;
  return [dense(signalOf(from), flat, null, tracing)];
};

/** `w [out][in] x [..., in, t]`: sums over the last axis but one. */
function leftMatrix(w: Tensor, x: Signal, tracing: Tracing): Signal {
  const rank = x.axes.length;
  if (rank < 2 || w.shape.length !== 2) throw new Refusal(`a matrix of shape [${w.shape}] before ${axesText(x.axes)}`);
  const swapped = (axes: readonly Axis[]) => [...axes.slice(0, -2), axes[rank - 1]!, axes[rank - 2]!];
  const y = dense({ ...x, axes: swapped(x.axes) }, transposedMatrix(w), null, tracing);
  return { ...y, axes: swapped(y.axes) };
}

const matMulInteger: Handler = (op, from, tracing) => {
  refuseProduct(op, from);
  const x = signalOf(from);
  const zero = tensorOf(from[3], 'the zero of weights');
  const w = columns(neededTensor(from[1], 'the weight'), null, zero);
  return [dense({ ...x, grid: null }, times(w, 1 / stepOf(x)), null, tracing)];
};

const qLinearMatMul: Handler = (op, from, tracing) => {
  refuseProduct(op, [from[0]!, from[3]!]);
  const x = signalOf(from);
  stepOf(x);
  const [scale, zero] = [neededTensor(from[4], 'the scale of weights'), neededTensor(from[5], 'the zero of weights')];
  const y = dense({ ...x, grid: null }, columns(neededTensor(from[3], 'the weight'), scale, zero), null, tracing);
  return [onGrid(y, neededTensor(from[6], 'the scale'), neededTensor(from[7], 'the zero'), 1, tracing)];
};

/** Whole-number weights [in][out], with a scale and a zero for each column. */
const columns = (w: Tensor, scale: Tensor | null, zero: Tensor | null): Tensor =>
  transposedMatrix(dequantised(transposedMatrix(w), scale, zero));

const limits = 'both sides computed from the signal; sums over positions of each channel alone';

export const DENSE = {
  Gemm: { trace: gemm, becomes: 'a convolution over all positions, or of one tap', limits },
  MatMul: { trace: matMul, becomes: 'a convolution over all positions, or of one tap', limits },
  MatMulInteger: {
    trace: matMulInteger,
    becomes: 'a convolution',
    limits: 'input on no grid of one fixed step',
    onGrids: true,
  },
  QLinearMatMul: {
    trace: qLinearMatMul,
    becomes: 'a convolution and a grid',
    limits: 'input on no grid of one fixed step',
    onGrids: true,
  },
} satisfies Record<string, Operator>;
