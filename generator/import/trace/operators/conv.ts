import type { Op, Tensor } from '../../op-graph.js';
import { neededTensor, tensorOf } from '../attributes.js';
import { product } from '../axes.js';
import { gathered } from '../constants/arrays.js';
import { type Handler, onEdge, Refusal, type Signal, type Tracing } from '../value.js';
import { signalOf } from './axes.js';
import type { Operator } from './operator.js';
import { groupsOf, singleTap, slid, slidingOf, slidTo } from './sliding.js';

/** A convolution of a stream with weights [out][in of the group][taps of each axis] and a bias [out]. */
export function convolution(op: Op, given: Signal, w: Tensor, bias: Tensor | null, tracing: Tracing): Signal {
  const at = slid(given, tracing);
  const { x } = at;
  const { channels, positions } = tracing.shape(x.edge);
  const [outChannels = 0, inputs = 0, ...kernels] = w.shape;
  if (kernels.length !== x.axes.length - 2)
    throw new Refusal(`weights of shape [${w.shape}] over a tensor of ${x.axes.length} axes`);
  const groups = groupsOf(op);
  if (inputs * groups !== channels || outChannels % groups !== 0 || groups < 1)
    throw new Refusal(`weights of shape [${w.shape}] in ${groups} groups do not fit ${channels} channels`);
  if (bias !== null && bias.values.length !== outChannels)
    throw new Refusal(`a bias of ${bias.values.length} for ${outChannels} channels`);
  const taps = new Map(at.beside.map((axis) => [axis, singleTap(op, kernels, axis)]));
  const sliding = slidingOf(op, kernels, at.at, positions);
  const weights = gathered(w, [outChannels, inputs, sliding.kernel], ([o, i, k]) => [
    o!,
    i!,
    ...kernels.map((_, axis) => taps.get(axis + 2) ?? k!),
  ]);
  const edge = tracing.add({
    kind: 'conv',
    from: [x.edge],
    parameters: product(weights.shape) + (bias === null ? 0 : outChannels),
    weights: weights.values,
    bias: bias === null ? new Float64Array(outChannels) : Float64Array.from(bias.values),
    outChannels,
    groups,
    ...sliding,
  });
  return slidTo(at, edge);
}

const conv: Handler = (op, from, tracing) => {
  const w = neededTensor(from[1], 'the weight');
  return [convolution(op, signalOf(from), w, tensorOf(from[2], 'the bias'), tracing)];
};

/** Zero and scale of channels [out] of weights. */
function perOut(tensor: Tensor | null, absent: number, o: number): number {
  return tensor === null ? absent : tensor.values[tensor.values.length === 1 ? 0 : o]!;
}

/** Whole-number weights less their zeros, times their scales, [out] first. */
export function dequantised(w: Tensor, scale: Tensor | null, zero: Tensor | null): Tensor {
  const each = product(w.shape.slice(1));
  const values = w.values.map((v, i) => {
    const o = Math.floor(i / each);
    return (v - perOut(zero, 0, o)) * perOut(scale, 1, o);
  });
  return { ...w, values, integer: false };
}

/** The step of the grid that a stream lies on; what counts grid steps is a multiple of it. */
export function stepOf(x: Signal): number {
  if (x.grid === null)
    throw new Refusal('reads whole numbers of no known grid', { fix: 'a QuantizeLinear of fixed scale before it' });
  const { scale } = x.grid;
  if (scale.values.length !== 1)
    throw new Refusal('reads a grid of one step for each channel', { allowed: 'one step for all' });
  return scale.values[0]!;
}

/** Counts steps: `conv(n - zero, w - zero)` of a stream `(n - zero) * step`. */
const convInteger: Handler = (op, from, tracing) => {
  const x = signalOf(from);
  const step = stepOf(x);
  const w = dequantised(neededTensor(from[1], 'the weight'), null, tensorOf(from[3], 'the zero of weights'));
  const inSteps = { ...w, values: w.values.map((v) => v / step) };
  return [convolution(op, { ...x, grid: null }, inSteps, null, tracing)];
};

const qLinearConv: Handler = (op, from, tracing) => {
  const x = signalOf(from);
  const step = stepOf(x);
  const scale = neededTensor(from[4], 'the scale of weights');
  const w = dequantised(neededTensor(from[3], 'the weight'), scale, neededTensor(from[5], 'the zero of weights'));
  const given = tensorOf(from[8], 'the bias');
  const bias = given && { ...given, values: given.values.map((b, o) => b * step * perOut(scale, 1, o)) };
  const y = convolution(op, { ...x, grid: null }, w, bias, tracing);
  return [onGrid(y, neededTensor(from[6], 'the scale'), neededTensor(from[7], 'the zero'), 1, tracing)];
};

/** A stream rounded to a grid. */
export function onGrid(x: Signal, scale: Tensor, zero: Tensor | null, axis: number, tracing: Tracing): Signal {
  const [low, high] = zero === null ? [0, 255] : (zero.range ?? [Number.NaN, Number.NaN]);
  if (Number.isNaN(low)) throw new Refusal('a zero of no whole type', { allowed: 'int8, uint8, int16, uint16' });
  const none = { shape: [], values: new Float64Array(scale.values.length), integer: true };
  const at = { scale, zero: zero ?? none, axis };
  const steps = { scale: scale.values, zero: at.zero.values, low, high };
  if (x.end === null)
    return { ...onEdge(x, tracing.add({ kind: 'grid', from: [x.edge], parameters: 0, ...steps })), grid: at };
  // Behind the end of a network its output is put on the grid, not its scores.
  if (scale.values.length > 1)
    throw new Refusal('a grid of one step for each channel', { allowed: 'one step for all' });
  return { ...x, end: { ...x.end, steps }, grid: at };
}

const limits = 'more than one axis longer than 1; weights that are computed from the signal';

export const CONVOLUTIONS = {
  Conv: { trace: conv, becomes: 'a convolution: any stride, dilation, padding, groups, depthwise', limits },
  ConvInteger: {
    trace: convInteger,
    becomes: 'a convolution',
    limits: 'input on no grid of one fixed step',
    onGrids: true,
  },
  QLinearConv: {
    trace: qLinearConv,
    becomes: 'a convolution and a grid',
    limits: 'input on no grid of one fixed step',
    onGrids: true,
  },
} satisfies Record<string, Operator>;
