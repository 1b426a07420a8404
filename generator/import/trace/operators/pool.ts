import { PLAIN, type Pool } from '../../graph/graph.js';
import { reach } from '../../graph/shapes.js';
import type { Op } from '../../op-graph.js';
import { intOf, intsOf, wholeOf } from '../attributes.js';
import { longRoles, reshaped } from '../axes.js';
import { axesText, axisOf, type Handler, onEdge, Refusal, type Signal, signal, type Tracing } from '../value.js';
import { signalOf } from './axes.js';
import type { Operator } from './operator.js';
import { singleTap, slid, slidingOf, slidTo } from './sliding.js';

const pooling =
  (pool: Pool['pool']): Handler =>
  (op, from, tracing) => {
    if (op.to[1] !== undefined && op.to[1] !== '') throw new Refusal('gives the places of the largest values too');
    const given = signalOf(from);
    const at = slid(given, tracing);
    const kernels = intsOf(op, 'kernel_shape') ?? [];
    if (kernels.length !== at.x.axes.length - 2) throw new Refusal(`attribute kernel_shape is [${kernels}]`);
    for (const axis of at.beside) singleTap(op, kernels, axis);
    const { positions } = tracing.shape(at.x.edge);
    const sliding = slidingOf(op, kernels, at.at, positions);
    const edge = tracing.add({
      kind: 'pool',
      from: [at.x.edge],
      parameters: 0,
      pool,
      ...sliding,
      positions: pooledPositions(op, sliding, positions),
      counted: intOf(op, 'count_include_pad', 0) === 1 ? 'padded' : 'inside',
    });
    return [{ ...slidTo(at, edge), grid: given.grid }];
  };

/** Windows that end inside the padded stream; with ceil_mode those too that begin inside it or in the padding before it. */
function pooledPositions(op: Op, s: ReturnType<typeof slidingOf>, positions: number): number {
  const steps = (positions + s.before + s.after - reach(s)) / s.stride;
  if (intOf(op, 'ceil_mode', 0) === 0) return Math.floor(steps) + 1;
  const windows = Math.ceil(steps) + 1;
  return (windows - 1) * s.stride >= positions + s.before ? windows - 1 : windows;
}

/** One window over all positions. */
export function whole(pool: Pool['pool'], x: Signal, tracing: Tracing): string {
  const { positions } = tracing.shape(x.edge);
  return tracing.add({
    kind: 'pool',
    from: [x.edge],
    parameters: 0,
    pool,
    kernel: positions,
    ...PLAIN,
    positions: 1,
    counted: 'inside',
  });
}

const global =
  (pool: Pool['pool']): Handler =>
  (_, from, tracing) => {
    const at = slid(signalOf(from), tracing);
    return [{ ...slidTo(at, whole(pool, at.x, tracing)), grid: at.x.grid }];
  };

const reducing =
  (pool: Pool['pool'], sums: boolean): Handler =>
  (op, from, tracing) => {
    const x = signalOf(from);
    const rank = x.axes.length;
    const given = wholeOf(from[1], 'the axes') ?? intsOf(op, 'axes');
    if ((given === null || given.length === 0) && intOf(op, 'noop_with_empty_axes', 0) === 1) return [x];
    const axes = (given === null || given.length === 0 ? x.axes.map((_, i) => i) : given).map((a) => axisOf(a, rank));
    const roles = axes.flatMap((axis) => longRoles(x, x.axes[axis]!, tracing));
    const overChannels = roles.includes('channel') && pool === 'average';
    const others = roles.filter((role) => role !== 'time' && !(role === 'channel' && overChannels));
    if (axes.some((axis) => x.axes[axis]!.includes('batch')) || others.length > 0)
      throw new Refusal(`takes together axes ${axes.join(', ')} of ${axesText(x.axes)}`, {
        allowed: pool === 'max' ? 'the axis of positions' : 'axes of positions and of channels',
      });
    const { positions, channels } = tracing.shape(x.edge);
    if (overChannels) return [without(axes, onEdge(x, summed(x, roles.includes('time'), sums, tracing)), op, tracing)];
    const pooled = roles.length === 0 ? x.edge : whole(pool, x, tracing);
    const scaled = (edge: string) =>
      tracing.add({
        kind: 'affine',
        from: [edge],
        parameters: 0,
        scale: new Float64Array(channels).fill(positions),
        offset: new Float64Array(channels),
      });
    const y = onEdge(x, sums && roles.length > 0 ? scaled(pooled) : pooled);
    return [without(axes, y, op, tracing)];
  };

/** What is left when axes have become one value: they stay with length 1, or go. */
function without(axes: readonly number[], y: Signal, op: Op, tracing: Tracing): Signal {
  const kept = signal(
    y.edge,
    y.axes.map((axis, i) => (axes.includes(i) ? [] : axis)),
  );
  if (intOf(op, 'keepdims', 1) === 1) return kept;
  const lengths = tracing.lengths(kept).filter((_, i) => !axes.includes(i));
  return reshaped(kept, lengths, tracing);
}

/** Sum or average of all channels, of each position or of all. */
function summed(x: Signal, ofAll: boolean, sums: boolean, tracing: Tracing): string {
  const { positions, channels } = tracing.shape(x.edge);
  const kernel = ofAll ? positions : 1;
  return tracing.add({
    ...{ kind: 'conv', from: [x.edge], parameters: 0, outChannels: 1, kernel, groups: 1, ...PLAIN },
    weights: new Float64Array(channels * kernel).fill(sums ? 1 : 1 / (channels * kernel)),
    bias: new Float64Array(1),
  });
}

const limits = 'more than one axis longer than 1';

export const POOLS = {
  MaxPool: {
    trace: pooling('max'),
    becomes: 'a pool: any stride, dilation, padding, ceil_mode',
    limits,
    onGrids: true,
  },
  AveragePool: { trace: pooling('average'), becomes: 'a pool; the padding counted or not', limits },
  GlobalMaxPool: { trace: global('max'), becomes: 'a pool over all positions', limits },
  GlobalAveragePool: { trace: global('average'), becomes: 'a pool over all positions', limits },
  ReduceMax: {
    trace: reducing('max', false),
    becomes: 'a pool over all positions',
    limits: 'axes other than of positions',
  },
  ReduceMean: {
    trace: reducing('average', false),
    becomes: 'a pool over all positions; of channels a convolution',
    limits: 'axes of windows',
  },
  ReduceSum: {
    trace: reducing('average', true),
    becomes: 'a pool over all positions; of channels a convolution',
    limits: 'axes of windows',
  },
} satisfies Record<string, Operator>;
