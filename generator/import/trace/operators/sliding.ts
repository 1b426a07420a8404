import { reach } from '../../graph/shapes.js';
import type { Op } from '../../op-graph.js';
import { intOf, intsOf, textOf } from '../attributes.js';
import { timeAxis, withChannels } from '../channels.js';
import { type Axis, Refusal, type Signal, signal, type Tracing } from '../value.js';

/** What slides over positions: the numbers of one axis of a convolution or pool. */
export interface Sliding {
  kernel: number;
  stride: number;
  dilation: number;
  before: number;
  after: number;
}

/** A stream that is slid over, the axis of the framework that its positions lie along, and those of length 1 beside it. */
export interface Slid {
  x: Signal;
  at: number;
  beside: readonly number[];
}

/** Axes of a tensor [windows, channels, ...]: one of positions, the others of length 1. */
export function slid(given: Signal, tracing: Tracing): Slid {
  if (given.axes.length < 3)
    throw new Refusal(`reads a tensor of ${given.axes.length} axes`, { allowed: 'windows, channels, positions' });
  const x = withChannels(given, 1, tracing);
  const spatial = x.axes.map((_, i) => i).slice(2);
  const at = timeAxis(x, spatial, tracing);
  return { x, at, beside: spatial.filter((axis) => axis !== at) };
}

/** Numbers of the axis `at`, from attributes of all spatial axes and a kernel of them. */
export function slidingOf(op: Op, kernels: readonly number[], at: number, length: number): Sliding {
  const i = at - 2;
  const axes = kernels.length;
  const listed = (name: string, count: number, absent: number) => {
    const list = intsOf(op, name);
    if (list !== null && list.length !== count)
      throw new Refusal(`attribute ${name} is [${list}]`, { allowed: `${count} whole numbers` });
    return (k: number) => list?.[k] ?? absent;
  };
  const kernel = kernels[i]!;
  const stride = listed('strides', axes, 1)(i);
  const dilation = listed('dilations', axes, 1)(i);
  if (!(kernel >= 1 && stride >= 1 && dilation >= 1))
    throw new Refusal(`kernel ${kernel}, stride ${stride}, dilation ${dilation}`, { allowed: '1 or more' });
  const pads = listed('pads', 2 * axes, 0);
  const auto = textOf(op, 'auto_pad', 'NOTSET');
  const [before, after] = padding(auto, { kernel, stride, dilation }, length) ?? [pads(i), pads(i + axes)];
  if (before < 0 || after < 0) throw new Refusal(`pads [${before}, ${after}]`, { allowed: '0 or more' });
  if (length + before + after < reach({ kernel, dilation }))
    throw new Refusal(`a kernel that reaches over ${reach({ kernel, dilation })} positions`, {
      allowed: `${length + before + after} or fewer: as long as the padded stream`,
    });
  return { kernel, stride, dilation, before, after };
}

/** Zeros before and after that `auto_pad` asks for; null: it says that pads are given. */
function padding(auto: string, { kernel, stride, dilation }: Omit<Sliding, 'before' | 'after'>, length: number) {
  if (auto === 'NOTSET' || auto === '') return null;
  if (auto === 'VALID') return [0, 0] as const;
  if (auto !== 'SAME_UPPER' && auto !== 'SAME_LOWER')
    throw new Refusal(`auto_pad ${auto}`, { allowed: 'NOTSET, VALID, SAME_UPPER, SAME_LOWER' });
  const positions = Math.ceil(length / stride);
  const total = Math.max(0, (positions - 1) * stride + reach({ kernel, dilation }) - length);
  const less = Math.floor(total / 2);
  return auto === 'SAME_UPPER' ? ([less, total - less] as const) : ([total - less, less] as const);
}

/** The same framework axes around a new stream: channels at 1, positions at `at`. */
export const slidTo = ({ x, at }: Slid, edge: string): Signal =>
  signal(
    edge,
    x.axes.map((axis, i): Axis => (i === 0 ? axis : i === 1 ? ['channel'] : i === at ? ['time'] : [])),
  );

/**
 * Where along an axis of length 1 a kernel's one tap lies that sees more than zeros.
 *
 * @throws Refusal when the axis would become longer
 */
export function singleTap(op: Op, kernels: readonly number[], axis: number): number {
  const { kernel, stride, before, after } = slidingOf(op, kernels, axis, 1);
  if (Math.floor((1 + before + after - kernel) / stride) !== 0)
    throw new Refusal('an axis of length 1 that becomes longer', { allowed: 'one axis of positions' });
  return before;
}

export const groupsOf = (op: Op): number => intOf(op, 'group', 1);
